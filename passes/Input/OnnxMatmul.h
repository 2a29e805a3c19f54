//===- OnnxMatmul.h - Matrix products for converters ------------*- C++ -*-===//

#ifndef PASSES_INPUT_ONNXMATMUL_H
#define PASSES_INPUT_ONNXMATMUL_H

#include "passes/Input/OnnxConversion.h"

namespace sinter {

/// Two tensors to multiply by numpy's rules, summed in `accumulator`.
struct MatrixProduct {
  mlir::Value a, b;
  mlir::Type accumulator;
  /// Each side holds integers of at most 32 bits, to be widened to i32 by its sign.
  bool isQuantized = false, isAUnsigned = false, isBUnsigned = false;
};

/// Finishes sums, whose last dimension holds the columns, by a pointwise operation.
using ProductEpilogue = llvm::function_ref<mlir::Value(mlir::Value sum)>;

/// Emits the product; declines the node when shapes do not fit.
mlir::FailureOr<mlir::Value> multiplyMatrices(NodeConversion &c, const MatrixProduct &product,
                                              ProductEpilogue epilogue);

} // namespace sinter

#endif // PASSES_INPUT_ONNXMATMUL_H
