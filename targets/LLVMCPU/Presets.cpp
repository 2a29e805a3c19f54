//===- Presets.cpp - Targets that have a name -----------------------------===//

#include "targets/LLVMCPU/Presets.h"

#include "llvm/ADT/STLExtras.h"

using namespace sinter;

// Caches are those of the smallest common part of the kind: tiles that fit
// there fit everywhere.
static constexpr int64_t KiB = 1024;

#define X86 "x86_64-unknown-linux-elf"
#define AARCH64 "aarch64-unknown-linux-elf"
#define RISCV64 "riscv64-unknown-linux-elf"

static constexpr TargetPreset kPresets[] = {
    {"x86-64-v2", X86, "x86-64-v2", "", "", "x86-64 with SSE4.2", 32 * KiB, 256 * KiB, 4},
    {"x86-64-v3", X86, "x86-64-v3", "", "", "x86-64 with AVX2 and FMA", 32 * KiB, 256 * KiB, 4},
    {"x86-64-v4", X86, "x86-64-v4", "", "", "x86-64 with AVX-512", 32 * KiB, 1024 * KiB, 4},
    {"cortex-a53", AARCH64, "cortex-a53", "", "", "64-bit Arm with NEON", 32 * KiB, 512 * KiB, 4},
    {"cortex-a76", AARCH64, "cortex-a76", "", "", "64-bit Arm with dot products", 64 * KiB,
     256 * KiB, 4},
    {"neoverse-v1", AARCH64, "neoverse-v1", "", "", "64-bit Arm server with SVE", 64 * KiB,
     1024 * KiB, 4},
    {"cortex-a9", "armv7a-unknown-linux-eabihf", "cortex-a9", "+neon", "", "32-bit Arm with NEON",
     32 * KiB, 512 * KiB, 2},
    {"cortex-m0plus", "thumbv6m-unknown-none-eabi", "cortex-m0plus", "", "",
     "microcontroller, soft float", 0, 0, 1},
    {"cortex-m4", "thumbv7em-unknown-none-eabihf", "cortex-m4", "", "",
     "microcontroller with DSP and FPU", 0, 0, 1},
    {"cortex-m7", "thumbv7em-unknown-none-eabihf", "cortex-m7", "", "",
     "microcontroller with caches and double-precision FPU", 16 * KiB, 0, 1},
    {"cortex-m55", "thumbv8.1m.main-unknown-none-eabihf", "cortex-m55", "", "",
     "microcontroller with Helium vectors", 32 * KiB, 0, 1},
    {"rv64gc", RISCV64, "generic-rv64", "+m,+a,+f,+d,+c", "lp64d", "64-bit RISC-V", 32 * KiB,
     512 * KiB, 4},
    {"rv64gcv", RISCV64, "generic-rv64", "+m,+a,+f,+d,+c,+v", "lp64d", "64-bit RISC-V with vectors",
     32 * KiB, 512 * KiB, 4},
    {"rv32imc", "riscv32-unknown-none-elf", "generic-rv32", "+m,+c", "ilp32",
     "RISC-V microcontroller, soft float", 0, 0, 1},
};

llvm::ArrayRef<TargetPreset> sinter::getTargetPresets() { return kPresets; }

const TargetPreset *sinter::findTargetPreset(llvm::StringRef name) {
  auto found = llvm::find_if(kPresets, [&](auto &preset) { return preset.name == name; });
  return found == std::end(kPresets) ? nullptr : found;
}
