"""check_workspace.py LIBRARY TARGET MODEL_FOLDER...: is the workspace as small as it should be?

Compiles each model for TARGET as LIBRARY and compares its workspace with the bytes of activations that
are alive at once: at most 1.05 times as much.
"""

import json
import pathlib
import subprocess
import sys

library, target = pathlib.Path(sys.argv[1]), sys.argv[2]
failed = False
for folder in map(pathlib.Path, sys.argv[3:]):
    report = library.with_suffix(".json")
    subprocess.run(["sinter-compile", folder / "model.tflite", f"--target={target}", "--emit=static-library",
                    "-o", library, f"--report-json={report}", "--quiet"], check=True)
    function = json.loads(report.read_text())["functions"][0]
    workspace, live = function["workspace_bytes"], function["live_bytes"]
    print(f"{folder.name}: workspace {workspace}, alive {live}: {workspace / live:.3f}")
    failed |= workspace > 1.05 * live
sys.exit(failed)
