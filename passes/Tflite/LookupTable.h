//===- LookupTable.h - Functions of 8-bit integers --------------*- C++ -*-===//
//
// A function of 256 values is computed for each of them while compiling.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_LOOKUPTABLE_H
#define PASSES_TFLITE_LOOKUPTABLE_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// A constant vector of integers of type `element`.
mlir::Value tableOf(TensorBuilder &c, llvm::ArrayRef<int64_t> values, mlir::Type element);

/// Element `index` of a table, read as an unsigned integer.
mlir::Value readTable(ScalarBuilder &b, mlir::Value table, mlir::Value index);

/// Replaces each 8-bit element by the one of `table` that is its distance from the lowest
/// value away from the first.
mlir::Value lookUp(TensorBuilder &c, mlir::Value tensor, bool isUnsigned,
                   llvm::ArrayRef<int64_t> table, mlir::Type element);

} // namespace sinter

#endif // PASSES_TFLITE_LOOKUPTABLE_H
