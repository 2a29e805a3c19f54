"""embedded_facts.py RESULTS.json: the stated stack, workspace and flash of static libraries are those measured."""

import json
import sys

rows = [row for row in json.load(open(sys.argv[1]))["rows"] if row["form"] == "library"]
assert len(rows) >= 5, rows
for row in rows:
    stated = row["stated"]
    assert row["stack"] <= stated["stack"] <= row["stack"] * 1.25, row
    assert row["workspace"] == stated["workspace"], row
    assert row["linked"] == stated["flash"], row
