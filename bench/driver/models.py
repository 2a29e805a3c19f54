"""The models of bench/models.json: where their files are, and inputs for them."""

import json
import os
import pathlib
import zlib

import numpy as np

TYPES = {"f64": np.float64, "f32": np.float32, "f16": np.float16, "bool": np.bool_,
         "i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
         "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64}
LIST = pathlib.Path(__file__).resolve().parent.parent / "models.json"


class Model:
    """An entry of the list. `path` is None when no folder holds the file."""

    def __init__(self, entry, folders):
        self.name, self.group = entry["name"], entry["group"]
        self.shapes = entry.get("shapes", {})
        self.path = next((folder / entry["path"] for folder in folders
                          if (folder / entry["path"]).is_file()), None)
        self.file = entry["path"]

    def stored_inputs(self):
        """Returns the inputs kept beside the model, in order; fewer or none is fine."""
        case = self.path.parent / "case_0"
        names = [f"{self.path.with_suffix('')}.in%d.npy", f"{case}/input_%d.npy"]
        pattern = next((name for name in names if os.path.exists(name % 0)), None)
        if pattern is None:
            return []
        arrays = []
        while os.path.exists(pattern % len(arrays)):
            arrays.append(np.load(pattern % len(arrays)))
        cases = self.path.parent / "cases.json"
        is_sequence = cases.exists() and json.loads(cases.read_text())[0].get("seq", False)
        return [array[0] for array in arrays] if is_sequence else arrays

    def make_inputs(self, infos):
        """Returns one array for each input of `infos` (name and type such as 1x4xf32)."""
        stored = self.stored_inputs()
        if len(stored) == len(infos):
            return stored
        random = np.random.default_rng(zlib.crc32(self.name.encode()))
        return [self.invent(info, random) for info in infos]

    def invent(self, info, random):
        *dims, element = info["type"].split("x")
        dims = self.shapes.get(info["name"], dims)
        if "?" in dims:
            raise ValueError(f"input '{info['name']}' ({info['type']}) has dynamic dims: say its "
                             "shape in bench/models.json, or store inputs beside the model")
        dims = [int(dim) for dim in dims]
        if element.startswith("f"):
            return random.uniform(-1, 1, dims).astype(TYPES[element])
        return random.integers(0, 2, dims).astype(TYPES[element])


def read_models(folders, file=LIST):
    entries = json.loads(pathlib.Path(file).read_text())["models"]
    return [Model(entry, folders) for entry in entries]
