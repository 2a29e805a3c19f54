//===- Parts.h - Tensors that live inside of others -------------*- C++ -*-===//
//
// A concatenation that stands between the dispatches of a model function costs
// nothing: its operands are written where they belong in its result. A dispatch
// gets the whole buffer and the offsets of the part that it writes or reads.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_MEMORY_PARTS_H
#define PASSES_MEMORY_PARTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace sinter {

/// Attribute of a dispatch function's argument or result: [type of the whole,
/// offsets of the part in it].
constexpr llvm::StringLiteral kPart = "plan.part";

/// Where a tensor lies in `whole`, which is no part of another.
struct Part {
  mlir::Value whole;
  llvm::SmallVector<int64_t> offsets; ///< By dimension of `whole`.
};

/// Returns the place of `value` if it is an operand of a concatenation between
/// dispatches, or of one that is part of another.
std::optional<Part> findPart(mlir::Value value);

/// Returns the value in whose memory `tensor` lies: what its chain of reshapes starts from, or
/// the concatenation that it is part of.
mlir::Value getRoot(mlir::Value tensor);

/// Returns what `part` says, for kPart.
mlir::Attribute getPartAttr(const Part &part);

/// Returns the type of the whole and the offsets in it that `attr`, a kPart,
/// holds; nothing if it is null or no such attribute.
std::optional<std::pair<mlir::RankedTensorType, llvm::ArrayRef<int64_t>>>
readPartAttr(mlir::Attribute attr);

} // namespace sinter

#endif // PASSES_MEMORY_PARTS_H
