"""How long from process start to the first result, and how much memory stays resident for it."""

import json
import statistics

from driver.engines import checked

ONE_RUN = ["--warmup=0", "--min-time=0", "--min-runs=1", "--max-runs=1"]
ROUNDS = 7


def first_result(engine):
    """Starts a process that loads the model and runs it once; returns milliseconds and bytes."""
    result = checked(engine.runner.run(engine.command(1) + ONE_RUN, 1))
    report = json.loads(result.text)
    return (report["first_result_ns"] - result.started_ns) * 1e-6, report["peak_resident_bytes"]


def measure_start(sinter, ort):
    """Returns medians of both engines, measured in turns after one run each that counts not."""
    samples = {sinter: [], ort: []}
    for engine in (sinter, ort):
        first_result(engine)
    for k in range(ROUNDS):
        for engine in (sinter, ort) if k % 2 == 0 else (ort, sinter):
            samples[engine].append(first_result(engine))
    facts = {}
    for name, engine in (("sinter", sinter), ("ort", ort)):
        facts[f"{name}_ms"] = statistics.median(ms for ms, _ in samples[engine])
        facts[f"{name}_bytes"] = statistics.median(size for _, size in samples[engine])
    return facts


def format_start(rows):
    """Writes the table of start-up and memory, or nothing when none was measured."""
    rows = [row for row in rows if "start" in row]
    if not rows:
        return []
    lines = ["", "## Start-up and memory", "",
             "From the start of a process to the first result, and the most memory that was "
             "resident then; 1 thread.", "",
             "| model | Sinter ms | ORT ms | share | Sinter MB | ORT MB | share |",
             "| --- | --: | --: | --: | --: | --: | --: |"]
    for row in rows:
        s = row["start"]
        lines.append(f"| {row['name']} | {s['sinter_ms']:.1f} | {s['ort_ms']:.1f} "
                     f"| **{s['sinter_ms'] / s['ort_ms']:.2f}** "
                     f"| {s['sinter_bytes'] * 1e-6:.0f} | {s['ort_bytes'] * 1e-6:.0f} "
                     f"| **{s['sinter_bytes'] / s['ort_bytes']:.2f}** |")
    return lines
