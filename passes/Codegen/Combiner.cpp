//===- Combiner.cpp - How a reduction combines values ---------------------===//
//
// A reduction can be spread over lanes when its body ends in one associative
// operation on the accumulator, which then also combines the lanes.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Strategy.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sinter::codegen;

static std::optional<vector::CombiningKind> getKind(Operation *op) {
  using Kind = vector::CombiningKind;
  return llvm::TypeSwitch<Operation *, std::optional<Kind>>(op)
      .Case<arith::AddFOp, arith::AddIOp>([](auto) { return Kind::ADD; })
      .Case<arith::MulFOp, arith::MulIOp>([](auto) { return Kind::MUL; })
      .Case<arith::MaximumFOp>([](auto) { return Kind::MAXIMUMF; })
      .Case<arith::MinimumFOp>([](auto) { return Kind::MINIMUMF; })
      .Case<arith::MaxNumFOp>([](auto) { return Kind::MAXNUMF; })
      .Case<arith::MinNumFOp>([](auto) { return Kind::MINNUMF; })
      .Case<arith::MaxSIOp>([](auto) { return Kind::MAXSI; })
      .Case<arith::MinSIOp>([](auto) { return Kind::MINSI; })
      .Case<arith::MaxUIOp>([](auto) { return Kind::MAXUI; })
      .Case<arith::MinUIOp>([](auto) { return Kind::MINUI; })
      .Case<arith::AndIOp>([](auto) { return Kind::AND; })
      .Case<arith::OrIOp>([](auto) { return Kind::OR; })
      .Case<arith::XOrIOp>([](auto) { return Kind::XOR; })
      .Default(std::nullopt);
}

/// The start value that changes nothing. NaN is not the neutral element of maxnum:
/// a reduction of numbers must start from a number of its range.
static TypedAttr getNeutral(Operation *op) {
  auto type = dyn_cast<FloatType>(op->getResult(0).getType());
  if (type && isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MinimumFOp, arith::MinNumFOp>(op)) {
    bool isMax = isa<arith::MaximumFOp, arith::MaxNumFOp>(op);
    return FloatAttr::get(type, APFloat::getInf(type.getFloatSemantics(), /*Negative=*/isMax));
  }
  if (type && isa<arith::AddFOp>(op))
    return FloatAttr::get(type, 0.0);
  std::optional<TypedAttr> neutral = arith::getNeutralElement(op);
  return neutral ? *neutral : TypedAttr();
}

std::optional<std::pair<vector::CombiningKind, TypedAttr>>
sinter::codegen::getCombiner(const Stage &stage, unsigned output) {
  BlockArgument accumulator = stage.body->getArgument(stage.inputs.size() + output);
  Operation *op = stage.body->getTerminator()->getOperand(output).getDefiningOp();
  if (!op || op->getBlock() != stage.body || !accumulator.hasOneUse() ||
      !llvm::is_contained(op->getOperands(), accumulator))
    return std::nullopt;
  std::optional<vector::CombiningKind> kind = getKind(op);
  if (!kind)
    return std::nullopt;
  TypedAttr neutral = getNeutral(op);
  if (!neutral)
    return std::nullopt;
  return std::make_pair(*kind, neutral);
}

Value sinter::codegen::combineHalves(OpBuilder &builder, Location loc, vector::CombiningKind kind,
                                     Value vector, int64_t width) {
  for (int64_t lanes = width / 2; lanes >= 1; lanes /= 2) {
    auto half = [&](int64_t first) -> Value {
      if (lanes == 1)
        return vector::ExtractOp::create(builder, loc, vector, first);
      return vector::ShuffleOp::create(builder, loc, vector, vector,
                                       llvm::to_vector(llvm::seq(first, first + lanes)));
    };
    Value low = half(0), high = half(lanes);
    vector = vector::makeArithReduction(builder, loc, kind, low, high);
  }
  return vector;
}
