//===- CallDims.h - The dims of a call in entry points ----------*- C++ -*-===//

#ifndef PASSES_ABI_CALLDIMS_H
#define PASSES_ABI_CALLDIMS_H

#include "dialects/Plan/IR/OpenArena.h"
#include "passes/ABI/AbiBuilder.h"

namespace sinter {

/// Reads the dims that a call decides from those of its inputs, and computes what follows.
class CallDims {
public:
  /// `inputDims` are those that the function is compiled for, symbolic ones among them;
  /// `pointer` points to those of the call. Emits loads at the insertion point.
  CallDims(AbiBuilder &b, exec::SymbolicDims dims, llvm::ArrayRef<int64_t> inputDims,
           mlir::Value pointer);

  /// Reads the dims that data have decided from `array`, which has all of them; until then they
  /// are as large as they may be.
  void reload(mlir::Value array);
  /// Emits the most that dim `index`, which data decide, may be.
  mlir::Value emitBound(unsigned index);
  /// Emits whether the call's dims are such as the function takes: those of one name are
  /// equal and within bounds, the others as compiled for.
  mlir::Value emitMatches();
  /// Emits whether none of `sizes`, in bytes or elements, is more than any machine has: dims that
  /// are within bounds may have products that 64 bits do not hold. Null if bounds say so already.
  mlir::Value emitFits(llvm::ArrayRef<int64_t> sizes);
  /// Emits `size`.
  mlir::Value emitSize(int64_t size);
  /// Emits stores of the units of all dims to `array`, in the order of `exec.dims`; 0 of those that
  /// data will decide.
  void emitStores(mlir::Value array);
  /// Emits the offsets of an arena's buffers; `total` becomes the bytes of all.
  llvm::SmallVector<mlir::Value> emitOffsets(const plan::OpenArena &arena, int64_t alignment,
                                             mlir::Value &total);

private:
  mlir::Value emitTerm(const exec::SizeTerm &part);

  AbiBuilder &b;
  exec::SymbolicDims dims;
  llvm::SmallVector<int64_t> expected;
  llvm::SmallVector<mlir::Value> actual; ///< By input dim.
  llvm::SmallVector<mlir::Value> values; ///< By symbolic dim, in units.
};

/// Emits `<name>__plan` of a function whose calls decide dims.
mlir::LLVM::LLVMFuncOp emitOpenPlan(AbiBuilder &b, llvm::StringRef name,
                                    const exec::SymbolicDims &dims,
                                    llvm::ArrayRef<int64_t> inputDims,
                                    llvm::ArrayRef<int64_t> outputDims,
                                    const plan::OpenArena &arena, int64_t alignment);

} // namespace sinter

#endif // PASSES_ABI_CALLDIMS_H
