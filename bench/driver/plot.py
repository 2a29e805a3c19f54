"""Draws the ratios of a run as an SVG: one bar per model, one panel per number of threads."""

import html

from driver.summary import GROUP_TITLES, geometric_mean

ROW, GAP, LABEL, PANEL, RIGHT, TOP = 20, 30, 190, 380, 60, 96
INK, SOFT, GRID, FASTER, SLOWER = "#1f2933", "#66788a", "#e4e9ee", "#2f7ed8", "#e2874b"


def text(x, y, content, size=12, color=INK, anchor="start", weight="normal", halo=False):
    """Writes text; with a halo, lines behind it stop short of it."""
    outline = ' stroke="#ffffff" stroke-width="5" paint-order="stroke"' if halo else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" '
            f'text-anchor="{anchor}" font-weight="{weight}"{outline}>{html.escape(content)}</text>')


def ticks(largest):
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 1e9) if largest / step <= 8)
    return [step * k for k in range(int(largest / step) + 1)]


def panel(rows, places, left, height, threads):
    """Draws the bars of one number of threads; `places` maps a model to its y."""
    largest = max([row["ratio"] for row in rows] + [1.5]) * 1.12
    scale = PANEL / largest
    parts = [text(left, TOP - 26, f"{threads} thread{'s' if threads > 1 else ''}", 13,
                  weight="bold")]
    for value in ticks(largest):
        x = left + value * scale
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 34}" '
                     f'stroke="{GRID}"/>')
        parts.append(text(x, height - 18, f"{value:g}", 10, SOFT, "middle"))
    for row in rows:
        y = places[row["name"]]
        color = FASTER if row["ratio"] >= 1 else SLOWER
        parts.append(f'<rect x="{left}" y="{y + 3}" width="{row["ratio"] * scale:.1f}" '
                     f'height="{ROW - 6}" rx="2" fill="{color}"/>')
        parts.append(text(left + row["ratio"] * scale + 5, y + ROW - 6, f'{row["ratio"]:.2f}', 11))
    x = left + scale
    parts.append(f'<line x1="{x:.1f}" y1="{TOP - 12}" x2="{x:.1f}" y2="{height - 34}" '
                 f'stroke="{INK}" stroke-width="1.4" stroke-dasharray="4 3"/>')
    return parts


def draw(report):
    """Returns the SVG of a report's measured rows."""
    rows = [row for row in report["rows"] if row["status"] == "measured"]
    counts = sorted({row["threads"] for row in rows})
    places, labels, y = {}, [], TOP
    for group, title in GROUP_TITLES.items():
        names = list(dict.fromkeys(row["name"] for row in rows if row["group"] == group))
        if not names:
            continue
        summary = ", ".join(
            "{:.2f}".format(geometric_mean(ratios)) for ratios in (
                [row["ratio"] for row in rows if row["group"] == group and row["threads"] == count]
                for count in counts) if ratios)
        labels.append(text(16, y + ROW - 6, f"{title}: geometric mean {summary}", 11, SOFT,
                           weight="bold", halo=True))
        y += ROW
        for name in names:
            labels.append(text(LABEL - 8, y + ROW - 6, name, 12, anchor="end"))
            places[name] = y
            y += ROW
        y += GAP - ROW
    height = y + 40
    width = LABEL + len(counts) * (PANEL + RIGHT)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif">',
             f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
             text(16, 26, "Latency of ONNX Runtime over latency of Sinter", 16, weight="bold"),
             text(16, 44, f"{report['machine']['cpu']}, ONNX Runtime {report['ort_version']}; "
                  "right of the dashed line, Sinter is faster", 11, SOFT)]
    for k, count in enumerate(counts):
        parts += panel([row for row in rows if row["threads"] == count], places,
                       LABEL + k * (PANEL + RIGHT), height, count)
    return "\n".join(parts + labels + ["</svg>"]) + "\n"
