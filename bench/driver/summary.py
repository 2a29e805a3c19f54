"""From measurements to rows: medians, ratios, geometric means, a Markdown table.

A row is a dictionary: name, group, threads, status and, when status is "measured", sinter_ms and
ort_ms (one median per round, rounds in order), flops, difference. Other statuses are "refused",
"wrong", "failed" and "missing", with the reason as text.
"""

import math
import statistics

from driver.compiling import format_compiling
from driver.products import format_products
from driver.startup import format_start

GROUP_TITLES = {"f32": "Networks in float", "trained": "Trained public models",
                "int8": "Quantized networks", "gemm": "Matrix products"}


def ratio(row):
    """Returns ONNX Runtime's latency over Sinter's: above 1, Sinter is faster."""
    return statistics.median(row["ort_ms"]) / statistics.median(row["sinter_ms"])


def ratio_range(row):
    pairs = [theirs / ours for ours, theirs in zip(row["sinter_ms"], row["ort_ms"])]
    return min(pairs), max(pairs)


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def summarize(rows, peaks):
    """Completes measured rows with medians, ratio, GFLOP/s and share of the peak.

    `peaks` maps a number of threads, as text, to GFLOP/s of "f32" and "int8".
    """
    for row in rows:
        if row["status"] != "measured":
            continue
        row["sinter_median_ms"] = statistics.median(row["sinter_ms"])
        row["ort_median_ms"] = statistics.median(row["ort_ms"])
        row["ratio"] = ratio(row)
        row["ratio_min"], row["ratio_max"] = ratio_range(row)
        row["gflops"] = row["flops"] / row["sinter_median_ms"] * 1e-6
        peak = peaks.get(str(row["threads"]), {}).get("int8" if row["group"] == "int8" else "f32")
        row["peak_share"] = row["gflops"] / peak if peak else None
    return rows


def means(rows):
    """Returns the geometric mean of the ratios of each group and number of threads."""
    groups = {}
    for row in rows:
        if row["status"] == "measured":
            groups.setdefault((row["threads"], row["group"]), []).append(row["ratio"])
    return [{"threads": threads, "group": group, "models": len(ratios),
             "geometric_mean": geometric_mean(ratios), "worst": min(ratios)}
            for (threads, group), ratios in groups.items()]


def significant(value, digits=3):
    """Writes a number with so many digits, never in exponential form."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{places}f}"


def format_row(row):
    share = "" if row["peak_share"] is None else f"{row['peak_share'] * 100:.0f} %"
    return (f"| {row['name']} | {significant(row['sinter_median_ms'])} "
            f"| {significant(row['ort_median_ms'])} | **{row['ratio']:.2f}** "
            f"| {row['ratio_min']:.2f}–{row['ratio_max']:.2f} | {row['flops'] * 1e-9:.3g} "
            f"| {significant(row['gflops'])} | {share} | {row['difference']:.1g} |")


def format_markdown(report):
    """Writes the report of one run as a page."""
    rows, machine = report["rows"], report["machine"]
    lines = ["# Sinter against ONNX Runtime", "",
             f"{machine['cpu']}, ONNX Runtime {report['ort_version']}; "
             f"{report['rounds']} rounds of {report['seconds']:g} s each, interleaved. "
             "Ratio: ONNX Runtime's median latency over Sinter's; above 1, Sinter is faster."]
    for threads in sorted({row["threads"] for row in rows}):
        lines += ["", f"## {threads} thread{'s' if threads > 1 else ''}", ""]
        peak = machine["peaks"].get(str(threads))
        if peak:
            lines += ["Measured peak: " + ", ".join(f"{kind} {value:.0f} G{unit}/s" for
                      kind, value, unit in (("f32", peak["f32"], "FLOP"),
                                            ("int8", peak["int8"], "OP")) if value) + ".", ""]
        lines += format_threads([row for row in rows if row["threads"] == threads])
    lines += format_scaling(rows)
    lines += format_start(rows)
    lines += format_products(report.get("products", []))
    lines += format_compiling(rows, report.get("chains", []))
    return "\n".join(lines) + "\n"


def format_threads(rows):
    lines = []
    for group in GROUP_TITLES:
        measured = [row for row in rows if row["group"] == group and row["status"] == "measured"]
        if not measured:
            continue
        mean = geometric_mean([row["ratio"] for row in measured])
        lines += [f"### {GROUP_TITLES[group]}", "",
                  "| model | Sinter ms | ORT ms | ratio | range | GFLOP | GFLOP/s | of peak "
                  "| difference |", "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
                  *(format_row(row) for row in measured),
                  f"| geometric mean of {len(measured)} | | | **{mean:.2f}** | | | | | |", ""]
    others = [row for row in rows if row["status"] != "measured"]
    if others:
        lines += ["### Not measured", "",
                  *(f"- {row['name']} ({row['status']}): {row['text']}" for row in others), ""]
    return lines[:-1] if lines else lines


def format_scaling(rows):
    """Writes how much faster each engine is on several threads than on one; nothing when none was
    measured with both."""
    measured = [row for row in rows if row["status"] == "measured"]
    single = {row["name"]: row for row in measured if row["threads"] == 1}
    several = [row for row in measured if row["threads"] > 1 and row["name"] in single]
    if not several:
        return []
    lines = ["", "## Threads", "", "Latency with one thread over latency with several.", "",
             "| model | threads | Sinter | ORT |", "| --- | --: | --: | --: |"]
    for row in several:
        one = single[row["name"]]
        lines.append(f"| {row['name']} | {row['threads']} "
                     f"| **{one['sinter_median_ms'] / row['sinter_median_ms']:.2f}** "
                     f"| {one['ort_median_ms'] / row['ort_median_ms']:.2f} |")
    return lines
