#!/usr/bin/env python3
"""Checks what the style asks of every source file and a machine can see.

    usage: check-style.py [ROOT] [--fix]

  - C and C++ are laid out as .clang-format says (--fix lays them out);
  - no file is longer than 600 lines;
  - no marks of unfinished thoughts;
  - no trailing blanks or tabs; every file ends with a newline;
  - every C, C++ and TableGen file opens with a comment that says what it is.

Looks at the files that git tracks.
"""

import pathlib
import re
import shutil
import subprocess
import sys

SOURCES = {".c", ".h", ".cpp", ".td", ".py", ".mlir", ".cmake", ".sh", ".fbs", ".test", ".txt"}
LAYOUT = {".c", ".h", ".cpp"}
LONGEST = 600
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
OPENING = re.compile(r"^(?:// ?|/\* ?)\S.*")


def tracked(root):
    names = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    return [root / name for name in names.split("\0") if name and (root / name).is_file()]


def complaints_of_text(path):
    text = path.read_text(errors="replace")
    lines = text.splitlines()
    if len(lines) > LONGEST:
        yield 1, f"{len(lines)} lines; a file holds one idea and at most {LONGEST} lines"
    if text and not text.endswith("\n"):
        yield len(lines), "no newline at the end"
    if path.suffix in LAYOUT | {".td"} and not OPENING.match(lines[0] if lines else ""):
        yield 1, "does not open with a comment that says what it is"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if "\t" in line:
            yield number, "a tab"
        if UNFINISHED.search(line):
            yield number, "an unfinished thought; finish it or file an issue"


def layout(paths, fix):
    """Returns the files that clang-format would change; changes them if `fix`."""
    tool = shutil.which("clang-format-22")
    if tool is None:
        return ["clang-format-22 is not installed (utils/install-deps.sh)"]
    if fix:
        subprocess.run([tool, "-i", *paths], check=True)
        return []
    complaints = []
    for path in paths:
        result = subprocess.run([tool, "--dry-run", "--Werror", path], stderr=subprocess.PIPE)
        if result.returncode:
            complaints.append(f"{path}: is not laid out as .clang-format says (--fix does it)")
    return complaints


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--fix"]
    root = pathlib.Path(arguments[0] if arguments else ".")
    files = [path for path in tracked(root) if path.suffix in SOURCES]
    complaints = [f"{path}:{number}: {what}" for path in files
                  for number, what in complaints_of_text(path)]
    complaints += layout([path for path in files if path.suffix in LAYOUT], "--fix" in sys.argv)
    print("\n".join(complaints) or f"style: {len(files)} files as they should be")
    return 1 if complaints else 0


sys.exit(main())
