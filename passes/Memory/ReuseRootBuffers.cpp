//===- ReuseRootBuffers.cpp - Elementwise operations in place -------------===//

#include "passes/Memory/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_REUSEROOTBUFFERS
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;

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
  if (op.getNumLoops() != op.getNumParallelLoops() || op->getNumResults() != 1)
    return nullptr;
  OpOperand *init = op.getDpsInitOperand(0);
  if (!init->get().getDefiningOp<tensor::EmptyOp>() ||
      !op.getMatchingIndexingMap(init).isIdentity())
    return nullptr;
  for (OpOperand *input : op.getDpsInputOperands())
    if (isa_and_nonnull<linalg::LinalgOp, sinter::exec::WinogradConvOp>(
            input->get().getDefiningOp()) &&
        isReadLastBy(input->get(), op) && llvm::count(op->getOperands(), input->get()) == 1 &&
        input->get().getType() == init->get().getType() &&
        op.getMatchingIndexingMap(input).isIdentity())
      return input;
  return nullptr;
}

/// Rewrites `op` with `input` as its destination.
static void writeInPlace(linalg::GenericOp op, OpOperand *input, OpBuilder &builder) {
  unsigned position = input->getOperandNumber();
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  Value destination = inputs[position];
  inputs.erase(inputs.begin() + position);
  maps.erase(maps.begin() + position);

  builder.setInsertionPoint(op);
  auto inPlace = linalg::GenericOp::create(builder, op.getLoc(), op.getResultTypes(), inputs,
                                           destination, maps, op.getIteratorTypesArray());
  inPlace.getRegion().takeBody(op.getRegion());
  Block &body = inPlace.getRegion().front();
  BlockArgument old = body.getArgument(position), output = body.getArguments().back();
  old.replaceAllUsesWith(output);
  body.eraseArgument(position);
  op.replaceAllUsesWith(inPlace.getResults());
  op.erase();
}

namespace {

struct ReuseRootBuffers : sinter::impl::ReuseRootBuffersBase<ReuseRootBuffers> {
  void runOnOperation() override {
    if (!sinter::flow::isDispatchFunction(getOperation()))
      return;
    OpBuilder builder(&getContext());
    for (auto op : llvm::make_early_inc_range(getOperation().getOps<linalg::GenericOp>()))
      if (OpOperand *input = findReusableInput(op))
        writeInPlace(op, input, builder);
  }
};

} // namespace
