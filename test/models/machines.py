"""Machines of Linux that QEMU's user mode shows, and how much of a model is worth emulating there."""

import dataclasses
import json

import numpy as np


@dataclasses.dataclass(frozen=True)
class Machine:
    target: str
    emulator: str
    folder: str  # of sinter-run for it, in the build's folder `cross`

    def runner(self, tools):
        """Returns the command that runs modules; fails when sinter-run was not built for the machine."""
        program = tools.resolve().parent / "cross" / self.folder / "bin/sinter-run"
        if not program.exists():
            raise SystemExit(f"{program} is not there: build sinter-run-{self.folder}")
        return [*self.emulator.split(), str(program)]


MACHINES = {
    "aarch64": Machine("cortex-a53", "qemu-aarch64 -cpu cortex-a53", "aarch64-linux"),
    "aarch64-dotprod": Machine("cortex-a76", "qemu-aarch64 -cpu max,sve=off", "aarch64-linux"),
    "aarch64-sve": Machine("neoverse-v1", "qemu-aarch64 -cpu max,sve-max-vq=2", "aarch64-linux"),
    "armhf": Machine("cortex-a7", "qemu-arm -cpu cortex-a7", "armhf-linux"),
    "riscv64": Machine("rv64gc", "qemu-riscv64 -cpu rv64", "riscv64-linux"),
    "riscv64-v": Machine("rv64gcv", "qemu-riscv64 -cpu rv64,v=true,vlen=256,vext_spec=v1.0", "riscv64-linux"),
}


def leave_cases(model, report, limit):
    """Keeps the cases whose runs stay within `limit` operations together. Returns why none is left, or ""."""
    flops = sum(dispatch["flops"] for dispatch in json.loads(report.read_text())["dispatches"])
    kept, total = [], 0
    for case in model.cases:
        total += flops * (np.shape(case.inputs[0])[0] if case.sequence else 1)
        if total > limit:
            break
        kept.append(case)
    if not kept:
        return f"a case takes {total:,} operations, more than {limit:,.0f}"
    model.cases = kept
    return ""
