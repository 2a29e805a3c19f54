//===- LoopNest.cpp - Loops that carry tensors ----------------------------===//

#include "passes/Tensor/LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace sinter;

SmallVector<Value> sinter::loopFrom(ScalarBuilder &b, Value first, Value end, ArrayRef<Value> inits,
                                    LoopBody body) {
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, first, end, one, inits);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, body(loop.getInductionVar(), loop.getRegionIterArgs()));
  return SmallVector<Value>(loop.getResults());
}

Value sinter::elementAt(ScalarBuilder &b, Value tensor, ValueRange at) {
  return tensor::ExtractOp::create(b, tensor, at);
}

Value sinter::positionAt(ScalarBuilder &b, Value tensor, ValueRange at) {
  return arith::IndexCastOp::create(b, b.getIndexType(), elementAt(b, tensor, at));
}

Value sinter::withElement(ScalarBuilder &b, Value tensor, ValueRange at, Value element) {
  if (element.getType().isIndex())
    element = arith::IndexCastOp::create(
        b, cast<RankedTensorType>(tensor.getType()).getElementType(), element);
  return tensor::InsertOp::create(b, element, tensor, at);
}

Value sinter::oneIf(ScalarBuilder &b, Value condition) {
  return arith::IndexCastUIOp::create(b, b.getIndexType(), condition);
}
