"""Cases by family of operators. Each module has `cases()`, which yields model.Case objects."""

import importlib
import pkgutil


def all_cases():
    """Returns all cases; their labels differ."""
    found = [
        case
        for module in pkgutil.iter_modules(__path__)
        for case in importlib.import_module(f"{__name__}.{module.name}").cases()
    ]
    labels = [case.label for case in found]
    assert len(set(labels)) == len(labels), sorted(x for x in labels if labels.count(x) > 1)
    return found
