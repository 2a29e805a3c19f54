//===- AccessRanges.h - Which bytes a workgroup reads and writes *- C++ -*-===//

#ifndef PASSES_MEMORY_ACCESSRANGES_H
#define PASSES_MEMORY_ACCESSRANGES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sinter {

/// Bytes of a buffer, from its begin; none if `end` is not larger than `begin`.
struct ByteRange {
  int64_t begin = INT64_MAX, end = INT64_MIN;

  bool isEmpty() const { return end <= begin; }
  void include(ByteRange other) {
    begin = std::min(begin, other.begin);
    end = std::max(end, other.end);
  }
};

/// No byte outside of these ranges is read or written.
struct AccessRanges {
  ByteRange reads, writes;
};

/// Returns what `workgroup` of `dispatch`, a function of loops over buffers, does to each of
/// its arguments. Whatever the function holds is understood, or taken to touch all bytes.
llvm::SmallVector<AccessRanges> findAccessRanges(mlir::func::FuncOp dispatch, int64_t workgroup);

} // namespace sinter

#endif // PASSES_MEMORY_ACCESSRANGES_H
