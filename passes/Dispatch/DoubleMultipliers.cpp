//===- DoubleMultipliers.cpp - Rounded products of fractions --------------===//
//
// A requantization multiplies a sum x by a fraction m of 31 bits and rounds the
// product: (x * m + 2^30) >> 31. ARM's smmlar yields x + ((x * y + 2^31) >> 32).
// That is the same number for y = 2 * m - 2^32, which fits 32 bits when m is at least
// one half, as fractions of multipliers are: one instruction instead of six. So the
// constants are stored that way, and the body says what the instruction does.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"
#include "passes/Dispatch/CallConstants.h"

namespace sinter {
#define GEN_PASS_DEF_DOUBLEMULTIPLIERS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// trunc((extend(x) * fraction + 2^30) >> 31) in the body of an operation.
struct RoundedProduct {
  arith::TruncIOp result;
  arith::ExtSIOp number;
  Value fraction;         ///< Of 64 bits.
  BlockArgument argument; ///< What it is extended from, unless it is a constant.
};

} // namespace

static bool isHalfOrMore(int64_t fraction) {
  return fraction >= int64_t(1) << 30 && fraction < int64_t(1) << 31;
}

/// What stands for a fraction: less than zero, so that it fits 32 bits.
static int64_t doubled(int64_t fraction) { return 2 * fraction - (int64_t(1) << 32); }

static bool isConstant(Value value, int64_t expected) {
  APInt bits;
  return matchPattern(value, m_ConstantInt(&bits)) && bits.getSExtValue() == expected;
}

static std::optional<RoundedProduct> matchProduct(arith::TruncIOp result) {
  auto shifted = result.getIn().getDefiningOp<arith::ShRSIOp>();
  if (!shifted || !result.getType().isInteger(32) || !shifted.getType().isInteger(64) ||
      !isConstant(shifted.getRhs(), 31))
    return std::nullopt;
  auto rounded = shifted.getLhs().getDefiningOp<arith::AddIOp>();
  if (!rounded || !isConstant(rounded.getRhs(), int64_t(1) << 30))
    return std::nullopt;
  auto product = rounded.getLhs().getDefiningOp<arith::MulIOp>();
  if (!product)
    return std::nullopt;
  auto number = product.getLhs().getDefiningOp<arith::ExtSIOp>();
  if (!number || !number.getIn().getType().isInteger(32))
    return std::nullopt;
  RoundedProduct match{result, number, product.getRhs(), BlockArgument()};
  if (APInt bits; matchPattern(match.fraction, m_ConstantInt(&bits)))
    return isHalfOrMore(bits.getSExtValue()) ? std::optional(match) : std::nullopt;
  auto extended = match.fraction.getDefiningOp<arith::ExtSIOp>();
  if (!extended || !extended->hasOneUse() || !extended.getIn().getType().isInteger(32))
    return std::nullopt;
  match.argument = dyn_cast<BlockArgument>(extended.getIn());
  if (!match.argument || !match.argument.hasOneUse())
    return std::nullopt;
  return match;
}

/// Returns the input of the dispatch function that nothing but the fractions of `match`
/// reads.
static BlockArgument getInput(linalg::GenericOp op, const RoundedProduct &match) {
  unsigned index = match.argument.getArgNumber();
  if (match.argument.getOwner() != op.getBody() || index >= op.getNumDpsInputs())
    return BlockArgument();
  auto input = dyn_cast<BlockArgument>(op.getDpsInputOperand(index)->get());
  if (!input || !input.hasOneUse() || !isa<func::FuncOp>(input.getOwner()->getParentOp()))
    return BlockArgument();
  return input;
}

/// Doubles what every call passes; does nothing unless all pass constants that fit.
static bool doubleAtCalls(BlockArgument input, ArrayRef<flow::DispatchOp> calls) {
  unsigned position = input.getArgNumber();
  std::optional<SmallVector<HostTensor>> constants = getCallConstants(calls, position);
  if (!constants)
    return false;
  for (const HostTensor &constant : *constants)
    for (int64_t i = 0; i < constant.size(); ++i)
      if (!isHalfOrMore(constant.as<int32_t>()[constant.index(i)]))
        return false;
  for (auto [at, constant] : llvm::enumerate(*constants)) {
    flow::DispatchOp call = calls[at];
    OpBuilder builder(call);
    HostTensor result = HostTensor::zeros(constant.getType());
    for (int64_t i = 0; i < constant.size(); ++i)
      result.mutableAs<int32_t>()[i] = doubled(constant.as<int32_t>()[constant.index(i)]);
    call->setOperand(position, arith::ConstantOp::create(builder, call.getLoc(),
                                                         cast<TypedAttr>(result.toAttr())));
  }
  return true;
}

static void rewrite(RoundedProduct match) {
  OpBuilder builder(match.result);
  Location loc = match.result.getLoc();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
  };
  Value fraction = match.fraction;
  if (APInt bits; matchPattern(fraction, m_ConstantInt(&bits)))
    fraction = constant(doubled(bits.getSExtValue()));
  Value product = arith::MulIOp::create(builder, loc, match.number.getOut(), fraction);
  Value rounded = arith::AddIOp::create(builder, loc, product, constant(int64_t(1) << 31));
  Value high = arith::ShRSIOp::create(builder, loc, rounded, constant(32));
  Value narrow = arith::TruncIOp::create(builder, loc, builder.getI32Type(), high);
  Value sum = arith::AddIOp::create(builder, loc, narrow, match.number.getIn());
  match.result.getResult().replaceAllUsesWith(sum);
  // The operations that computed it: nothing else reads them unless it did before.
  for (Operation *op = match.result; op && op->use_empty();) {
    Operation *next = op->getOperand(0).getDefiningOp();
    op->erase();
    op = next;
  }
}

namespace {

struct DoubleMultipliers : sinter::impl::DoubleMultipliersBase<DoubleMultipliers> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (exec::MachineAttr::get(module).getDotProduct() != "smlad")
      return;
    DispatchCalls callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      function.walk([&](linalg::GenericOp op) {
        for (auto result : llvm::make_early_inc_range(op.getBody()->getOps<arith::TruncIOp>()))
          if (std::optional<RoundedProduct> match = matchProduct(result))
            apply(op, *match, callsOf[function.getName()]);
      });
    }
  }

  void apply(linalg::GenericOp op, const RoundedProduct &match, ArrayRef<flow::DispatchOp> calls) {
    if (match.argument) {
      BlockArgument input = getInput(op, match);
      if (!input || !doubleAtCalls(input, calls))
        return;
    }
    rewrite(match);
  }
};

} // namespace
