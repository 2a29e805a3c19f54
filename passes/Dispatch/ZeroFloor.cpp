//===- ZeroFloor.cpp - Activations that end at zero -----------------------===//

#include "passes/Dispatch/ZeroFloor.h"

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

/// Returns what `value` has its elements from: the same elements in another shape.
static Value skipReshapes(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::ReshapeOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

static std::optional<int64_t> getConstant(Value value) {
  APInt bits;
  if (!matchPattern(value, m_ConstantInt(&bits)))
    return std::nullopt;
  return bits.getSExtValue();
}

/// Matches truncate(bounds(x + zero)) with `zero` as the lower bound.
static std::optional<int64_t> matchFloor(Value value) {
  auto narrow = value.getDefiningOp<arith::TruncIOp>();
  if (!narrow || !narrow.getType().isInteger(8))
    return std::nullopt;
  value = narrow.getIn();
  std::optional<int64_t> least;
  while (isa_and_nonnull<arith::MaxSIOp, arith::MinSIOp>(value.getDefiningOp())) {
    Operation *bound = value.getDefiningOp();
    if (isa<arith::MaxSIOp>(bound))
      least = getConstant(bound->getOperand(1));
    value = bound->getOperand(0);
  }
  auto moved = value.getDefiningOp<arith::AddIOp>();
  return least && moved && getConstant(moved.getRhs()) == least ? least : std::nullopt;
}

std::optional<int64_t> sinter::findZeroFloor(Value activations) {
  auto call = skipReshapes(activations).getDefiningOp<flow::DispatchOp>();
  if (!call)
    return std::nullopt;
  auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getDispatchAttr());
  if (!function || function.isExternal())
    return std::nullopt;
  auto result = cast<OpResult>(skipReshapes(activations)).getResultNumber();
  Value made = skipReshapes(function.getBody().front().getTerminator()->getOperand(result));
  std::optional<int64_t> border;
  if (auto pad = made.getDefiningOp<tensor::PadOp>()) {
    Value value = pad.getConstantPaddingValue();
    border = value ? getConstant(value) : std::nullopt;
    if (!border)
      return std::nullopt;
    made = skipReshapes(pad.getSource());
  }
  auto op = made.getDefiningOp<linalg::GenericOp>();
  if (!op || op.getNumReductionLoops() > 0)
    return std::nullopt;
  auto floor =
      matchFloor(op.getBody()->getTerminator()->getOperand(cast<OpResult>(made).getResultNumber()));
  return border && border != floor ? std::nullopt : floor;
}
