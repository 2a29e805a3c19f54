"""Checks a profile of samples/digits: that its sums agree and that dispatches have their nodes."""

import json
import sys

profile = json.load(open(sys.argv[1]))
functions = profile["functions"]
assert profile["instructions"] == profile["windows"][-1] > 1000, profile["windows"]
assert "unknown" not in profile["classes"], profile["classes"]
assert sum(profile["classes"].values()) == profile["instructions"], profile["classes"]
assert sum(function["instructions"] for function in functions.values()) == profile["instructions"]
assert set(profile["regions"]) == {"stack", "memory", "module"}, profile["regions"]
assert profile["regions"]["module"]["bytes_written"] == 0, "flash was written"
# The weights of the model are read at least once, from where they lie in the module.
assert profile["regions"]["module"]["bytes_read"] > 10000, profile["regions"]["module"]
assert 0 < profile["stack_bytes"] < 4096, profile["stack_bytes"]
dispatches = {f["dispatch"]: f["nodes"] for f in functions.values() if "dispatch" in f}
assert len(dispatches) > 3 and all(dispatches.values()), dispatches
share = sum(f["instructions"] for f in functions.values() if "dispatch" in f)
assert share > 0.9 * profile["instructions"], "little of the time goes into dispatches"
print("sums agree")
