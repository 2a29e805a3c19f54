//===- VectorBody.cpp - Bodies of linalg operations on lanes --------------===//
//
// Every operation of a body is elementwise, so the same operation on vectors
// computes all lanes.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/VectorBody.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace sinter::codegen;

Value sinter::codegen::broadcastLanes(OpBuilder &builder, Location loc, Value scalar,
                                      int64_t width) {
  if (width == 1)
    return scalar;
  return vector::BroadcastOp::create(builder, loc, VectorType::get({width}, scalar.getType()),
                                     scalar);
}

Value sinter::codegen::constantLanes(OpBuilder &builder, Location loc, TypedAttr value,
                                     int64_t width) {
  if (width > 1)
    value =
        DenseElementsAttr::get(VectorType::get({width}, value.getType()), cast<Attribute>(value));
  return arith::ConstantOp::create(builder, loc, value);
}

/// Returns the product that `add` adds to something, if nothing else uses it.
static arith::MulFOp getSoleProduct(arith::AddFOp add, Value &addend) {
  for (unsigned side : {0, 1}) {
    auto product = add->getOperand(side).getDefiningOp<arith::MulFOp>();
    if (product && product->hasOneUse()) {
      addend = add->getOperand(1 - side);
      return product;
    }
  }
  return nullptr;
}

SmallVector<Value> sinter::codegen::emitBody(OpBuilder &builder, const Stage &stage,
                                             ArrayRef<Value> arguments,
                                             llvm::function_ref<Value(const Operand &)> indexLanes,
                                             int64_t width, bool fuseMultiplyAdd) {
  Location loc = stage.op->getLoc();
  IRMapping mapping;
  for (auto [argument, value] : llvm::zip_equal(stage.body->getArguments(), arguments))
    if (value)
      mapping.map(argument, value);

  // Values from outside of the body are the same in all lanes.
  auto lookup = [&](Value value) {
    if (Value known = mapping.lookupOrNull(value))
      return known;
    Value lanes;
    if (auto constant = value.getDefiningOp<arith::ConstantOp>())
      lanes = constantLanes(builder, loc, constant.getValue(), width);
    else
      lanes = broadcastLanes(builder, loc, value, width);
    mapping.map(value, lanes);
    return lanes;
  };

  SmallPtrSet<Operation *, 4> fused;
  if (fuseMultiplyAdd)
    for (auto add : stage.body->getOps<arith::AddFOp>()) {
      Value addend;
      if (auto product = getSoleProduct(add, addend))
        fused.insert(product);
    }

  for (Operation &op : stage.body->without_terminator()) {
    if (isa<arith::ConstantOp>(op) || fused.contains(&op))
      continue;
    if (isa<linalg::IndexOp>(op)) {
      for (auto &[index, operand] : stage.indices)
        if (index == &op)
          mapping.map(op.getResult(0), indexLanes(operand));
      continue;
    }
    if (auto add = dyn_cast<arith::AddFOp>(op); add && fuseMultiplyAdd) {
      Value addend;
      if (auto product = getSoleProduct(add, addend)) {
        Value a = lookup(product.getLhs()), b = lookup(product.getRhs()), c = lookup(addend);
        Value sum;
        if (width > 1)
          sum = vector::FMAOp::create(builder, loc, a, b, c);
        else
          sum = math::FmaOp::create(builder, loc, a, b, c);
        mapping.map(add.getResult(), sum);
        continue;
      }
    }
    if (isa<sinter::exec::SizeOp>(op)) {
      mapping.map(op.getResult(0),
                  broadcastLanes(builder, loc, builder.clone(op)->getResult(0), width));
      continue;
    }
    for (Value operand : op.getOperands())
      lookup(operand);
    Operation *clone = builder.clone(op, mapping);
    clone->setLoc(loc);
    if (width > 1)
      clone->getResult(0).setType(VectorType::get({width}, op.getResult(0).getType()));
  }

  SmallVector<Value> results;
  for (Value value : stage.body->getTerminator()->getOperands())
    results.push_back(lookup(value));
  return results;
}
