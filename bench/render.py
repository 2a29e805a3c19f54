#!/usr/bin/python3
"""Writes table and plot of stored measurements again.

    usage: render.py RESULTS.json FOLDER
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from driver.report import write_report  # noqa: E402

if len(sys.argv) != 3:
    sys.exit(__doc__.strip())
write_report(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]))
