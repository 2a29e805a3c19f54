#!/usr/bin/env python3
"""exits.py N COMMAND...: runs COMMAND and succeeds only if its exit code is N.

A death by signal is reported as such and never accepted; neither is anything that
takes longer than a minute.
"""

import subprocess
import sys


def main():
    expected, command = int(sys.argv[1]), sys.argv[2:]
    try:
        code = subprocess.run(command, timeout=60).returncode
    except subprocess.TimeoutExpired:
        print(f"exits.py: {command[0]} did not finish within 60 s", file=sys.stderr)
        return 1
    if code == expected:
        return 0
    fact = f"died of signal {-code}" if code < 0 else f"exited with {code}"
    print(f"exits.py: {command[0]} {fact}, expected exit code {expected}", file=sys.stderr)
    return 1


sys.exit(main())
