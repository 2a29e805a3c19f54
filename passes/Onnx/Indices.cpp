//===- Indices.cpp - Positions from computed indices ----------------------===//

#include "passes/Onnx/Indices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace sinter;

Value sinter::positionOf(ImplicitLocOpBuilder &b, Value index, bool isUnsigned, int64_t size) {
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  if (isUnsigned) {
    Value position = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
    return arith::MinUIOp::create(b, position, constant(size - 1));
  }
  Value position = arith::IndexCastOp::create(b, b.getIndexType(), index);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, position, constant(0));
  Value fromEnd = arith::AddIOp::create(b, position, constant(size));
  position = arith::SelectOp::create(b, isNegative, fromEnd, position);
  position = arith::MaxSIOp::create(b, position, constant(0));
  return arith::MinSIOp::create(b, position, constant(size - 1));
}

LogicalResult sinter::checkIndices(NodeConversion &node) {
  if (isa<IntegerType>(node.elementType(1)))
    return success();
  return node.unsupported("the indices must be integers");
}
