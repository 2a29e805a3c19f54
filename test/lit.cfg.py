"""How lit runs the tests of this folder.

Substitutions beyond lit's own (%s file, %S its folder, %t scratch path):
  %python       the system's Python, which has numpy and onnx
  %root         the repository
  %exits N CMD  runs CMD and fails unless its exit code is N; a crash never passes
  %refuses N CMD  in addition asks for an error message and that no file is left behind
  %models       the folder of real models (REQUIRES: models)
  %tools        the folder of the tools, for scripts that start them
  %cross        folders of tools for other machines: %cross/aarch64-linux/bin/sinter-run
  %to_tflite    turns JSON into a TFLite model: %to_tflite MODEL.json MODEL.tflite
Features: models, onnx-testdata, asan, thread-sanitizer (of clang), the host's architecture (x86_64, aarch64, ...),
emulators (qemu-system-arm, qemu-riscv64, ...), C++ libraries for other machines (aarch64-linux-gnu, ...),
compilers for them (arm-none-eabi-gcc, ...), and on Linux x86 each flag of /proc/cpuinfo as cpu-<flag> (cpu-avx2, cpu-avx512f, ...).
"""

import glob
import os
import platform
import shutil

import lit.formats

config.name = "sinter"
config.test_format = lit.formats.ShTest()
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "unit", "runtime"]  # the last two hold GoogleTest binaries
config.test_source_root = os.path.dirname(__file__)

root = config.source_root
python = "/usr/bin/python3"
config.environment["PATH"] = os.pathsep.join(config.tool_dirs + ["/usr/bin", "/bin"])
for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "SINTER_MODELS"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]

config.available_features.add(platform.machine())
if config.sanitize:
    config.available_features.add("asan")
    # MLIR keeps its context for the length of the process, and tools leave by exit().
    # What asks for too much memory must see that there is none. A finding is a death by signal,
    # which no test takes for a refusal. LLVM's arenas poison what they have not given out; the
    # MLIR library is built without sanitizers and takes from arenas that our code has poisoned.
    config.environment.setdefault(
        "ASAN_OPTIONS",
        "detect_leaks=0:allocator_may_return_null=1:abort_on_error=1:allow_user_poisoning=0")
    config.environment.setdefault("UBSAN_OPTIONS", "abort_on_error=1")
if os.path.exists("/proc/cpuinfo"):
    with open("/proc/cpuinfo") as cpuinfo:
        flags = next((line for line in cpuinfo if line.startswith("flags")), "flags :")
    config.available_features.update("cpu-" + flag for flag in flags.split(":")[1].split())

# Models are too large for the repository: a folder beside it, or wherever the user says.
models = os.environ.get("SINTER_MODELS", os.path.join(root, "..", "shared", "models"))
if os.path.exists(os.path.join(models, "MANIFEST.tsv")):
    config.available_features.add("models")
    config.environment["SINTER_MODELS"] = models
elif "SINTER_MODELS" in os.environ:
    lit_config.fatal(f"SINTER_MODELS names {models}, which is no folder of models: it has no MANIFEST.tsv")
else:
    config.environment.pop("SINTER_MODELS", None)
    lit_config.note(f"skipped: tests of real models, which are not part of the repository: {models} has "
                    "no MANIFEST.tsv (SINTER_MODELS names another folder)")
if os.path.isdir("/usr/share/libonnx-testdata/data"):
    config.available_features.add("onnx-testdata")
else:
    lit_config.note("skipped: tests with ONNX's own data (install libonnx-testdata)")

# What tests of other machines need. Without GNU compilers the runtime is still built by clang.
for program, package in [("qemu-system-arm", "qemu-system-arm"), ("qemu-system-aarch64", "qemu-system-arm"),
                         ("qemu-system-riscv32", "qemu-system-misc"), ("qemu-system-riscv64", "qemu-system-misc"),
                         ("qemu-aarch64", "qemu-user"), ("qemu-arm", "qemu-user"), ("qemu-riscv32", "qemu-user"),
                         ("qemu-riscv64", "qemu-user"),
                         ("arm-none-eabi-gcc", "gcc-arm-none-eabi"),
                         ("riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf")]:
    if shutil.which(program):
        config.available_features.add(program)
    else:
        lit_config.note(f"skipped: tests with {program} (install {package})")
# Programs for them are features as well: sinter-run-aarch64-linux, ...
for triple, debian in [("aarch64-linux-gnu", "arm64"), ("arm-linux-gnueabihf", "armhf"),
                       ("riscv64-linux-gnu", "riscv64")]:
    if os.path.isdir(f"/usr/{triple}/include/c++"):
        config.available_features.add(triple)
    else:
        lit_config.note(f"skipped: tests with programs for {triple} (install libstdc++-12-dev-{debian}-cross)")

# ThreadSanitizer of the clang that is in the path.
if any(glob.glob(os.path.join(folder, "..", "lib", "clang", "*", "lib", "**", "libclang_rt.tsan*"), recursive=True)
       for folder in config.tool_dirs):
    config.available_features.add("thread-sanitizer")

# Tests say which tools they need, so that a folder can be tested before all of them are built.
# Why a test needs anything else says a comment above its REQUIRES.
config.available_features.update(config.test_tools)

# Longer names first: lit replaces in order.
config.substitutions += [
    ("%exits", f"{python} {root}/test/tools/exits.py"),
    ("%refuses", f"{python} {root}/test/tools/refuses.py"),
    ("%to_tflite", f"{python} {root}/test/tflite/to_tflite.py"),
    ("%python", python),
    ("%tools", config.tool_dirs[0]),
    ("%cross", os.path.join(config.tool_dirs[0], "..", "cross")),
    ("%models", os.path.abspath(models)),
    ("%root", root),
]
