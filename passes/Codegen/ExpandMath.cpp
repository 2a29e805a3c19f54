//===- ExpandMath.cpp - Math functions as arithmetic ----------------------===//
//
// Formulas of ours for f32 and f64, upstream's polynomials for the rest. Smaller
// floats are computed in f32. What the machine has as an instruction stays.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/Codegen/FixedConversion.h"
#include "passes/Codegen/HighProduct.h"
#include "passes/Codegen/MathFormulas.h"
#include "passes/Codegen/RiscvProducts.h"
#include "passes/Codegen/RoundToInteger.h"

namespace sinter {
#define GEN_PASS_DEF_EXPANDMATH
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// What the formulas ask of a machine.
struct Abilities {
  bool hasFma;
  bool hasDouble;   ///< f64 costs no more than a few times f32.
  bool hasRounding; ///< roundeven, floor, ceil, trunc are instructions.
  bool hasMaximum;  ///< maximum and minimum that propagate NaN are instructions.
  bool hasNearest;  ///< Conversion to i32 rounds to the nearest even number.

  static Abilities of(exec::MachineAttr machine) {
    StringRef triple = machine.getTriple();
    bool isArm64 = triple.starts_with("aarch64") || triple.starts_with("arm64");
    bool isX86 = triple.starts_with("x86_64") || triple.starts_with("i");
    bool hasSse41 = machine.getVectorBits() > 128 || machine.getHasFma() ||
                    machine.getFeatures().contains("+sse4.1");
    return {machine.getHasFma(), machine.getIndexBits() == 64, isArm64 || (isX86 && hasSse41),
            isArm64, isX86};
  }
};

using Formula = std::function<Value(MathBuilder &, ValueRange)>;

/// Replaces `op` by the formula if its operands are f32 or f64.
LogicalResult replaceBy(Operation *op, bool hasFma, PatternRewriter &rewriter,
                        const Formula &formula) {
  Type type = op->getOperand(0).getType(), element = getElementTypeOrSelf(type);
  if (!element.isF32() && !element.isF64())
    return rewriter.notifyMatchFailure(op, "neither f32 nor f64");
  MathBuilder builder(rewriter, op->getLoc(), type, hasFma);
  rewriter.replaceOp(op, formula(builder, op->getOperands()));
  return success();
}

/// Expands one kind of operation by one formula.
template <typename OpT> struct Expand : OpRewritePattern<OpT> {
  Expand(MLIRContext *context, bool hasFma, Formula formula)
      : OpRewritePattern<OpT>(context, /*benefit=*/2), hasFma(hasFma), formula(formula) {}

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    return replaceBy(op, hasFma, rewriter, formula);
  }

  bool hasFma;
  Formula formula;
};

bool isNumber(Value value) {
  std::optional<APFloat> number = getUniformConstant(value);
  return number && !number->isNaN();
}

/// Maximum and minimum with a known number need no look at it: relu is one
/// instruction.
template <bool isMaximum> Value choose(MathBuilder &b, ValueRange operands) {
  Value x = operands[0], y = operands[1];
  if (isNumber(y))
    std::swap(x, y); // The formulas test their first operand for NaN.
  if (isNumber(x))
    return b.select(isMaximum ? b.less(y, x) : b.less(x, y), x, y);
  return isMaximum ? expandMaximum(b, x, y) : expandMinimum(b, x, y);
}

/// Operations on two floats of 16 bits whose result f32 computes exactly: LLVM 22 cannot select
/// them on vectors of Helium.
template <typename OpT> struct ComputeInSingle : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    if (!element.isF16() && !element.isBF16())
      return rewriter.notifyMatchFailure(op, "not of 16 bits");
    MathBuilder half(rewriter, op.getLoc(), op.getType(), /*hasFma=*/false);
    MathBuilder single = half.withElementType(rewriter.getF32Type());
    // Nor can it select what it would make of f16 that becomes f32, then f64.
    auto convert = [&](Value x) -> Value {
      Value value = single.convert(x);
      if (!isa<arith::RemFOp>(op) || isa<VectorType>(value.getType()))
        return value;
      return LLVM::CallIntrinsicOp::create(rewriter, op.getLoc(), value.getType(),
                                           rewriter.getStringAttr("llvm.arithmetic.fence"), value)
          .getResults();
    };
    Value result = OpT::create(rewriter, op.getLoc(), convert(op.getLhs()), convert(op.getRhs()));
    rewriter.replaceOp(op, half.convert(result));
    return success();
  }
};

/// A remainder of f32 values, computed exactly in f64.
struct ExpandRemainder : OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::RemFOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not f32");
    MathBuilder single(rewriter, op.getLoc(), op.getType(), /*hasFma=*/false);
    MathBuilder wide = single.withElementType(rewriter.getF64Type());
    Value result = expandRemainder(wide, wide.convert(op.getLhs()), wide.convert(op.getRhs()));
    rewriter.replaceOp(op, single.convert(result));
    return success();
  }
};

/// A quotient by a constant as a product with its reciprocal, which is exact for powers
/// of two. Else the remainder corrects it: by Markstein's theorem that gives the
/// correctly rounded quotient, unless the product leaves the range of numbers.
struct DivideByConstant : OpRewritePattern<arith::DivFOp> {
  DivideByConstant(MLIRContext *context, bool hasFma) : OpRewritePattern(context), hasFma(hasFma) {}

  LogicalResult matchAndRewrite(arith::DivFOp op, PatternRewriter &rewriter) const override {
    std::optional<APFloat> divisor = getUniformConstant(op.getRhs());
    if (!getElementTypeOrSelf(op.getType()).isF32() || !divisor || !divisor->isNormal())
      return rewriter.notifyMatchFailure(op, "not an f32 quotient by a constant");
    int exponent = ilogb(*divisor);
    bool isPower = divisor->getExactLog2Abs() != INT_MIN;
    if (std::abs(exponent) > 100 || (!isPower && !hasFma))
      return rewriter.notifyMatchFailure(op, "reciprocal would be inexact");
    APFloat reciprocal(divisor->getSemantics(), 1);
    reciprocal.divide(*divisor, APFloat::rmNearestTiesToEven);

    MathBuilder b(rewriter, op.getLoc(), op.getType(), hasFma);
    Value x = op.getLhs(), inverse = b.constant(reciprocal.convertToDouble());
    Value quotient = b.mul(x, inverse);
    if (!isPower) {
      Value rest = b.fma(quotient, b.constant(-divisor->convertToDouble()), x);
      Value corrected = b.fma(rest, inverse, quotient);
      quotient = b.select(b.isNaN(corrected), quotient, corrected);
    }
    rewriter.replaceOp(op, quotient);
    return success();
  }

  bool hasFma;
};

/// The formulas of ours that `abilities` call for.
struct PatternList {
  RewritePatternSet &patterns;
  Abilities abilities;

  template <typename OpT> void add(Formula formula) {
    patterns.add<Expand<OpT>>(patterns.getContext(), abilities.hasFma, formula);
  }
  template <typename OpT> void add(Value (*function)(MathBuilder &, Value)) {
    add<OpT>([function](MathBuilder &b, ValueRange x) { return function(b, x[0]); });
  }

  void addElementary() {
    bool wide = abilities.hasDouble;
    add<math::ExpOp>([](MathBuilder &b, ValueRange x) { return expandExp(b, x[0]); });
    add<math::Exp2Op>(expandExp2);
    add<math::ExpM1Op>(expandExpm1);
    add<math::SinhOp>(expandSinh);
    add<math::CoshOp>(expandCosh);
    add<math::TanhOp>(expandTanh);
    add<math::ErfOp>(expandErf);
    patterns.add<DivideByConstant>(patterns.getContext(), abilities.hasFma);
    add<math::LogOp>(expandLog);
    add<math::Log2Op>(expandLog2);
    add<math::Log10Op>(expandLog10);
    add<math::Log1pOp>(expandLog1p);
    add<math::AsinhOp>(expandAsinh);
    add<math::AcoshOp>(expandAcosh);
    add<math::AtanhOp>(expandAtanh);
    add<math::CbrtOp>(expandCbrt);
    add<math::AsinOp>(expandAsin);
    add<math::AcosOp>(expandAcos);
    add<math::AtanOp>(expandAtan);
    add<math::Atan2Op>([](MathBuilder &b, ValueRange x) { return expandAtan2(b, x[0], x[1]); });
    add<math::PowFOp>(
        [wide](MathBuilder &b, ValueRange x) { return expandPow(b, x[0], x[1], wide); });
    add<math::SinOp>(
        [wide](MathBuilder &b, ValueRange x) { return expandSinCos(b, x[0], wide).first; });
    add<math::CosOp>(
        [wide](MathBuilder &b, ValueRange x) { return expandSinCos(b, x[0], wide).second; });
    add<math::TanOp>([wide](MathBuilder &b, ValueRange x) {
      auto [sine, cosine] = expandSinCos(b, x[0], wide);
      return b.div(sine, cosine);
    });
    add<math::RsqrtOp>(
        [](MathBuilder &b, ValueRange x) { return b.div(b.constant(1.0), b.sqrt(x[0])); });
  }

  void addRounding() {
    add<math::RoundOp>(expandRound);
    if (!abilities.hasRounding) {
      add<math::RoundEvenOp>(expandRoundEven);
      add<math::FloorOp>(expandFloor);
      add<math::CeilOp>(expandCeil);
      add<math::TruncOp>(expandTrunc);
    }
    if (abilities.hasNearest)
      populateRoundToIntegerPatterns(patterns);
    if (!abilities.hasMaximum) {
      add<arith::MaximumFOp>(choose<true>);
      add<arith::MinimumFOp>(choose<false>);
      patterns.add<ComputeInSingle<arith::MaximumFOp>, ComputeInSingle<arith::MinimumFOp>>(
          patterns.getContext());
    }
    if (!abilities.hasFma)
      add<math::FmaOp>([](MathBuilder &b, ValueRange x) { return b.add(b.mul(x[0], x[1]), x[2]); });
    patterns.add<ExpandRemainder, ComputeInSingle<arith::RemFOp>>(patterns.getContext());
  }

  /// What ours leave out, in f32; and smaller floats by way of f32.
  void addUpstream() {
    auto isMissing = [](StringRef name) { return name == "math.erf" || name == "math.erfc"; };
    populateMathPolynomialApproximationPatterns(patterns, isMissing);
    populateMathF32ExpansionPatterns(patterns, [](StringRef) { return true; });
    populateMathAlgebraicSimplificationPatterns(patterns);
    math::populateExpansionPatterns(patterns, {"fpowi", "ipowi", "clampf"});
  }
};

struct ExpandMath : sinter::impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    if (!flow::isDispatchFunction(getOperation()))
      return;
    RewritePatternSet patterns(&getContext());
    auto machine = exec::MachineAttr::get(getOperation());
    PatternList list{patterns, Abilities::of(machine)};
    populateRiscvProductPatterns(patterns, machine);
    list.addElementary();
    list.addRounding();
    list.addUpstream();
    if (machine.getDotProduct() == "vmladava")
      populateFixedConversionPatterns(patterns);
    populateHighProductPatterns(patterns, machine);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
