//===- InPlace.cpp - Elementwise operations that overwrite what they read -===//

#include "passes/Memory/InPlace.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

bool sinter::canOverwrite(linalg::GenericOp op, OpOperand *input) {
  if (op.getNumLoops() != op.getNumParallelLoops() || op->getNumResults() != 1)
    return false;
  OpOperand *init = op.getDpsInitOperand(0);
  // A body that looks elsewhere in the input would see results.
  for (Operation *user : input->get().getUsers())
    if (user != op && op->isAncestor(user))
      return false;
  return init->get().getDefiningOp<tensor::EmptyOp>() && op.isDpsInput(input) &&
         op.getMatchingIndexingMap(init).isIdentity() &&
         llvm::count(op->getOperands(), input->get()) == 1 &&
         input->get().getType() == init->get().getType() &&
         op.getMatchingIndexingMap(input).isIdentity();
}

void sinter::overwrite(linalg::GenericOp op, OpOperand *input) {
  unsigned position = input->getOperandNumber();
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  Value destination = inputs[position];
  inputs.erase(inputs.begin() + position);
  maps.erase(maps.begin() + position);

  OpBuilder builder(op);
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
