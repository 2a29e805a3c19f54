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
#define RISCV32 "riscv32-unknown-none-elf"

static constexpr TargetPreset kPresets[] = {
    {"x86-64-v2", X86, "x86-64-v2", "", "", "x86-64 with SSE4.2", 32 * KiB, 256 * KiB, 4},
    {"x86-64-v3", X86, "x86-64-v3", "", "", "x86-64 with AVX2 and FMA", 32 * KiB, 256 * KiB, 4},
    {"x86-64-v4", X86, "x86-64-v4", "", "", "x86-64 with AVX-512", 32 * KiB, 1024 * KiB, 4},
    {"cortex-a53", AARCH64, "cortex-a53", "", "", "64-bit Arm with NEON", 32 * KiB, 512 * KiB, 4},
    {"cortex-a72", AARCH64, "cortex-a72", "", "", "64-bit Arm with NEON, out of order", 32 * KiB,
     1024 * KiB, 4},
    {"cortex-a76", AARCH64, "cortex-a76", "", "", "64-bit Arm with dot products", 64 * KiB,
     256 * KiB, 4},
    {"neoverse-v1", AARCH64, "neoverse-v1", "", "", "64-bit Arm server with SVE of 256 bits",
     64 * KiB, 1024 * KiB, 4},
    {"cortex-a7", "armv7a-unknown-linux-eabihf", "cortex-a7", "", "",
     "32-bit Arm with NEON and FMA", 32 * KiB, 512 * KiB, 4},
    {"cortex-a9", "armv7a-unknown-linux-eabihf", "cortex-a9", "+neon", "", "32-bit Arm with NEON",
     32 * KiB, 512 * KiB, 2},
    {"cortex-m0", "thumbv6m-unknown-none-eabi", "cortex-m0", "", "",
     "microcontroller without division and FPU, 8 to 32 KiB of RAM", 0, 0, 1},
    {"cortex-m0plus", "thumbv6m-unknown-none-eabi", "cortex-m0plus", "", "",
     "microcontroller without division and FPU, 8 to 264 KiB of RAM", 0, 0, 1},
    {"cortex-m3", "thumbv7m-unknown-none-eabi", "cortex-m3", "", "",
     "microcontroller without FPU, 16 to 128 KiB of RAM", 0, 0, 1},
    {"cortex-m4", "thumbv7em-unknown-none-eabihf", "cortex-m4", "", "",
     "microcontroller with DSP and FPU, 64 to 640 KiB of RAM", 0, 0, 1},
    {"cortex-m7", "thumbv7em-unknown-none-eabihf", "cortex-m7", "", "",
     "microcontroller with caches and double-precision FPU, 256 KiB to 1 MiB of RAM", 16 * KiB, 0,
     1},
    {"cortex-m33", "thumbv8m.main-unknown-none-eabihf", "cortex-m33", "", "",
     "microcontroller with DSP and FPU, 64 to 520 KiB of RAM", 0, 0, 1},
    {"cortex-m55", "thumbv8.1m.main-unknown-none-eabihf", "cortex-m55", "", "",
     "microcontroller with Helium vectors, 256 KiB to 4 MiB of RAM", 32 * KiB, 0, 1},
    {"cortex-m85", "thumbv8.1m.main-unknown-none-eabihf", "cortex-m85", "", "",
     "microcontroller with Helium vectors, 512 KiB to 4 MiB of RAM", 32 * KiB, 0, 1},
    {"rv64gc", RISCV64, "generic-rv64", "+m,+a,+f,+d,+c", "lp64d", "64-bit RISC-V", 32 * KiB,
     512 * KiB, 4},
    {"rv64gcv", RISCV64, "generic-rv64", "+m,+a,+f,+d,+c,+v", "lp64d",
     "64-bit RISC-V with vectors of at least 128 bits", 32 * KiB, 512 * KiB, 4},
    {"rv32imc", RISCV32, "generic-rv32", "+m,+c", "ilp32",
     "RISC-V microcontroller without FPU, 16 to 512 KiB of RAM", 0, 0, 1},
    {"rv32imac", RISCV32, "generic-rv32", "+m,+a,+c", "ilp32",
     "RISC-V microcontroller without FPU, 16 to 512 KiB of RAM", 0, 0, 1},
    {"rv32imafc", RISCV32, "generic-rv32", "+m,+a,+f,+c", "ilp32f",
     "RISC-V microcontroller with FPU, 64 KiB to 1 MiB of RAM", 0, 0, 1},
    {"rv32imafc_zve32f", RISCV32, "generic-rv32", "+m,+a,+f,+c,+zve32f,+zvl128b", "ilp32f",
     "RISC-V microcontroller with vectors of at least 128 bits, 64 KiB to 4 MiB of RAM", 0, 0, 1},
};

llvm::ArrayRef<TargetPreset> sinter::getTargetPresets() { return kPresets; }

const TargetPreset *sinter::findTargetPreset(llvm::StringRef name) {
  auto found = llvm::find_if(kPresets, [&](auto &preset) { return preset.name == name; });
  return found == std::end(kPresets) ? nullptr : found;
}

llvm::StringRef sinter::findSimilarPreset(llvm::StringRef name) {
  // A third of the letters may be wrong; "m4" for "cortex-m4" is not that, but part of the name.
  llvm::StringRef best;
  unsigned least = name.size() / 3 + 1;
  for (const TargetPreset &preset : kPresets) {
    unsigned distance = name.edit_distance_insensitive(preset.name, /*AllowReplacements=*/true);
    if (name.size() > 1 && preset.name.ends_with_insensitive(("-" + name).str()))
      distance = 0;
    if (distance < least) {
      least = distance;
      best = preset.name;
    }
  }
  return best;
}
