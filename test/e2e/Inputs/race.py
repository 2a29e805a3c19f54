"""Runs a model on threads while ThreadSanitizer watches the runtime and the compiled code.

    usage: race.py MODEL ROOT FOLDER

The code is that of a machine with vectors of 128 bits, as ThreadSanitizer does not look at wider
ones. To prove that it sees races between workgroups that take turns, the code runs once more
with orders of atomics taken away: then it has to complain.
"""

import pathlib
import re
import subprocess
import sys


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def require(*command):
    result = run(*command)
    if result.returncode != 0:
        sys.exit(" ".join(map(str, command)) + "\n" + result.stdout + result.stderr)
    return result.stdout


def build(root, folder, modules, name):
    """Links the runtime with the LLVM modules, all watched. Returns the program."""
    flags = ["-O1", "-g", "-fsanitize=thread", "-Wno-override-module"]
    sources = [root / "test/e2e/Inputs/run_linked.c"]
    for part in ("src", "loader", "device"):
        sources += sorted((root / "runtime" / part).glob("*.c"))
    sources.append(root / "runtime/platform/posix.c")
    for index, text in enumerate(modules):
        sources.append(folder / f"{name}{index}.ll")
        sources[-1].write_text(
            re.sub(r"^(attributes #\d+ = \{ nounwind )(?=\")", r"\1sanitize_thread ", text, flags=re.M))
    includes = [f"-I{root / path}" for path in ("", "runtime", "runtime/include")]
    require("clang", *flags, *includes, *sources, "-lpthread", "-o", folder / name)
    return folder / name


def main():
    model, root, folder = map(pathlib.Path, sys.argv[1:])
    module, code = folder / "model.sinter", folder / "model.ll"
    require("sinter-compile", model, "--target=x86-64-v2", "-o", module)
    require("sinter-compile", model, "--target=x86-64-v2", "--emit=llvm-ir", "-o", code)
    modules = re.split(r"^(?=; ModuleID)", code.read_text(), flags=re.M)[1:]
    if not any("atomicrmw" in text for text in modules):
        sys.exit(f"{model}: no workgroups take turns")

    sound = build(root, folder, modules, "sound")
    sums = {require(sound, module, threads, 10) for threads in (1, 2, 3, 5)}
    if len(sums) != 1:
        sys.exit(f"results depend on the number of threads: {sums}")

    unordered = [re.sub(r"\b(acquire|release|acq_rel), align", "monotonic, align", text) for text in modules]
    if unordered == modules:
        sys.exit("no atomics found whose order could be taken away")
    result = run(build(root, folder, unordered, "unordered"), module, 2, 10)
    if "data race" not in result.stderr:
        sys.exit("atomics without order went unnoticed\n" + result.stderr)


main()
