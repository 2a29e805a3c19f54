//===- RiscvRounding.cpp - Instructions of RISC-V that round --------------===//
//
// Intrinsics take vectors of unknown length, of which we use the first lanes: registers are at
// least as long as the machine says.
//
// vssra rounds ties up. For ties away from zero, negative numbers are made one less before, unless
// they are not shifted at all.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RiscvRounding.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace sinter;

bool sinter::codegen::fitsOperand(exec::MachineAttr machine, VectorType type) {
  return type.getRank() == 1 && type.getNumElements() <= machine.getLanes(type.getElementType()) *
                                                             machine.getVectorGroup();
}

Value sinter::codegen::emitRounding(PatternRewriter &rewriter, Location loc,
                                    exec::MachineAttr machine, StringRef intrinsic, Value x,
                                    Value y) {
  // LLVM counts registers in units of 64 bits; numbers of 32 bits take whole ones.
  auto type = cast<VectorType>(x.getType());
  int64_t lanes = type.getNumElements(), units = machine.getVectorBits() / 64;
  auto open = VectorType::get(std::max<int64_t>(2, lanes / units), type.getElementType(), true);
  Value undefined = LLVM::PoisonOp::create(rewriter, loc, open);
  auto widen = [&](Value value) -> Value {
    if (!isa<VectorType>(value.getType()))
      return value;
    return vector::ScalableInsertOp::create(rewriter, loc, value, undefined, 0);
  };
  Type size = rewriter.getIntegerType(machine.getIndexBits());
  Value toNearest = LLVM::ConstantOp::create(rewriter, loc, size, 0);
  Value count = LLVM::ConstantOp::create(rewriter, loc, size, lanes);
  Value result =
      LLVM::CallIntrinsicOp::create(rewriter, loc, open, rewriter.getStringAttr(intrinsic),
                                    ValueRange{undefined, widen(x), widen(y), toNearest, count})
          .getResults();
  return vector::ScalableExtractOp::create(rewriter, loc, type, result, 0);
}

static std::optional<int64_t> getNumber(Value value) {
  APInt bits;
  if (!matchPattern(value, m_ConstantInt(&bits)))
    return std::nullopt;
  return bits.getSExtValue();
}

/// Returns true if `mask` holds the bits that a shift by `amount` drops.
static bool isDroppedBits(Value mask, Value amount) {
  std::optional<int64_t> bits = getNumber(mask), count = getNumber(amount);
  if (bits && count)
    return *count >= 0 && *count < 31 && *bits == (int64_t(1) << *count) - 1;
  Value power;
  if (auto sub = mask.getDefiningOp<arith::SubIOp>(); sub && getNumber(sub.getRhs()) == 1)
    power = sub.getLhs();
  if (auto add = mask.getDefiningOp<arith::AddIOp>(); add && getNumber(add.getRhs()) == -1)
    power = add.getLhs();
  auto shift = power ? power.getDefiningOp<arith::ShLIOp>() : nullptr;
  return shift && getNumber(shift.getLhs()) == 1 && shift.getRhs() == amount;
}

/// Returns true if `half` is `mask` without its lowest bit, shifted down.
static bool isHalf(Value half, Value mask) {
  std::optional<int64_t> bits = getNumber(mask);
  if (bits && getNumber(half) == *bits >> 1)
    return true;
  auto shift = half.getDefiningOp<arith::ShRSIOp>();
  return shift && shift.getLhs() == mask && getNumber(shift.getRhs()) == 1;
}

/// Returns the comparison whose outcome `value` is, as 0 or 1.
static arith::CmpIOp getOutcome(Value value, arith::CmpIPredicate predicate) {
  auto extension = value.getDefiningOp<arith::ExtUIOp>();
  auto compare = extension ? extension.getIn().getDefiningOp<arith::CmpIOp>() : nullptr;
  return compare && compare.getPredicate() == predicate ? compare : nullptr;
}

namespace {

/// (x >> n) + ((x & mask) > half + (x < 0)), where mask = 2^n - 1 and half = mask >> 1.
struct RoundShift : OpRewritePattern<arith::AddIOp> {
  RoundShift(MLIRContext *context, exec::MachineAttr machine)
      : OpRewritePattern(context), machine(machine) {}

  LogicalResult matchAndRewrite(arith::AddIOp op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || !type.getElementType().isInteger(32) || !codegen::fitsOperand(machine, type))
      return rewriter.notifyMatchFailure(op, "not i32 lanes of one operand");
    auto shift = op.getLhs().getDefiningOp<arith::ShRSIOp>();
    auto above = getOutcome(op.getRhs(), arith::CmpIPredicate::sgt);
    auto rest = above ? above.getLhs().getDefiningOp<arith::AndIOp>() : nullptr;
    auto threshold = above ? above.getRhs().getDefiningOp<arith::AddIOp>() : nullptr;
    if (!shift || !rest || !threshold)
      return rewriter.notifyMatchFailure(op, "does not round a shift");
    Value x = shift.getLhs(), amount = shift.getRhs(), mask = rest.getRhs();
    for (bool swapped : {false, true}) {
      Value half = swapped ? threshold.getRhs() : threshold.getLhs();
      auto negative =
          getOutcome(swapped ? threshold.getLhs() : threshold.getRhs(), arith::CmpIPredicate::slt);
      if (rest.getLhs() != x || !isDroppedBits(mask, amount) || !isHalf(half, mask) || !negative ||
          negative.getLhs() != x || getNumber(negative.getRhs()) != 0)
        continue;
      rewriter.replaceOp(op, round(rewriter, op.getLoc(), type, x, amount));
      return success();
    }
    return rewriter.notifyMatchFailure(op, "rounds in another way");
  }

private:
  Value round(PatternRewriter &rewriter, Location loc, VectorType type, Value x,
              Value amount) const {
    std::optional<int64_t> count = getNumber(amount);
    if (count == 0)
      return x;
    auto lanesOf = [&](int32_t number) -> Value {
      auto value = DenseElementsAttr::get(type, rewriter.getI32IntegerAttr(number));
      return arith::ConstantOp::create(rewriter, loc, value);
    };
    Value less = arith::ShRSIOp::create(rewriter, loc, x, lanesOf(31));
    Value nudged = arith::AddIOp::create(rewriter, loc, x, less);
    if (!count) {
      Value isShifted =
          arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::ne, amount, lanesOf(0));
      nudged = arith::SelectOp::create(rewriter, loc, isShifted, nudged, x);
    }
    return codegen::emitRounding(rewriter, loc, machine, "llvm.riscv.vssra", nudged, amount);
  }

  exec::MachineAttr machine;
};

} // namespace

void sinter::codegen::populateRiscvRoundingPatterns(RewritePatternSet &patterns,
                                                    exec::MachineAttr machine) {
  patterns.add<RoundShift>(patterns.getContext(), machine);
}
