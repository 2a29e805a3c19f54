"""Compiles a model for a machine, builds firmware, runs it, and measures what it takes."""

import bisect
import json
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "samples/bare_metal"), str(ROOT / "test/models")]
import manifest  # noqa: E402
import run as sample  # noqa: E402


class Failure(Exception):
    """A program failed, or an output is wrong."""


class DoesNotFit(Exception):
    """The board has too little memory for the model."""


def output(*command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))} failed: {result.stderr.strip()}")
    return result.stdout + result.stderr


def compile_model(tools, source, machine, form, folder):
    """Returns the compiled model and what the compiler says of it."""
    model = folder / ("model.a" if form == "library" else "model.sinter")
    report = folder / "report.json"
    options = ["--emit=static-library"] if form == "library" else []
    line = output(tools / "sinter-compile", source, f"--target={machine.target}", "-o", model,
                  f"--report-json={report}", *options)
    stated = re.search(r"flash (?P<flash>\S+) bytes .*weights (?P<weights>[\d,]+), .*RAM (?P<ram>\S+) .*"
                       r"workspace (?P<workspace>[\d,]+), .*stack <= (?P<stack>\S+)", line)
    if not stated:
        raise Failure(f"sinter-compile does not say what the model takes: {line.strip()}")
    return model, {name: int(text.replace(",", "")) for name, text in stated.groupdict().items()}


def read_cases(folder):
    """Returns inputs and outputs of each case that is one call, and what computed the outputs."""
    cases = []
    for entry in json.loads((folder / "cases.json").read_text()):
        if entry["seq"]:
            raise Failure(f"{folder.name}: the firmware makes one call, not a sequence of them")
        stored = folder / f"case_{entry['case']}"
        cases.append(([np.load(stored / f"input_{k}.npy") for k in range(entry["n_in"])],
                      [np.load(stored / f"output_{k}.npy") for k in range(entry["n_out"])], entry["ref"]))
    return cases


def check_fit(machine, stated, cases):
    """Throws when the model does not fit by what the compiler says, before the linker finds out."""
    tensors = sum(array.nbytes for array in (*cases[0][0], *cases[0][1]))
    for kind, needed, has in (("flash", stated["flash"], machine.memory("FLASH")),
                              ("RAM", stated["ram"] + tensors, machine.memory("RAM") * 7 // 8)):  # stack
        if needed > has:
            raise DoesNotFit(f"{needed:,} bytes of {kind}, the board has {has:,}")


def largest_difference(text, expected):
    """Returns the largest difference between what the firmware printed and the arrays."""
    lines = text.decode(errors="replace").split()
    if len(lines) != len(expected):
        raise Failure(f"the firmware printed {text!r}")
    result = 0.0
    for line, array in zip(lines, expected):
        data = bytes.fromhex(line)
        if len(data) != array.nbytes:
            raise Failure(f"an output has {len(data)} bytes, not {array.nbytes}")
        actual = np.frombuffer(data, array.dtype).reshape(array.shape)
        result = max(result, float(np.abs(actual.astype("f8") - array.astype("f8")).max(initial=0)))
        if not np.isfinite(actual).all():
            raise Failure("an output is no number")
    return result


def run_cases(folder, cases, row, plugin, counts, options=()):
    """Compares all outputs, the first time with counting. Returns the largest difference."""
    worst = 0.0
    for k, (inputs, expected, reference) in enumerate(cases):
        data = b"".join(array.tobytes() for array in inputs)
        code, text = sample.run(folder, data, options, plugin, counts if k == 0 else None)
        if code != 0:
            raise Failure(f"case {k}: the firmware ended with {code}: {text.decode(errors='replace').strip()}")
        difference = largest_difference(text, expected)
        tolerance = row.tolerance_of(reference)
        largest = max(float(np.abs(array.astype("f8")).max(initial=0)) for array in expected)
        if difference > tolerance.atol + tolerance.rtol * largest:
            raise Failure(f"case {k}: an output differs from the reference by {difference:g}")
        worst = max(worst, difference)
    return worst


def read_counts(path):
    """Returns instructions of the call, bytes of stack, and bytes of the workspace that it touched."""
    found = {"instructions": 0}
    for line in path.read_text().splitlines():
        kind, *fields = line.split()
        if kind == "window":
            found["instructions"] = int(fields[0])
        elif kind == "region" and int(fields[1]) + int(fields[2]) > 0:
            lowest, behind = int(fields[3], 0), int(fields[4], 0)
            found[fields[0]] = behind - lowest
    if found["instructions"] == 0:
        raise Failure("nothing was counted")
    return found


def count_runtime(path, elf):
    """Returns the instructions of the call in functions of the firmware: none of a loaded module's, wherever that lies."""
    at, sizes = sample.read_symbols(elf, kinds="tTwW")
    spans = sorted((at[name] & ~1, (at[name] & ~1) + sizes[name]) for name in at)  # but for the bit that says Thumb
    begins = [begin for begin, _ in spans]
    total = 0
    for line in path.read_text().splitlines():
        kind, *fields = line.split()
        if kind == "at":
            address = int(fields[0], 0)
            span = bisect.bisect_right(begins, address) - 1
            total += int(fields[1]) if span >= 0 and address < spans[span][1] else 0
    return total


def measure_flash(elf, form):
    """Returns the bytes of the image, and those of them that a linked library brings."""
    readelf = shutil.which("llvm-readelf-22") or "/usr/lib/llvm-22/bin/llvm-readelf"
    sections = output(readelf, "-lW", elf)
    image = sum(int(fields[4], 16) for fields in map(str.split, sections.splitlines())
                if len(fields) > 5 and fields[0] == "LOAD")
    if form != "library":
        return image, None
    # Lines of a section of an input: address, load address, size, alignment, FILE:(SECTION).
    rows = re.findall(r"^\s*[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+\s+\S*model\.a\(\S+\):\(",
                      elf.with_suffix(".map").read_text(), re.MULTILINE)
    return image, sum(int(size, 16) for size in rows)


def measure(tools, models, name, machine, form, scratch):
    """Returns the figures of one model on one machine, in one form; throws Failure or DoesNotFit."""
    folder = scratch / machine.target / form / name
    folder.mkdir(parents=True, exist_ok=True)
    source = next((models / "models" / name).glob("model.*"))
    cases, row = read_cases(source.parent), manifest.read(models)[name]
    model, stated = compile_model(tools, source, machine, form, folder)
    check_fit(machine, stated, cases)
    try:
        firmware = sample.build(machine.board, model, scratch / f"{machine.board}-{machine.target}")
        counts = folder / f"{machine.board}.counts"
        plugin = tools / "libsinter-count.so"
        difference = run_cases(firmware, cases, row, plugin, counts)
        found = read_counts(counts)
        runtime = count_runtime(counts, firmware / "firmware.elf") if form == "module" else 0
        if machine.widest:
            run_cases(firmware, cases[:1], row, plugin, counts, ("-cpu", machine.widest))
            found["stack"] = read_counts(counts)["stack"]
    except sample.Failure as failure:
        raise Failure(str(failure)) from failure
    image, linked = measure_flash(firmware / "firmware.elf", form)
    return {"cases": len(cases), "difference": difference, "instructions": found["instructions"], "runtime": runtime,
            "image": image, "rest": image - stated["weights"], "stack": found["stack"], "stated": stated,
            "linked": linked, "workspace": found.get("workspace") if form == "library" else None}
