//===- IndexRanges.h - Which values indices may take ------------*- C++ -*-===//
//
// The indices of a dispatch function's loops are arithmetic on the number of its
// workgroup, on constants and on loop counters. For one workgroup that gives ranges,
// those of most loops exact.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_MEMORY_INDEXRANGES_H
#define PASSES_MEMORY_INDEXRANGES_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace sinter {

/// A value is one of `least` to `most`.
struct IndexRange {
  int64_t least, most;
};

/// Ranges of indices, as far as the walk through a function has come.
class IndexRanges {
public:
  explicit IndexRanges(int64_t workgroup) : workgroup(workgroup) {}

  /// Returns the range of `value`, or nothing if it could be anything.
  std::optional<IndexRange> get(mlir::Value value) const;

  /// Notes the range of what `op`, on whose operands this was called before, computes.
  void note(mlir::Operation *op);

  /// Notes the range of the counter of `loop`. Returns false if its body never runs.
  bool enter(mlir::scf::ForOp loop);

private:
  std::optional<IndexRange> compute(mlir::Operation *op) const;

  int64_t workgroup;
  llvm::DenseMap<mlir::Value, IndexRange> ranges;
};

} // namespace sinter

#endif // PASSES_MEMORY_INDEXRANGES_H
