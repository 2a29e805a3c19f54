//===- FixedConversion.cpp - Conversions that scale -----------------------===//
//
// vcvt of Helium converts numbers with up to 32 bits behind the point: x * 2^-n after a
// conversion from integers, x * 2^n before one to integers. LLVM 22 finds these products
// itself, but may put n in a register and encode that one's number. So none are left for it to
// find.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/FixedConversion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "passes/Codegen/MathBuilder.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

/// The vectors of one register.
struct Vectors {
  VectorType floats, integers;
  StringRef suffix; ///< Of the intrinsics.
};

} // namespace

static std::optional<Vectors> getVectors(Type floats) {
  auto type = dyn_cast<VectorType>(floats);
  if (!type || type.getRank() != 1)
    return std::nullopt;
  Builder builder(floats.getContext());
  if (type.getElementType().isF32() && type.getNumElements() == 4)
    return Vectors{type, type.clone(builder.getI32Type()), ".v4f32.v4i32"};
  if (type.getElementType().isF16() && type.getNumElements() == 8)
    return Vectors{type, type.clone(builder.getI16Type()), ".v8f16.v8i16"};
  return std::nullopt;
}

/// Returns log2 of a constant, if it is a power of two in all lanes.
static std::optional<int> getExponent(Value value) {
  std::optional<APFloat> number = getUniformConstant(value);
  if (!number || number->isNegative() || number->getExactLog2() == INT_MIN)
    return std::nullopt;
  return number->getExactLog2();
}

static Value callFix(PatternRewriter &rewriter, Location loc, const Twine &name, Type type,
                     bool isUnsigned, Value x, int bits) {
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(rewriter, loc, rewriter.getI32Type(), value);
  };
  return LLVM::CallIntrinsicOp::create(rewriter, loc, type, rewriter.getStringAttr(name),
                                       ValueRange{constant(isUnsigned), x, constant(bits)})
      .getResults();
}

namespace {

/// convert(x) * 2^-n
struct ScaleConverted : OpRewritePattern<arith::MulFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::MulFOp op, PatternRewriter &rewriter) const override {
    std::optional<Vectors> vectors = getVectors(op.getType());
    std::optional<int> exponent = getExponent(op.getRhs());
    Operation *conversion = op.getLhs().getDefiningOp();
    if (!vectors || !isa_and_nonnull<arith::SIToFPOp, arith::UIToFPOp>(conversion))
      return rewriter.notifyMatchFailure(op, "not a converted vector of one register");
    int most = vectors->integers.getElementTypeBitWidth();
    if (!exponent || *exponent >= 0 || *exponent < -most)
      return rewriter.notifyMatchFailure(op, "not so many bits behind the point");
    Value x = conversion->getOperand(0);
    bool isUnsigned = isa<arith::UIToFPOp>(conversion);
    int bits = getElementTypeOrSelf(x.getType()).getIntOrFloatBitWidth();
    if (bits > most)
      return rewriter.notifyMatchFailure(op, "wider than the result");
    if (bits < most && isUnsigned)
      x = arith::ExtUIOp::create(rewriter, op.getLoc(), vectors->integers, x);
    else if (bits < most)
      x = arith::ExtSIOp::create(rewriter, op.getLoc(), vectors->integers, x);
    rewriter.replaceOp(op, callFix(rewriter, op.getLoc(), "llvm.arm.mve.vcvt.fix" + vectors->suffix,
                                   vectors->floats, isUnsigned, x, -*exponent));
    return success();
  }
};

/// convert(x * 2^n)
template <typename OpT> struct ConvertScaled : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    auto product = op.getIn().template getDefiningOp<arith::MulFOp>();
    std::optional<Vectors> vectors = getVectors(op.getIn().getType());
    if (!product || !vectors)
      return rewriter.notifyMatchFailure(op, "not of a scaled vector of one register");
    std::optional<int> exponent = getExponent(product.getRhs());
    int most = vectors->integers.getElementTypeBitWidth();
    int bits = getElementTypeOrSelf(op.getType()).getIntOrFloatBitWidth();
    if (!exponent || *exponent <= 0 || *exponent > most || bits > most)
      return rewriter.notifyMatchFailure(op, "not so many bits behind the point");
    std::string suffix = vectors->suffix == ".v4f32.v4i32" ? ".v4i32.v4f32" : ".v8i16.v8f16";
    Value x = callFix(rewriter, op.getLoc(), "llvm.arm.mve.vcvt.fix" + suffix, vectors->integers,
                      std::is_same_v<OpT, arith::FPToUIOp>, product.getLhs(), *exponent);
    if (bits < most)
      x = arith::TruncIOp::create(rewriter, op.getLoc(), op.getType(), x);
    rewriter.replaceOp(op, x);
    return success();
  }
};

} // namespace

void sinter::codegen::populateFixedConversionPatterns(RewritePatternSet &patterns) {
  patterns.add<ScaleConverted, ConvertScaled<arith::FPToSIOp>, ConvertScaled<arith::FPToUIOp>>(
      patterns.getContext());
}
