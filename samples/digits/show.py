#!/usr/bin/python3
"""Shows images of digits with what a compiled model answers.

    usage: show.py SINTER_RUN MODULE IMAGE.npy...

Runs MODULE with SINTER_RUN on each image, draws the image in characters and a bar for each
of the ten probabilities beside it. Two images side by side fit in 80 columns.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

UNICODE = "utf" in (sys.stdout.encoding or "").lower()
SHADES = " ░▒▓█" if UNICODE else " .:+#"
BAR = "█" if UNICODE else "#"
BAR_WIDTH = 10


def classify(sinter_run, module, image):
    """Returns the ten probabilities that the compiled model gives for an image file."""
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "probabilities.npy")
        subprocess.run([sinter_run, module, f"--input=@{image}", f"--output=@{output}"],
                       check=True, stdout=subprocess.DEVNULL)
        return np.load(output).reshape(10)


def draw(pixels):
    """Returns the rows of a framed picture; pixels are from 0 to 1."""
    shades = np.rint(pixels * (len(SHADES) - 1)).astype(int)
    frame = "+" + "-" * 2 * pixels.shape[1] + "+"
    return [frame, *("|" + "".join(SHADES[s] * 2 for s in row) + "|" for row in shades), frame]


def card(sinter_run, module, image):
    """Returns lines of equal width: the answer, then the picture beside the probabilities."""
    probabilities = classify(sinter_run, module, image)
    answer = int(probabilities.argmax())
    lines = [f"{pathlib.Path(image).name}: this is a {answer}"]
    for digit, row in enumerate(draw(np.load(image).reshape(8, 8))):
        bar = BAR * round(float(probabilities[digit]) * BAR_WIDTH)
        mark = "<" if digit == answer else " "
        lines.append(f"{row} {digit} {bar:{BAR_WIDTH}} {probabilities[digit]:.3f} {mark}")
    return [f"{line:40}" for line in lines]


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sinter_run, module, images = sys.argv[1], sys.argv[2], sys.argv[3:]
    try:
        cards = [card(sinter_run, module, image) for image in images]
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"show.py: {error}")
    for k in range(0, len(cards), 2):
        for parts in zip(*cards[k:k + 2]):
            print("".join(parts).rstrip())
        print()


main()
