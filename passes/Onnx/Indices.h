//===- Indices.h - Positions from computed indices --------------*- C++ -*-===//
//
// Indices that a model computes at run time count from the end when negative, and
// are clamped into range: no model input can make generated code leave a tensor.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_INDICES_H
#define PASSES_ONNX_INDICES_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// Returns an index of ONNX (negative from the end) as position in a dimension of
/// `size` elements.
mlir::Value positionOf(mlir::ImplicitLocOpBuilder &b, mlir::Value index, bool isUnsigned,
                       int64_t size);

/// Declines the node unless input 1 holds integers.
mlir::LogicalResult checkIndices(NodeConversion &node);

} // namespace sinter

#endif // PASSES_ONNX_INDICES_H
