"""check_estimate.py PROFILE REPORT: do the compiler's estimates agree with the instructions that were counted?"""

import json
import sys

functions = json.load(open(sys.argv[1]))["functions"]
estimates = {}
for dispatch in json.load(open(sys.argv[2]))["dispatches"]:
    # A function that several calls share is counted for all of them.
    name = dispatch["name"]
    estimates[name] = estimates.get(name, 0) + dispatch["estimated_instructions"]
    assert dispatch["estimated_cycles"] >= dispatch["estimated_instructions"], "a Cortex-M4 issues one at a time"
for name, estimate in estimates.items():
    counted = functions[name]["instructions"]
    print(f"{name}: {estimate} estimated, {counted} counted")
    assert abs(estimate - counted) <= 0.02 * counted + 100, name
