"""Reads MANIFEST.tsv: how exact each model's outputs must be, and what it consists of.

What the text of a tolerance means:
  exact vs TFLite reference kernels; else REST   equal where those kernels made the reference, else REST
  |d|<=N LSB ...                   integers differ by N at most; classes rank alike
  rtol=R atol=A, atol=A            floats; integers are equal
  label map: >=P% of pixels equal  so many elements are equal
  none: must be refused ...        the compiler has to refuse the model by naming an operator
"""

import csv
import dataclasses
import re
import typing

# The `ref` of a case that TFLite's reference kernels computed; "u8" are the same kernels on a
# twin of the model.
REFERENCE_KERNELS = {"tflm", "golden+tflm", "u8"}

# That of a case that LiteRT computed.
LITERT = "litert"


@dataclasses.dataclass
class Tolerance:
    rtol: float = 1e-3
    atol: float = 1e-4
    share: float = 1.0  # of the elements of an output that must be as expected


@dataclasses.dataclass
class Row:
    tolerance: str = ""
    operators: typing.Set[str] = dataclasses.field(default_factory=set)

    @property
    def must_be_refused(self):
        return self.tolerance.startswith("none: must be refused")

    def tolerance_of(self, reference):
        """Returns the tolerance of a case whose outputs `reference` computed."""
        text = self.tolerance
        exact = re.match(r"exact vs TFLite reference kernels; else ", text)
        if exact and reference in REFERENCE_KERNELS:
            return Tolerance(0, 0)
        if exact:
            text = text[exact.end():]
        if steps := re.match(r"\|d\|<=(\d+) LSB", text):
            return Tolerance(0, int(steps[1]))
        if bounds := re.match(r"(?:rtol=(\S+) )?atol=([^\s;]+)", text):
            return Tolerance(float(bounds[1] or 0), float(bounds[2]))
        if share := re.match(r"label map: >=([\d.]+)% of pixels equal", text):
            return Tolerance(0, 0, float(share[1]) / 100)
        return Tolerance()


def read(folder):
    """Returns the rows of `folder`'s manifest by model."""
    path = folder / "MANIFEST.tsv"
    if not path.exists():
        return {}
    with open(path, newline="") as file:
        return {row["name"]: Row(row["tolerance"],
                                 {entry.split(":")[0] for entry in row["ops"].split(",")})
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
