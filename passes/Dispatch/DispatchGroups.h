//===- DispatchGroups.h - Which operations form a dispatch ------*- C++ -*-===//
//
// A group is a root that does the work, followed by the elementwise operations
// and the pad that consume its result when nothing else does; or operations that go
// through the same rows (softmax, normalisation, attention), whatever else reads
// what they compute; or a depthwise convolution with the pointwise one behind it. Operations
// between them may be skipped over because all are free of side effects: a group is emitted where
// its last member stands.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_DISPATCH_DISPATCHGROUPS_H
#define PASSES_DISPATCH_DISPATCHGROUPS_H

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"

namespace sinter {

struct DispatchGroup {
  llvm::SmallVector<mlir::Operation *> members; ///< In program order; never empty.
  llvm::StringRef root;                         ///< "conv", "matmul", "elementwise", ...
  int64_t rows = 0;                             ///< Rows that all members share; 0: none.
  std::string reason;                           ///< Why these and no more, for reports.
};

/// Returns true if `op` only shows memory of its operand in another shape.
bool isView(mlir::Operation *op);

/// Follows reshapes up to the value whose memory they show.
mlir::Value getViewSource(mlir::Value value);

/// Returns true if a dispatch that uses `op` takes a copy of it along: slices,
/// fills and empty tensors cost nothing there, scalars have no buffer to live in.
bool isCarriedAlong(mlir::Operation *op);

/// Returns true if values leave the function at `op`: by return, as new state, or to become a
/// dim.
bool isExit(mlir::Operation *op);

/// Groups the operations of `block` that do work, in order of their last member.
llvm::SmallVector<DispatchGroup> formGroups(mlir::Block &block);

} // namespace sinter

#endif // PASSES_DISPATCH_DISPATCHGROUPS_H
