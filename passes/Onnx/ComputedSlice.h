//===- ComputedSlice.h - Slices as long as a call says ----------*- C++ -*-===//

#ifndef PASSES_ONNX_COMPUTEDSLICE_H
#define PASSES_ONNX_COMPUTEDSLICE_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// A bound of a slice: a constant, or an element of a tensor of integers.
struct SliceBound {
  int64_t constant = 0;
  mlir::Value tensor; ///< Null for a constant.
  int64_t element = 0;
};

/// Returns true if only a call knows where the slice of an axis of `size` elements begins or ends:
/// bounds are computed, or lie where there may be no element.
bool isSliceComputed(NodeConversion &c, int64_t size, const SliceBound &start,
                     const SliceBound &end);

/// Takes every `step`-th element along `axis`, from `start` on to before `end`, by numpy's rules.
/// Declines the node if the length cannot become a dim.
mlir::FailureOr<mlir::Value> sliceComputed(NodeConversion &c, mlir::Value data, int64_t axis,
                                           const SliceBound &start, const SliceBound &end,
                                           int64_t step);

} // namespace sinter

#endif // PASSES_ONNX_COMPUTEDSLICE_H
