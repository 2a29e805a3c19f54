//===- TensorBuilder.h - Building blocks of model conversions ---*- C++ -*-===//
//
// What converters of any model format need to emit tensor IR: constants, reshapes,
// transposes, slices, padding and elementwise operations with broadcast. Constants
// are rewritten at once instead of leaving an operation behind, since converters
// ask whether inputs are constant.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_TENSORBUILDER_H
#define PASSES_TENSOR_TENSORBUILDER_H

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace sinter {

/// A builder that stands before the node under conversion, with its location.
class TensorBuilder {
public:
  explicit TensorBuilder(mlir::ImplicitLocOpBuilder builder) : b(std::move(builder)) {}
  virtual ~TensorBuilder() = default;

  mlir::ImplicitLocOpBuilder b;

  /// Declines the node: `reason` completes "node 'x' (Conv): ..."; `wayOut`, if
  /// given, becomes a note: what the user can do. The first reason counts.
  virtual mlir::LogicalResult unsupported(const llvm::Twine &reason,
                                          const llvm::Twine &wayOut = "") = 0;

  /// Declines the node if a tensor of `shape` is larger than any machine holds.
  /// To be called before building with a shape that attributes or constants tell.
  mlir::LogicalResult checkSize(llvm::ArrayRef<int64_t> shape, mlir::Type element);

  /// Returns `axis` of a tensor of `rank` as a number from 0 on, or nothing
  /// (after declining the node) when it is out of range.
  std::optional<int64_t> axis(int64_t axis, int64_t rank);

  //===--- Constants ------------------------------------------------------===//

  /// A tensor constant with the elements of `elements`.
  mlir::Value constantValue(mlir::ElementsAttr elements);
  /// A tensor constant with one splat value of the element type.
  mlir::Value splat(mlir::RankedTensorType type, double value);
  /// A tensor constant of integers, given in row-major order and cut to the type.
  mlir::Value integers(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> values);
  /// A scalar constant of `type` (float or integer).
  mlir::Value scalar(mlir::Type type, double value);
  mlir::Value empty(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  mlir::Value filled(llvm::ArrayRef<int64_t> shape, mlir::Type element, double value);

  //===--- Movement -------------------------------------------------------===//

  /// Row-major reinterpretation to a static shape with the same element count.
  mlir::Value reshape(mlir::Value tensor, llvm::ArrayRef<int64_t> shape);
  /// Dimension i of the result is dimension `permutation[i]` of `tensor`.
  /// Constants are permuted right away, here and in `reshape`.
  mlir::Value transpose(mlir::Value tensor, llvm::ArrayRef<int64_t> permutation);
  /// Takes `sizes` elements per dimension from `starts` on, every `steps`-th;
  /// steps may be negative. All elements must lie inside.
  mlir::Value slice(mlir::Value tensor, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> steps);
  /// The same with step 1.
  mlir::Value slice(mlir::Value tensor, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> sizes);
  /// Joins tensors along `axis`; the other dimensions are equal.
  mlir::Value concat(mlir::ValueRange tensors, int64_t axis);
  /// Repeats unit and missing leading dimensions (numpy rules) up to `shape`.
  mlir::Value broadcastTo(mlir::Value tensor, llvm::ArrayRef<int64_t> shape);
  /// Repeats the whole tensor `repeats` times along each dimension.
  mlir::Value tile(mlir::Value tensor, llvm::ArrayRef<int64_t> repeats);
  /// The slices along `axis` that `indices` (all in range) name, in their order.
  mlir::Value select(mlir::Value tensor, int64_t axis, llvm::ArrayRef<int64_t> indices);
  /// Pads with a constant; low and high per dimension, both non-negative.
  mlir::Value pad(mlir::Value tensor, llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high,
                  double value);

  //===--- Loops ----------------------------------------------------------===//

  using BodyFn = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;

  using IndexFn = llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::ImplicitLocOpBuilder &,
                                                                    mlir::ValueRange)>;

  /// A tensor of `shape` whose element at indices i is element `index(i)` of
  /// `source`; which must be in range. For what no structured operation says.
  mlir::Value indexed(mlir::Value source, llvm::ArrayRef<int64_t> shape, IndexFn index);

  /// An elementwise linalg.generic over the broadcast shape of `inputs`
  /// (numpy rules; broadcast unit dimensions are dropped from the operand, so
  /// all maps are projected permutations and nothing is materialized). `body`
  /// maps scalars to one scalar of type `element`. Declines the node when the
  /// shapes do not broadcast.
  mlir::FailureOr<mlir::Value> elementwise(mlir::ValueRange inputs, mlir::Type element,
                                           BodyFn body);
};

/// Returns the shape that `shapes` broadcast to by numpy's rules, or nothing.
std::optional<llvm::SmallVector<int64_t>>
broadcastShapes(llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes);

} // namespace sinter

#endif // PASSES_TENSOR_TENSORBUILDER_H
