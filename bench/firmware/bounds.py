"""What must hold of the figures: how many instructions against TFLite Micro, how much flash, RAM and stack."""

from firmware import peers
from firmware.report import geometric_mean, ratios

# Instructions of libraries over those of TFLite Micro: of each model, and as geometric mean.
EACH = {"m0": 1.0, "m4": 1.0, "m7": 1.0, "m55": 1.0}
MEAN = {"m4": 0.7, "rv32imc": 0.25, "rv64gcv": 0.25}
FLASH_BUT_WEIGHTS = {"m4": 16 << 10}
WORKSPACE_OVER_PEAK = 1.05
STACK_OVER_MEASURED = 1.25
# Constants that are equal lie in flash once, which only the linker sees.
FLASH_SHARED = 64
# Instructions of the runtime in one call of a module.
RUNTIME = 6000


def check_library(row, where):
    """Yields what does not hold of a static library, whose facts are all stated."""
    limit, other = EACH.get(row["peer"]), peers.lookup(row["peer"], row["model"]).get("instructions")
    if limit and other and row["instructions"] > limit * other:
        yield f"{where}: {row['instructions']:,} instructions, {row['instructions'] / other:.2f} of TFLM's"
    stated, limit = row["stated"], FLASH_BUT_WEIGHTS.get(row["peer"])
    peak = peers.MODELS.get(row["model"], {}).get("peak")
    if limit and peak and row["rest"] > limit:
        yield f"{where}: {row['rest']:,} bytes of flash besides weights, more than {limit:,}"
    if peak and stated["workspace"] > peak * WORKSPACE_OVER_PEAK:
        yield f"{where}: workspace of {stated['workspace']:,} bytes, {stated['workspace'] / peak:.2f} times the peak"
    if not row["stack"] <= stated["stack"] <= row["stack"] * STACK_OVER_MEASURED:
        yield f"{where}: stack stated as {stated['stack']:,} bytes, measured as {row['stack']:,}"
    if not row["linked"] <= stated["flash"] <= row["linked"] + FLASH_SHARED:
        yield f"{where}: flash stated as {stated['flash']:,} bytes, linked are {row['linked']:,}"
    if row["workspace"] != stated["workspace"]:
        yield f"{where}: workspace stated as {stated['workspace']:,} bytes, touched are {row['workspace']}"


def check(rows):
    """Yields a line for each bound that is missed."""
    libraries = {(row["machine"], row["model"]): row for row in rows if row["form"] == "library"}
    for row in rows:
        where = f"{row['machine']}, {row['model']}, {row['form']}"
        if row["form"] == "library":
            yield from check_library(row, where)
        elif row["runtime"] > RUNTIME:
            yield f"{where}: {row['runtime']:,} instructions of the runtime, not {RUNTIME:,} at most"
    for machine, peer in dict.fromkeys((row["machine"], row["peer"]) for row in libraries.values()):
        values = ratios([row for row in libraries.values() if row["machine"] == machine])
        if peer in MEAN and values and geometric_mean(values) > MEAN[peer]:
            yield (f"{machine}: {geometric_mean(values):.2f} of TFLM's instructions as geometric mean, "
                   f"more than {MEAN[peer]}")
