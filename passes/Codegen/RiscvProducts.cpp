//===- RiscvProducts.cpp - Products as RISC-V multiplies ------------------===//
//
// vsmul is the doubled high half of a product, rounded to the nearest, ties up. It saturates where
// both factors are -2^31; a truncation that says it keeps all bits (nsw) tells that this does not
// happen.
//
// Integer registers of 32 bits get the same from both halves of a product, without a sum of 64
// bits. If y is a positive constant, 2y has 32 bits, which mulhsu takes: the high half of x * 2y is
// the result, and the top bit of the low one is what rounds it.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RiscvProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "passes/Codegen/HighProduct.h"
#include "passes/Codegen/RiscvRounding.h"

using namespace mlir;
using namespace sinter;

/// Returns the product of fractions that `op` narrows, if it keeps all bits.
static std::optional<codegen::HighProduct> matchFractions(arith::TruncIOp op) {
  if (!bitEnumContainsAll(op.getOverflowFlags(), arith::IntegerOverflowFlags::nsw))
    return std::nullopt;
  return codegen::matchHighProduct(op);
}

/// Returns what fills all lanes of `vector`, if it is one number that is at hand.
static Value getRepeated(Value vector) {
  auto broadcast = vector.getDefiningOp<vector::BroadcastOp>();
  return broadcast && !isa<VectorType>(broadcast.getSource().getType()) ? broadcast.getSource()
                                                                        : Value();
}

namespace {

struct MultiplyLanes : OpRewritePattern<arith::TruncIOp> {
  MultiplyLanes(MLIRContext *context, exec::MachineAttr machine)
      : OpRewritePattern(context), machine(machine) {}

  LogicalResult matchAndRewrite(arith::TruncIOp op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    std::optional<codegen::HighProduct> factors = matchFractions(op);
    if (!type || type.getRank() != 1 || !factors)
      return rewriter.notifyMatchFailure(op, "not a product of fractions");
    if (!codegen::fitsOperand(machine, type))
      return rewriter.notifyMatchFailure(op, "more lanes than one operand has");
    Location loc = op.getLoc();
    Value y;
    if (!factors->y)
      y = arith::ConstantOp::create(rewriter, loc, rewriter.getI32IntegerAttr(factors->constant));
    else if (y = factors->y.getIn(); Value same = getRepeated(y))
      y = same;
    rewriter.replaceOp(op, codegen::emitRounding(rewriter, loc, machine, "llvm.riscv.vsmul",
                                                 factors->x.getIn(), y));
    return success();
  }

  exec::MachineAttr machine;
};

struct MultiplyNumbers : OpRewritePattern<arith::TruncIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncIOp op, PatternRewriter &rewriter) const override {
    std::optional<codegen::HighProduct> factors = matchFractions(op);
    if (isa<VectorType>(op.getType()) || !factors)
      return rewriter.notifyMatchFailure(op, "not a product of fractions");
    Location loc = op.getLoc();
    Type wide = rewriter.getI64Type(), type = op.getType();
    auto number = [&](Type type, int64_t value) -> Value {
      return arith::ConstantOp::create(rewriter, loc, rewriter.getIntegerAttr(type, value));
    };
    bool isDoubled = !factors->y && factors->constant > 0;
    Value y = factors->y ? factors->y.getResult()
                         : number(wide, (isDoubled ? 2 : 1) * int64_t(factors->constant));
    Value product = arith::MulIOp::create(rewriter, loc, factors->x, y);
    Value low = arith::TruncIOp::create(rewriter, loc, type, product);
    Value high = arith::TruncIOp::create(
        rewriter, loc, type, arith::ShRUIOp::create(rewriter, loc, product, number(wide, 32)));
    if (isDoubled) {
      Value half = arith::ShRUIOp::create(rewriter, loc, low, number(type, 31));
      rewriter.replaceOpWithNewOp<arith::AddIOp>(op, high, half);
      return success();
    }
    // The low half's top bit belongs to the result, the one below it rounds.
    Value one = number(type, 1);
    Value two = arith::ShRUIOp::create(rewriter, loc, low, number(type, 30));
    Value rest =
        arith::ShRUIOp::create(rewriter, loc, arith::AddIOp::create(rewriter, loc, two, one), one);
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, arith::ShLIOp::create(rewriter, loc, high, one),
                                               rest);
    return success();
  }
};

/// A number that is extended before it fills the lanes can stay in an integer register: vectors
/// are multiplied by it as it is.
template <typename OpT> struct ExtendBeforeRepeat : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    Value number = getRepeated(op.getIn());
    if (!type || !number)
      return rewriter.notifyMatchFailure(op, "not lanes of one number");
    Value extended = OpT::create(rewriter, op.getLoc(), type.getElementType(), number);
    rewriter.replaceOpWithNewOp<vector::BroadcastOp>(op, type, extended);
    return success();
  }
};

} // namespace

void sinter::codegen::populateRiscvProductPatterns(RewritePatternSet &patterns,
                                                   exec::MachineAttr machine) {
  if (!machine.getTriple().starts_with("riscv"))
    return;
  MLIRContext *context = patterns.getContext();
  if (machine.getIndexBits() == 32)
    patterns.add<MultiplyNumbers>(context);
  if (machine.getVectorBits() < 64)
    return;
  populateRiscvRoundingPatterns(patterns, machine);
  patterns.add<MultiplyLanes>(context, machine);
  patterns.add<ExtendBeforeRepeat<arith::ExtSIOp>, ExtendBeforeRepeat<arith::ExtUIOp>>(context);
}
