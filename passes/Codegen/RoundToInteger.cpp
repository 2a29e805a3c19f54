//===- RoundToInteger.cpp - Rounding and conversion in one step -----------===//
//
// Clamping to whole numbers commutes with rounding, and so does the addition of a
// whole number, exactly: both are monotonic and f32 holds all that is between the
// bounds. What is beyond them gives a bound either way.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/RoundToInteger.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Codegen/MathBuilder.h"

using namespace mlir;
using namespace sinter;

namespace {

/// One step between the rounding and the conversion.
struct Step {
  enum Kind { Add, Lower, Upper } kind;
  double constant;
};

} // namespace

/// Returns the whole number, small enough for sums to be exact, that fills `value`.
static std::optional<double> getWholeNumber(Value value) {
  std::optional<APFloat> number = codegen::getUniformConstant(value);
  if (!number)
    return std::nullopt;
  double result = number->convertToDouble();
  bool isWhole = std::abs(result) <= double(1 << 20) && result == std::floor(result);
  return isWhole ? std::optional(result) : std::nullopt;
}

/// Matches x > c ? x : c and x < c ? x : c.
static std::optional<Step> matchClamp(arith::SelectOp select, Value &source) {
  auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>();
  if (!compare || compare.getLhs() != select.getTrueValue() ||
      compare.getRhs() != select.getFalseValue())
    return std::nullopt;
  std::optional<double> bound = getWholeNumber(compare.getRhs());
  bool isLower = compare.getPredicate() == arith::CmpFPredicate::OGT;
  if (!bound || (!isLower && compare.getPredicate() != arith::CmpFPredicate::OLT))
    return std::nullopt;
  source = compare.getLhs();
  return Step{isLower ? Step::Lower : Step::Upper, *bound};
}

/// Matches a step that computes `value` from `source`.
static std::optional<Step> matchStep(Value value, Value &source) {
  if (auto select = value.getDefiningOp<arith::SelectOp>())
    return matchClamp(select, source);
  if (auto add = value.getDefiningOp<arith::AddFOp>()) {
    std::optional<double> addend = getWholeNumber(add.getRhs());
    source = add.getLhs();
    return addend ? std::optional(Step{Step::Add, *addend}) : std::nullopt;
  }
  return std::nullopt;
}

/// Returns `value` in all lanes of `type`.
static Value constant(PatternRewriter &rewriter, Location loc, Type type, Attribute value) {
  auto typed = cast<TypedAttr>(value);
  if (auto vector = dyn_cast<VectorType>(type))
    typed = DenseElementsAttr::get(vector, value);
  return arith::ConstantOp::create(rewriter, loc, typed);
}

namespace {

template <typename OpT> struct RoundToInteger : OpRewritePattern<OpT> {
  RoundToInteger(MLIRContext *context) : OpRewritePattern<OpT>(context, /*benefit=*/3) {}

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Type type = op.getType(), from = op.getIn().getType();
    if (!getElementTypeOrSelf(type).isInteger(32) || !getElementTypeOrSelf(from).isF32())
      return rewriter.notifyMatchFailure(op, "not from f32 to i32");
    SmallVector<Step> steps;
    Value source = op.getIn();
    bool hasLower = false, hasUpper = false;
    while (!source.getDefiningOp<math::RoundEvenOp>()) {
      std::optional<Step> step = matchStep(source, source);
      if (!step)
        return rewriter.notifyMatchFailure(op, "does not round to whole numbers");
      hasLower |= step->kind == Step::Lower;
      hasUpper |= step->kind == Step::Upper;
      steps.push_back(*step);
    }
    // Unbounded numbers convert in ways of their own.
    if (!hasLower || !hasUpper)
      return rewriter.notifyMatchFailure(op, "is not bounded on both sides");

    Location loc = op.getLoc();
    Value value = source.getDefiningOp<math::RoundEvenOp>().getOperand();
    double zero = 0;
    for (const Step &step : llvm::reverse(steps)) {
      if (step.kind == Step::Add) {
        zero += step.constant;
        continue;
      }
      Value bound = constant(rewriter, loc, from, rewriter.getF32FloatAttr(step.constant - zero));
      auto predicate =
          step.kind == Step::Lower ? arith::CmpFPredicate::OGT : arith::CmpFPredicate::OLT;
      Value keeps = arith::CmpFOp::create(rewriter, loc, predicate, value, bound);
      value = arith::SelectOp::create(rewriter, loc, keeps, value, bound);
    }
    Value result = LLVM::LrintOp::create(rewriter, loc, type, value);
    if (zero)
      result = arith::AddIOp::create(
          rewriter, loc, result,
          constant(rewriter, loc, type, rewriter.getI32IntegerAttr(static_cast<int32_t>(zero))));
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void sinter::codegen::populateRoundToIntegerPatterns(RewritePatternSet &patterns) {
  patterns.add<RoundToInteger<arith::FPToSIOp>, RoundToInteger<arith::FPToUIOp>>(
      patterns.getContext());
}
