#!/usr/bin/env python3
"""Checks that the repository's layers look only downwards.

    usage: check-layers.py [ROOT]

Three rules, each over the files of git's working tree under ROOT:
  - an include or import names the own layer or one below (C, C++, TableGen, Python);
  - a CMake target links only targets of the own layer or one below;
  - the runtime is C: no C++ source, and no C++ or LLVM header but in tests.
"""

import pathlib
import re
import sys

# Layer -> the layers it may look at. "samples" and "test" may look at everything.
MAY_USE = {
    "schema": set(),
    "dialects": set(),
    "passes": {"dialects"},
    "targets": {"dialects", "schema"},
    "compiler": {"dialects", "passes", "targets", "schema"},
    "tools": {"compiler", "dialects", "passes", "targets", "schema", "runtime"},
    "runtime": {"schema"},
}
SOURCES = {".h", ".c", ".cpp", ".td", ".inc", ".py", ".def"}
INCLUDE = re.compile(r'^\s*#?\s*include\s+["<](\w+)/')
IMPORT = re.compile(r"^\s*(?:from|import)\s+(\w+)[.\s]")
CXX_HEADER = re.compile(r"^\s*#\s*include\s+[<\"](?:(?:mlir|llvm|lld|flatbuffers)/|\w+>$)")
DEFINES = re.compile(
    r"^\s*(?:sinter_library|sinter_tool|sinter_pass_library|add_library|add_executable)\(\s*(\w[\w-]*)",
    re.M)
COMMENT = re.compile(r"#[^\n]*")


def files(root, layer):
    folder = root / layer
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def check_includes(root, layer, report):
    for path in files(root, layer):
        if path.suffix not in SOURCES:
            continue
        pattern = IMPORT if path.suffix == ".py" else INCLUDE
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            match = pattern.match(line)
            used = match[1] if match else layer
            if used == "sinter":  # the runtime's public headers: #include "sinter/..."
                used = "runtime"
            if used in MAY_USE and used != layer and used not in MAY_USE[layer]:
                report(path, number, f"{layer} may not include {used}")


def owner_of_targets(root):
    """Maps each CMake target that a layer defines to that layer."""
    owners = {}
    for layer in MAY_USE:
        for path in files(root, layer):
            if path.name == "CMakeLists.txt":
                for name in DEFINES.findall(COMMENT.sub("", path.read_text())):
                    owners[name] = layer
    return owners


def check_links(root, layer, owners, report):
    for path in files(root, layer):
        if path.name != "CMakeLists.txt":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for word in re.findall(r"[\w-]+", COMMENT.sub("", line)):
                used = owners.get(word)
                if used and used != layer and used not in MAY_USE[layer]:
                    report(path, number, f"{layer} may not link {word} of {used}")


def check_runtime_is_c(root, report):
    for path in files(root, "runtime"):
        if path.suffix in {".cpp", ".cc", ".hpp", ".cxx"}:
            report(path, 1, "the runtime is written in C")
        if path.suffix not in {".c", ".h"}:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = CXX_HEADER.match(line)
            if match:
                report(path, number, f"the runtime may not use '{line.strip()}'")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    missing = [layer for layer in MAY_USE if not (root / layer).is_dir()]
    if missing:
        sys.exit(f"check-layers.py: '{root}' has no folder {', '.join(missing)}")
    errors = []

    def report(path, number, message):
        errors.append(f"{path}:{number}: {message}")

    owners = owner_of_targets(root)
    for layer in MAY_USE:
        check_includes(root, layer, report)
        check_links(root, layer, owners, report)
    check_runtime_is_c(root, report)
    print("\n".join(errors) or "layers: every include and link points down")
    return 1 if errors else 0


sys.exit(main())
