#!/usr/bin/env python3
"""Runs the examples in Markdown files and compares what they print.

    usage: run-doc-examples.py [--root ROOT] FILE.md|FOLDER...

An example is a fenced block tagged `console`. Lines that begin with "$ " are commands for
bash (a command goes on after a trailing backslash); the lines below are what it prints,
stdout and stderr together:

    ```console
    $ sinter-run abs.sinter --input=f32=-2
    f32=2
    ```

`...` stands for anything: within a line for any characters, alone on a line for any lines.
A command with no lines below it may print anything. A command that ends in "# exit 1" must
end with that code; all others must succeed.

The examples of one file run in order in one scratch folder, which holds links to the
repository's samples/ and docs/, with the tools on PATH. Blocks that only a reader can run
(installation, another machine) carry another tag, such as `sh`. What follows the tag
`console` is needed, else the block is skipped: `models` a folder of models that SINTER_MODELS
names, any other word a program on PATH.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^( *)```(\w*)((?: [\w.-]+)*)\s*$")
EXIT = re.compile(r"\s+# exit (\d+)$")


def examples(path):
    """Yields (line number, command, expected lines) for each command in the file."""
    inside, number, command, expected = None, 0, None, []
    for count, line in enumerate(path.read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if fence:
            if inside == "console" and command is not None:
                yield number, command, expected
            skipped = not all("SINTER_MODELS" in os.environ if word == "models" else shutil.which(word)
                              for word in fence[3].split())
            inside = ("skipped" if skipped else fence[2]) if inside is None else None
            command, expected = None, []
        elif inside == "console":
            if command is not None and command.endswith("\\"):
                command += "\n" + line
            elif line.lstrip().startswith("$ "):
                if command is not None:
                    yield number, command, expected
                number, command, expected = count, line.lstrip()[2:], []
            elif command is not None:
                expected.append(line)
    if inside is not None:
        raise ValueError(f"{path}: the last ``` block is never closed")


def matches(expected, actual):
    """Compares lines; "..." in `expected` stands for anything."""
    if not expected:
        return True
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"[ \t]*\n"
    return re.fullmatch(pattern, actual if actual.endswith("\n") else actual + "\n") is not None


def run_file(path, root):
    """Runs the examples of one file; returns (number of commands, complaints)."""
    count, complaints = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("samples", "docs"):
            os.symlink(root / name, os.path.join(folder, name))
        for number, command, expected in examples(path):
            count += 1
            code = EXIT.search(command)
            wanted, command = int(code[1]) if code else 0, EXIT.sub("", command)
            try:
                result = subprocess.run(["bash", "-c", command], cwd=folder, text=True,
                                        errors="replace", timeout=120, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            except subprocess.TimeoutExpired:
                complaints.append(f"{path}:{number}: '{command}' did not finish within 120 s")
                continue
            if result.returncode != wanted:
                complaints.append(f"{path}:{number}: '{command}' exited with {result.returncode}, "
                                  f"expected {wanted}; it printed:\n{result.stdout}")
            elif not matches(expected, result.stdout):
                complaints.append(f"{path}:{number}: '{command}' printed:\n{result.stdout}"
                                  f"but the file says:\n" + "\n".join(expected))
    return count, complaints


def main():
    parser = argparse.ArgumentParser(usage="run-doc-examples.py [--root ROOT] FILE.md|FOLDER...")
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    total, failures = 0, []
    files = [path for given in arguments.files
             for path in (sorted(given.rglob("*.md")) if given.is_dir() else [given])]
    for path in files:
        count, complaints = run_file(path, arguments.root.resolve())
        total += count
        failures += complaints
    print("\n\n".join(failures) if failures else f"{total} examples print what the documents say")
    return 1 if failures else 0


sys.exit(main())
