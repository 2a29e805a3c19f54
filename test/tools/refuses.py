#!/usr/bin/env python3
"""refuses.py N [--beside FILE] COMMAND...: COMMAND must refuse its input cleanly.

That means: exit code N within a minute, at least one line with "error: " on stderr, no
trace of a crash, and no file created in the folder of FILE (default: the current folder).
Prints COMMAND's stderr on stdout, for FileCheck to read.
"""

import os
import subprocess
import sys

CRASH = ("Stack dump", "PLEASE submit", "Assertion", "AddressSanitizer", "runtime error:",
         "terminate called", "LLVM ERROR", "UNREACHABLE")


def check(expected, command, folder):
    """Runs `command`; returns its stderr and a list of what is wrong with the refusal."""
    before = set(os.listdir(folder)) if os.path.isdir(folder) else set()
    try:
        result = subprocess.run(command, timeout=60, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return "", ["did not finish within 60 s"]
    text = result.stderr.decode(errors="replace")

    complaints = []
    if result.returncode != expected:
        complaints.append(f"exit code {result.returncode}, expected {expected}")
    if "error: " not in text:
        complaints.append("no line with 'error: ' on stderr")
    complaints += [f"'{word}' on stderr" for word in CRASH if word in text]
    after = set(os.listdir(folder)) if os.path.isdir(folder) else set()
    complaints += [f"left the file '{name}' behind" for name in sorted(after - before)]
    return text, complaints


def main():
    expected, command, folder = int(sys.argv[1]), sys.argv[2:], "."
    if command[0] == "--beside":
        folder, command = os.path.dirname(command[1]) or ".", command[2:]
    text, complaints = check(expected, command, folder)
    print(text, end="")
    for complaint in complaints:
        print(f"refuses.py: '{' '.join(command)}': {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
