"""Writes what a run measured: results.json with every figure, results.md, results.svg."""

import json

from driver import plot, summary


def write_report(report, folder):
    """Completes the rows and writes all files; a plot needs a row that was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    summary.summarize(report["rows"], report["machine"]["peaks"])
    report["means"] = summary.means(report["rows"])
    (folder / "results.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / "results.md").write_text(summary.format_markdown(report))
    # A run of products or compilations alone leaves no older plot behind.
    (folder / "results.svg").unlink(missing_ok=True)
    if report["means"]:
        (folder / "results.svg").write_text(plot.draw(report))
