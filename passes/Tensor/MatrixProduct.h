//===- MatrixProduct.h - Matrix products for converters ---------*- C++ -*-===//

#ifndef PASSES_TENSOR_MATRIXPRODUCT_H
#define PASSES_TENSOR_MATRIXPRODUCT_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// [M, K] x [K, N], summed in the accumulator type of the elements.
mlir::Value multiplyMatrix(TensorBuilder &c, mlir::Value a, mlir::Value b);

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
mlir::FailureOr<mlir::Value> multiplyMatrices(TensorBuilder &c, const MatrixProduct &product,
                                              ProductEpilogue epilogue);

} // namespace sinter

#endif // PASSES_TENSOR_MATRIXPRODUCT_H
