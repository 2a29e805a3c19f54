#!/usr/bin/env python3
"""update-docs.py [--check]: writes what tools say of themselves into docs/command-line.md.

The tools are those of PATH, else of build/bin. The text between `<!-- begin: COMMAND -->` and `<!-- end -->`
is what COMMAND prints, as it is for `--help=markdown`, else as a block. With --check nothing is
written: exit code 1 and the difference if the page is out of date.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(__file__), "..")
PAGE = os.path.join(ROOT, "docs", "command-line.md")
SECTION = re.compile(r"(<!-- begin: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)


def describe(command):
    """Returns what `command` prints, as Markdown."""
    tool, *arguments = command.split()
    path = shutil.which(tool) or os.path.join(ROOT, "build", "bin", tool)
    text = subprocess.run([path, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    return text if "--help=markdown" in arguments else f"```text\n{text}```\n"


def main():
    check = "--check" in sys.argv[1:]
    with open(PAGE) as file:
        old = file.read()
    new = SECTION.sub(lambda found: found[1] + describe(found[2]) + found[3], old)
    if not check:
        with open(PAGE, "w") as file:
            file.write(new)
        return 0
    sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True),
                                               "docs/command-line.md", "what the tools say"))
    if old != new:
        print("docs/command-line.md is out of date: run utils/update-docs.py",
              file=sys.stderr)
    return old != new


if __name__ == "__main__":
    sys.exit(main())
