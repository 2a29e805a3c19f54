//===- Casts.h - Conversions between element types --------------*- C++ -*-===//

#ifndef PASSES_TENSOR_CASTS_H
#define PASSES_TENSOR_CASTS_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// An element type; its integers carry no sign.
struct CastType {
  mlir::Type element;
  bool isUnsigned = false;
};

/// Converts a scalar of any width. Numbers are true unless they are zero; floats out
/// of an integer's range become any integer, and integers lose high bits.
mlir::Value castScalar(ScalarBuilder &b, mlir::Value x, bool fromUnsigned, const CastType &to);

/// castScalar of each element of a tensor; constants are converted right away.
mlir::Value castTensor(TensorBuilder &c, mlir::Value tensor, bool fromUnsigned, const CastType &to);

} // namespace sinter

#endif // PASSES_TENSOR_CASTS_H
