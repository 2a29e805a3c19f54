//===- Generics.h - linalg.generic for converters ---------------*- C++ -*-===//
//
// The forms of linalg.generic that converters share: elementwise with explicit
// indexing maps, reductions, and plain structured loops. Numpy broadcast alone
// is TensorBuilder::elementwise.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_GENERICS_H
#define PASSES_TENSOR_GENERICS_H

#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// Returns the map (d0, ..., d[rank-1]) -> the named dims.
mlir::AffineMap selectDims(TensorBuilder &c, int64_t rank, llvm::ArrayRef<int64_t> dims);

/// Returns 0, ..., rank-1 without `dims`.
llvm::SmallVector<int64_t> otherDims(int64_t rank, llvm::ArrayRef<int64_t> dims);

/// A linalg.generic with one result that starts as `init`. `maps` has one map
/// per input and then the result's. `body` gets the inputs' scalars and then
/// the result's scalar so far.
mlir::Value structuredLoops(TensorBuilder &c, mlir::ValueRange inputs, mlir::Value init,
                            llvm::ArrayRef<mlir::AffineMap> maps,
                            llvm::ArrayRef<mlir::utils::IteratorType> iterators,
                            TensorBuilder::BodyFn body);

/// An elementwise linalg.generic over `shape`; input i is read through maps[i].
mlir::Value pointwise(TensorBuilder &c, llvm::ArrayRef<int64_t> shape, mlir::ValueRange inputs,
                      llvm::ArrayRef<mlir::AffineMap> maps, mlir::Type element,
                      TensorBuilder::BodyFn body);

/// Numpy broadcast as TensorBuilder::elementwise, but an input that is a splat
/// constant becomes a scalar constant of the body unless it widens the result.
mlir::FailureOr<mlir::Value> mapElements(TensorBuilder &c, mlir::ValueRange inputs,
                                         mlir::Type element, TensorBuilder::BodyFn body);

/// Reduces the dims `axes` of `input`, starting from `init` (the input's shape
/// without them). `body` gets the element and the value so far.
mlir::Value reduceDims(TensorBuilder &c, mlir::Value input, llvm::ArrayRef<int64_t> axes,
                       mlir::Value init, TensorBuilder::BodyFn body);

/// Returns "2x3x4" for messages; "scalar" for rank 0.
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// Returns the shape of a ranked tensor value.
llvm::ArrayRef<int64_t> shapeOf(mlir::Value tensor);

/// Returns the element type of a tensor value.
mlir::Type elementOf(mlir::Value tensor);

/// Says whether a value is a tensor of one bool.
bool isTruth(mlir::Value value);

/// Returns the one truth that a constant holds, or nothing.
std::optional<bool> getConstantTruth(mlir::Value value);

/// Returns the product of `dims`, or the largest integer when it is larger.
int64_t productOf(llvm::ArrayRef<int64_t> dims);

} // namespace sinter

#endif // PASSES_TENSOR_GENERICS_H
