//===- ChannelOperands.h - Pointwise with values per channel ----*- C++ -*-===//
//
// What follows a sum of products reads the sum, and values that are one per channel
// or one for all: biases, factors, zero points.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_CHANNELOPERANDS_H
#define PASSES_TENSOR_CHANNELOPERANDS_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// The operands of a pointwise operation on a tensor whose last dims, in the shape
/// `channels`, are the channels. Constants of one value become part of the body.
class ChannelOperands {
public:
  /// `sum` is the body's first argument.
  ChannelOperands(TensorBuilder &c, mlir::Value sum, llvm::ArrayRef<int64_t> channels);

  /// Adds a tensor of rank 0 or with one element per channel; may be null.
  /// Returns how the body finds it.
  unsigned add(mlir::Value tensor);

  /// The scalar of operand `i` in a body; null if the operand is.
  mlir::Value get(ScalarBuilder &b, mlir::ValueRange arguments, unsigned i) const;

  mlir::Value build(mlir::Type element, TensorBuilder::BodyFn body);

private:
  struct Scalar {
    mlir::TypedAttr constant;
    unsigned position = 0; ///< 0 is the sum: none.
  };

  TensorBuilder &c;
  llvm::ArrayRef<int64_t> shape, channels;
  llvm::SmallVector<mlir::Value> tensors;
  llvm::SmallVector<mlir::AffineMap> maps;
  llvm::SmallVector<Scalar> scalars;
};

} // namespace sinter

#endif // PASSES_TENSOR_CHANNELOPERANDS_H
