"""truncate.py MODEL FOLDER: sinter-compile refuses MODEL cut off at many lengths.

Every length up to 64 bytes (the header), then 60 lengths spread over the file and the last 16.
"""

import concurrent.futures
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import refuses  # noqa: E402

MODEL, FOLDER = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def refusal(content, length):
    """Returns what is wrong with how the first `length` bytes are refused."""
    folder = FOLDER / str(length)
    folder.mkdir(parents=True, exist_ok=True)
    cut = FOLDER / f"cut-{length}{MODEL.suffix}"
    cut.write_bytes(content[:length])
    text, complaints = refuses.check(1, ["sinter-compile", str(cut), "-o", f"{folder}/out"],
                                     str(folder))
    if cut.name not in text:
        complaints.append("the message does not name the file")
    return [f"{length} bytes: {complaint}" for complaint in complaints]


def main():
    content = MODEL.read_bytes()
    lengths = {*range(64), *(len(content) * k // 60 for k in range(60)),
               *range(len(content) - 16, len(content))}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda length: refusal(content, length), sorted(lengths))
    complaints = [complaint for result in results for complaint in result]
    print("\n".join(complaints) or f"refused at all of {len(lengths)} lengths")
    return 1 if complaints else 0


sys.exit(main())
