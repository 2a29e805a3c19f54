"""on_all.py FOLDER COMMAND...: runs COMMAND on the models below FOLDER; fails if it does on any."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys


def run(path):
    """Returns what COMMAND says of a file that it fails on."""
    result = subprocess.run([*sys.argv[2:], str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return f"{path}: exit code {result.returncode}\n{result.stdout.decode(errors='replace')[-4000:]}" \
        if result.returncode else None


def main():
    files = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*")
                   if path.is_file() and path.suffix not in (".npy", ".pb"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [problem for problem in pool.map(run, files) if problem]
    print("\n".join(problems) or f"{sys.argv[2]} took all of {len(files)} files")
    return 1 if problems or not files else 0


sys.exit(main())
