#!/usr/bin/env python3
"""to_tflite.py MODEL.json MODEL.tflite: writes a TFLite model from its text.

The text is FlatBuffers' JSON of compiler/Import/TFLite/tflite.fbs: fields by the names of
the schema, enumerators as strings, comments and missing quotes around keys allowed.
"""

import pathlib
import subprocess
import sys
import tempfile

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "compiler/Import/TFLite/tflite.fbs"


def convert(text, target):
    """Writes the model that the JSON `text` describes to the path `target`."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "model.json"
        source.write_text(text)
        subprocess.run(["flatc", "--binary", "-o", folder, str(SCHEMA), str(source)], check=True)
        pathlib.Path(target).write_bytes((pathlib.Path(folder) / "model.tflite").read_bytes())


if __name__ == "__main__":
    convert(pathlib.Path(sys.argv[1]).read_text(), sys.argv[2])
