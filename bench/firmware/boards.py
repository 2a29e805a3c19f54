"""What is measured: cores, the boards that show them, and what TFLite Micro's figures are called."""

import dataclasses
import pathlib
import re

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples/bare_metal"
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20}


@dataclasses.dataclass(frozen=True)
class Machine:
    name: str
    board: str
    target: str
    peer: str = ""  # the core of tflm.json whose figures stand beside
    has_fpu: bool = False
    runs_modules: bool = False
    widest: str = ""  # QEMU's CPU with the longest vectors there are, for which stacks are stated

    def memory(self, kind):
        """Returns the bytes of the board's FLASH or RAM."""
        text = (SAMPLE / f"boards/{self.board}.cmake").read_text()
        size, unit = re.search(rf"BOARD_{kind}_SIZE (\d+)([KM]?)\)", text).groups()
        return int(size) * UNITS[unit]


# The micro:bit holds small models only; a Cortex-M3 with much memory runs the same code for the others.
MACHINES = (
    Machine("Cortex-M0, 16 KiB", "microbit", "cortex-m0", "m0"),
    Machine("Cortex-M0", "mps2-an385", "cortex-m0", "m0"),
    Machine("Cortex-M4", "mps2-an386", "cortex-m4", "m4", True, True),
    Machine("Cortex-M7", "mps2-an500", "cortex-m7", "m7", True),
    Machine("Cortex-M33", "mps2-an505", "cortex-m33", "m33", True),
    Machine("Cortex-M55", "mps3-an547", "cortex-m55", "m55", True, True),
    Machine("rv32imac", "virt-rv32", "rv32imac", "rv32imc", False, True),
    Machine("rv32imafc, vectors of 128 bits", "virt-rv32v", "rv32imafc_zve32f", "rv32v", True, True,
            "rv32,v=true,vlen=1024,vext_spec=v1.0"),
    Machine("rv64gcv, vectors of 256 bits", "virt-rv64v", "rv64gcv", "rv64gcv", True, True,
            "rv64,v=true,vlen=1024,vext_spec=v1.0"),
    Machine("AArch64", "virt-aarch64", "cortex-a53", "", True, True),
)
