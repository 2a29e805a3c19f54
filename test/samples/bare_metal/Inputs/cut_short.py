"""cut_short.py FOLDER BYTES FILE: sends only so many bytes of a module to firmware in FOLDER that waits for all of them."""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "samples/bare_metal"))
import run  # noqa: E402

folder, count, module = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]).read_bytes()
code, text = run.run(folder, len(module).to_bytes(4, "little") + module[:count])
os.write(1, text)
sys.exit(code)
