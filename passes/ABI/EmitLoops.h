//===- EmitLoops.h - Loops over memory in entry points ----------*- C++ -*-===//

#ifndef PASSES_ABI_EMITLOOPS_H
#define PASSES_ABI_EMITLOOPS_H

#include "passes/ABI/AbiBuilder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter {

/// Emits a loop that calls `emitBody` with the number of the pass, of type `index`, from 0 to
/// `count` - 1, and goes on behind it. Nothing if `count` is 0.
void emitLoop(AbiBuilder &b, mlir::IntegerType index, int64_t count,
              llvm::function_ref<void(mlir::Value)> emitBody);

/// Emits stores that fill `bytes` bytes at `target`, aligned to 8, with copies of `word`.
void emitFill(AbiBuilder &b, mlir::Value target, int64_t bytes, uint64_t word);

/// Emits a copy of `bytes` bytes between places that are aligned to 8.
void emitCopy(AbiBuilder &b, mlir::Value target, mlir::Value source, int64_t bytes);

} // namespace sinter

#endif // PASSES_ABI_EMITLOOPS_H
