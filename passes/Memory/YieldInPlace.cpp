//===- YieldInPlace.cpp - Keep loop-carried tensors where they are --------===//
//
// A loop-carried value has one buffer for all iterations. What an iteration
// yields is therefore copied into the buffer of the loop's argument, unless it
// was built up there. Without the copy each iteration would need a buffer of its
// own, which no static plan can give.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace sinter {
#define GEN_PASS_DEF_YIELDINPLACE
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;

/// Returns true if `value` is `argument` after insertions and updates in place.
static bool isBuiltUpIn(Value value, BlockArgument argument) {
  while (value != argument) {
    if (auto insert = value.getDefiningOp<tensor::InsertSliceOp>())
      value = insert.getDest();
    else if (auto insert = value.getDefiningOp<tensor::InsertOp>())
      value = insert.getDest();
    else if (auto op = value.getDefiningOp<linalg::LinalgOp>())
      value = op.getTiedOpOperand(cast<OpResult>(value))->get();
    else
      return false;
  }
  return true;
}

static void copyIntoArguments(scf::YieldOp yield, ArrayRef<BlockArgument> arguments) {
  OpBuilder builder(yield);
  for (auto [operand, argument] : llvm::zip(yield->getOpOperands(), arguments)) {
    Value value = operand.get();
    if (!isa<TensorType>(value.getType()) || value.getType() != argument.getType() ||
        isBuiltUpIn(value, argument))
      continue;
    operand.set(linalg::CopyOp::create(builder, value.getLoc(), value, argument).getResult(0));
  }
}

namespace {

struct YieldInPlace : sinter::impl::YieldInPlaceBase<YieldInPlace> {
  void runOnOperation() override {
    if (!sinter::flow::isDispatchFunction(getOperation()))
      return;
    getOperation().walk([](Operation *op) {
      if (auto loop = dyn_cast<scf::ForOp>(op))
        copyIntoArguments(cast<scf::YieldOp>(loop.getBody()->getTerminator()),
                          llvm::to_vector(loop.getRegionIterArgs()));
      if (auto loop = dyn_cast<scf::WhileOp>(op))
        copyIntoArguments(loop.getYieldOp(), llvm::to_vector(loop.getAfterArguments()));
    });
  }
};

} // namespace
