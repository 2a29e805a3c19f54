//===- RoundedQuotient.cpp - Divide by a constant before rounding ---------===//
//
// Quantizing divides by a scale and rounds to an integer; divisions take several
// times as long as the rest. With q = x * (1 / c) rounded, x - q * c is exact in a
// fused multiply-add, and one more correction makes q the rounded quotient
// (Markstein's theorem). Only what is too small to count may differ: it rounds to
// zero either way.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/MathFormulas.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

/// Returns the number that all elements of a constant have.
static std::optional<APFloat> getUniformConstant(Value value) {
  Attribute constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return std::nullopt;
  if (auto splat = dyn_cast<SplatElementsAttr>(constant))
    constant = splat.getSplatValue<Attribute>();
  auto number = dyn_cast<FloatAttr>(constant);
  return number ? std::make_optional(number.getValue()) : std::nullopt;
}

namespace {

/// Rewrites roundeven(x / c) with a multiplication and two fused multiply-adds.
struct MultiplyByReciprocal : OpRewritePattern<math::RoundEvenOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::RoundEvenOp op, PatternRewriter &rewriter) const override {
    auto quotient = op.getOperand().getDefiningOp<arith::DivFOp>();
    if (!quotient || !getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "does not round a quotient of f32");
    std::optional<APFloat> divisor = getUniformConstant(quotient.getRhs());
    if (!divisor)
      return rewriter.notifyMatchFailure(op, "divisor is not a constant");
    float c = divisor->convertToFloat();
    // Neither the reciprocal nor the rest may leave the normal numbers where it counts.
    if (!(std::abs(c) > 0x1p-60f && std::abs(c) < 0x1p60f))
      return rewriter.notifyMatchFailure(op, "divisor is too large or small");

    MathBuilder b(rewriter, op.getLoc(), op.getType(), /*hasFma=*/true);
    Value x = quotient.getLhs(), reciprocal = b.constant(1.0f / c);
    Value q = b.mul(x, reciprocal);
    Value rest = b.fma(b.neg(q), b.constant(c), x);
    Value exact = b.fma(rest, reciprocal, q);
    // Infinity has no correction, NaN stays NaN.
    rewriter.replaceOpWithNewOp<math::RoundEvenOp>(op, b.select(b.isNaN(exact), q, exact));
    return success();
  }
};

} // namespace

void sinter::codegen::populateRoundedQuotientPatterns(RewritePatternSet &patterns) {
  patterns.add<MultiplyByReciprocal>(patterns.getContext());
}
