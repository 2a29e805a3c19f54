#!/usr/bin/env python3
"""Checks that what Markdown files refer to exists.

    usage: check-links.py ROOT FILE.md...

Relative links must lead to a file, and paths in backticks that begin with a folder of the
repository (`passes/Memory/PlanMemory.cpp`) must be there too.
"""

import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([\w.-]+/[\w./-]*)`")
SCHEME = re.compile(r"^[a-z]+:")


def main():
    root, complaints, count = pathlib.Path(sys.argv[1]), [], 0
    folders = {path.name for path in root.iterdir() if path.is_dir()} - {"build", "build-asan"}
    for path in map(pathlib.Path, sys.argv[2:]):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            targets = [(name, path.parent / name) for name in LINK.findall(line)
                       if not SCHEME.match(name)]
            targets += [(name, root / name) for name in CODE.findall(line)
                        if name.split("/")[0] in folders]
            count += len(targets)
            complaints += [f"{path}:{number}: there is no '{name}'"
                           for name, target in targets if not target.exists()]
    print("\n".join(complaints) or f"{count} references lead somewhere")
    return 1 if complaints else 0


sys.exit(main())
