"""Figures of TensorFlow Lite Micro, which tflm.json holds with how they were measured."""

import json
import pathlib

DATA = json.loads((pathlib.Path(__file__).parent / "tflm.json").read_text())
ABOUT = DATA["about"]
MODELS = DATA["models"]  # by name: its short name there, bytes of its file, peak of live activations


def lookup(core, model):
    """Returns the figures of a model on a core: of the first configuration, and the fewest instructions of all."""
    configurations, short = DATA["cores"].get(core, []), MODELS.get(model, {}).get("short")
    if not configurations or not short:
        return {}
    found = {what: values[short] for what, values in configurations[0].items()
             if isinstance(values, dict) and short in values}
    found["fewest"] = min(each["instructions"][short] for each in configurations)
    return found
