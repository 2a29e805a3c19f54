//===- Elementwise.h - Checks of elementwise operators ----------*- C++ -*-===//
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_ELEMENTWISE_H
#define PASSES_ONNX_ELEMENTWISE_H

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// Declines the node unless input `i` is there and of one of the `allowed` kinds.
mlir::LogicalResult checkNumber(NodeConversion &c, unsigned i, llvm::ArrayRef<Number> allowed);

/// Declines the node unless it has two inputs of one element type. Returns them
/// in numpy's form: before opset 7, attributes `broadcast` and `axis` say which
/// dims of the first the second lines up with, else shapes must be equal.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> binaryInputs(NodeConversion &c);

} // namespace sinter

#endif // PASSES_ONNX_ELEMENTWISE_H
