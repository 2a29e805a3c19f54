"""Tables of what was measured beside TensorFlow Lite Micro, as Markdown."""

import math

from firmware import peers

HEAD = ("Model", "Form", "Instructions", "TFLM", "Ratio", "Best TFLM", "Ratio", "Flash but weights", "TFLM", "Weights",
        "Model file", "Workspace", "Peak", "TFLM arena", "Stack, stated", "Measured", "TFLM")
FORMS = {"library": "static library", "module": "loaded module"}


def number(value):
    return "" if value is None else f"{value:,}"


def ratio(value, other):
    return f"{value / other:.2f}" if other else ""


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def ratios(rows, what="instructions"):
    """Returns Sinter's instructions over those of TFLite Micro, for the models that it has run."""
    found = [(row["instructions"], peers.lookup(row["peer"], row["model"]).get(what)) for row in rows]
    return [ours / other for ours, other in found if other]


def cells(row):
    peer, model = peers.lookup(row["peer"], row["model"]), peers.MODELS.get(row["model"], {})
    stated = row["stated"]
    return (row["model"], FORMS[row["form"]], number(row["instructions"]), number(peer.get("instructions")),
            ratio(row["instructions"], peer.get("instructions")), number(peer.get("fewest")),
            ratio(row["instructions"], peer.get("fewest")), number(row["rest"]), number(peer.get("flash")),
            number(stated["weights"]), number(model.get("file")), number(stated["workspace"]),
            number(model.get("peak")), number(peer.get("arena")),
            number(stated["stack"]), number(row["stack"]), number(peer.get("stack")))


def format_line(fields):
    return "| " + " | ".join(fields) + " |"


def format_machine(machine, rows):
    """Returns the lines of one machine's table, with the geometric mean of the models that TFLite Micro has run."""
    yield f"## {machine}"
    yield ""
    yield format_line(HEAD)
    yield format_line(("---", "---", *["--:"] * (len(HEAD) - 2)))
    for row in rows:
        yield format_line(cells(row))
    for form in FORMS:
        chosen = [row for row in rows if row["form"] == form]
        against, best = ratios(chosen), ratios(chosen, "fewest")
        if against:
            yield format_line((f"geometric mean of {len(against)}", FORMS[form], "", "",
                               f"**{geometric_mean(against):.2f}**", "", f"**{geometric_mean(best):.2f}**",
                               *[""] * (len(HEAD) - 7)))
    yield ""


def format_report(report):
    """Returns all of it: a table for each machine, what was left out, and what the columns mean."""
    rows = report["rows"]
    lines = ["# Models on microcontrollers", ""]
    for machine in dict.fromkeys(row["machine"] for row in rows):
        lines += format_machine(machine, [row for row in rows if row["machine"] == machine])
    if report["omitted"]:
        lines += ["## Does not fit", ""]
        lines += [f"- {entry['model']} on {entry['machine']}: {entry['reason']}" for entry in report["omitted"]]
        lines.append("")
    lines += ["Flash but weights: the whole firmware's image, with start-up, UART and (for modules) the loader and the "
              "module's description, less the weights. Weights are as the compiler lays them out, with biases and "
              "multipliers. Stack is what a call takes; that of a loaded module is stated for its code, and measured "
              "with the runtime's functions. Peak: bytes of activations that are needed at one time. TFLM:", ""]
    return "\n".join([*lines, *peers.ABOUT]) + "\n"
