//===- Presets.h - Targets that have a name ---------------------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_PRESETS_H
#define TARGETS_LLVMCPU_PRESETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace sinter {

/// A machine by name, as `--target=` takes it.
struct TargetPreset {
  llvm::StringLiteral name;
  llvm::StringLiteral triple;
  llvm::StringLiteral cpu;
  llvm::StringLiteral features;
  llvm::StringLiteral abi;
  llvm::StringLiteral description;
  int64_t l1Bytes, l2Bytes; ///< Data caches of one core; 0 if absent.
  int64_t threads;          ///< Cores that work on one model.
};

/// All presets but "host", in the order in which users should see them.
llvm::ArrayRef<TargetPreset> getTargetPresets();

/// Returns the preset called `name`, or null.
const TargetPreset *findTargetPreset(llvm::StringRef name);

/// Returns the name of a preset that `name` may be a misspelling of; empty if none is like it.
llvm::StringRef findSimilarPreset(llvm::StringRef name);

} // namespace sinter

#endif // TARGETS_LLVMCPU_PRESETS_H
