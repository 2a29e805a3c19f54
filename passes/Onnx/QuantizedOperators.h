//===- QuantizedOperators.h - From float nodes to integer nodes -*- C++ -*-===//

#ifndef PASSES_ONNX_QUANTIZEDOPERATORS_H
#define PASSES_ONNX_QUANTIZEDOPERATORS_H

#include "passes/Onnx/QuantizedGraph.h"

namespace sinter {

/// The stored integers that an activation leaves.
struct StoredBounds {
  int64_t low = 0, high = 0;
  bool isNarrowed = false; ///< Fewer than the type has.
};

/// How the result of an operator is stored.
struct QuantizedResult {
  LinearNode *quantize;
  StoredBounds bounds;
};

/// Builds the operator on integers for `node`, whose operands DequantizeLinear nodes
/// compute, and returns its result; null if there is none. The result is stored as
/// `result` says, or is f32 without one (products only).
mlir::Value quantizeOperator(mlir::OpBuilder &builder, mlir::Location loc, onnx::NodeOp node,
                             QuantizedResult *result);

/// Clamps the integers that `source` dequantizes.
mlir::Value clampStored(mlir::OpBuilder &builder, mlir::Location loc, LinearNode &source,
                        const StoredBounds &bounds);

} // namespace sinter

#endif // PASSES_ONNX_QUANTIZEDOPERATORS_H
