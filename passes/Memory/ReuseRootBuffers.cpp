//===- ReuseRootBuffers.cpp - Elementwise operations in place -------------===//

#include "passes/Memory/InPlace.h"
#include "passes/Memory/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_REUSEROOTBUFFERS
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Returns true if all that reads `value`, or a reshape of it, is `op` or comes before it.
static bool isReadLastBy(Value value, Operation *op) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(user))
      return isReadLastBy(user->getResult(0), op);
    Operation *at = op->getBlock()->findAncestorOpInBlock(*user);
    return at == op || (at && at->isBeforeInBlock(op));
  });
}

/// Returns the input that `op` may overwrite: the result of another operation
/// of the dispatch, read by `op` last, at the position that is written.
static OpOperand *findReusableInput(linalg::GenericOp op) {
  for (OpOperand *input : op.getDpsInputOperands())
    if (isa_and_nonnull<linalg::LinalgOp, exec::WinogradConvOp>(input->get().getDefiningOp()) &&
        isReadLastBy(input->get(), op) && canOverwrite(op, input))
      return input;
  return nullptr;
}

namespace {

struct ReuseRootBuffers : sinter::impl::ReuseRootBuffersBase<ReuseRootBuffers> {
  void runOnOperation() override {
    if (!flow::isDispatchFunction(getOperation()))
      return;
    for (auto op : llvm::make_early_inc_range(getOperation().getOps<linalg::GenericOp>()))
      if (OpOperand *input = findReusableInput(op))
        overwrite(op, input);
  }
};

} // namespace
