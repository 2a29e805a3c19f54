//===- Families.h - What sets kinds of CPUs apart ---------------*- C++ -*-===//
//
// A family is what shares instructions, registers and calling conventions. The
// table in Families.cpp is the place to begin when a family is to be added.
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_LLVMCPU_FAMILIES_H
#define TARGETS_LLVMCPU_FAMILIES_H

#include "targets/LLVMCPU/Subtarget.h"
#include "llvm/ADT/ArrayRef.h"

namespace sinter {

/// What code generation uses of a CPU, in the terms of `#exec.machine`.
struct CpuAbilities {
  int64_t vectorBits = 0; ///< 0 on scalar cores.
  int64_t vectorRegisters = 16;
  bool hasFma = false;
  llvm::StringRef dotProduct;
  int64_t laneBits = 64;   ///< Of the widest element that vectors compute with.
  int64_t vectorGroup = 1; ///< Registers that one operand may take.
};

/// Lengths of vector registers of AArch64: NEON's, and the greatest that SVE allows.
inline constexpr int64_t kNeonBits = 128, kMostSveBits = 2048;

struct CpuFamily {
  llvm::StringLiteral name;
  llvm::ArrayRef<llvm::Triple::ArchType> architectures;
  /// The CPU that a bare triple means; its features are taken for granted.
  llvm::StringLiteral leastCpu;

  /// Completes what the user left open: an ABI that was not named (empty), what the triple does
  /// not tell. Fails with a message for the user.
  llvm::Error (*complete)(llvm::Triple &triple, const Subtarget &subtarget, std::string &abi);

  /// Fails with a message for the user if LLVM could not generate code with this ABI: it would end
  /// the program instead.
  llvm::Error (*check)(const Subtarget &subtarget, llvm::StringRef abi);

  CpuAbilities (*getAbilities)(const Subtarget &subtarget);
};

/// Returns the family of `triple`, or null if we can not generate code for it.
const CpuFamily *findFamily(const llvm::Triple &triple);

/// Returns the names of all families, as users know them: "x86_64, aarch64, ...".
std::string listFamilies();

} // namespace sinter

#endif // TARGETS_LLVMCPU_FAMILIES_H
