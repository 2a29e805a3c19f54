#!/usr/bin/env python3
"""Sums up a lit run.

    usage: count-results.py RESULTS.json

Prints which tests failed, which did not run and why, and last "N passed, N failed".
Succeeds if something passed and nothing failed.
"""

import collections
import json
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
NOT_RUN = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def main():
    with open(sys.argv[1]) as file:
        tests = json.load(file)["tests"]
    by_outcome = collections.defaultdict(list)
    for test in tests:
        code = test["code"]
        outcome = "passed" if code in PASSED else "not run" if code in NOT_RUN else "failed"
        by_outcome[outcome].append(test["name"])

    for name in by_outcome["failed"]:
        print(f"  failed: {name}")
    for name in by_outcome["not run"]:
        print(f"  not run here: {name}")
    passed, failed = len(by_outcome["passed"]), len(by_outcome["failed"])
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


sys.exit(main())
