//===- MathBuilder.cpp - Formulas on scalars and vectors ------------------===//

#include "passes/Codegen/MathBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace sinter::codegen;

std::optional<APFloat> sinter::codegen::getUniformConstant(Value value) {
  Attribute constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return std::nullopt;
  if (auto splat = dyn_cast<SplatElementsAttr>(constant))
    constant = splat.getSplatValue<Attribute>();
  auto number = dyn_cast<FloatAttr>(constant);
  return number ? std::make_optional(number.getValue()) : std::nullopt;
}

Type MathBuilder::getTypeOf(Type element) const {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.clone(element);
  return element;
}

Type MathBuilder::getIntType() const {
  return getTypeOf(builder.getIntegerType(isDouble() ? 64 : 32));
}

static TypedAttr splat(Type type, TypedAttr element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return DenseElementsAttr::get(vector, cast<Attribute>(element));
  return element;
}

Value MathBuilder::constant(double value) {
  auto element = cast<FloatType>(getElementTypeOrSelf(type));
  APFloat number(value);
  bool lossy;
  number.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lossy);
  return arith::ConstantOp::create(builder, loc, splat(type, FloatAttr::get(element, number)));
}

Value MathBuilder::intConstant(int64_t value) {
  Type element = getElementTypeOrSelf(getIntType());
  return arith::ConstantOp::create(builder, loc,
                                   splat(getIntType(), IntegerAttr::get(element, value)));
}

Value MathBuilder::add(Value a, Value b) { return arith::AddFOp::create(builder, loc, a, b); }
Value MathBuilder::sub(Value a, Value b) { return arith::SubFOp::create(builder, loc, a, b); }
Value MathBuilder::mul(Value a, Value b) { return arith::MulFOp::create(builder, loc, a, b); }
Value MathBuilder::div(Value a, Value b) { return arith::DivFOp::create(builder, loc, a, b); }
Value MathBuilder::neg(Value a) { return arith::NegFOp::create(builder, loc, a); }
Value MathBuilder::abs(Value a) { return math::AbsFOp::create(builder, loc, a); }
Value MathBuilder::sqrt(Value a) { return math::SqrtOp::create(builder, loc, a); }
Value MathBuilder::roundEven(Value a) { return math::RoundEvenOp::create(builder, loc, a); }
Value MathBuilder::trunc(Value a) { return math::TruncOp::create(builder, loc, a); }

Value MathBuilder::copySign(Value magnitude, Value sign) {
  return math::CopySignOp::create(builder, loc, magnitude, sign);
}

Value MathBuilder::fma(Value a, Value b, Value c) {
  if (hasFma)
    return math::FmaOp::create(builder, loc, a, b, c);
  return add(mul(a, b), c);
}

Value MathBuilder::polynomial(Value x, ArrayRef<double> coefficients) {
  Value sum = constant(coefficients.back());
  for (double coefficient : llvm::reverse(coefficients.drop_back()))
    sum = fma(sum, x, constant(coefficient));
  return sum;
}

Value MathBuilder::less(Value a, Value b) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, a, b);
}
Value MathBuilder::lessEqual(Value a, Value b) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLE, a, b);
}
Value MathBuilder::equal(Value a, Value b) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, a, b);
}
Value MathBuilder::isNaN(Value a) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, a, a);
}
Value MathBuilder::both(Value a, Value b) { return arith::AndIOp::create(builder, loc, a, b); }
Value MathBuilder::either(Value a, Value b) { return arith::OrIOp::create(builder, loc, a, b); }

Value MathBuilder::select(Value condition, Value yes, Value no) {
  return arith::SelectOp::create(builder, loc, condition, yes, no);
}

Value MathBuilder::clamp(Value a, double low, double high) {
  Value lowest = constant(low), highest = constant(high);
  a = select(less(a, lowest), lowest, a);
  return select(less(highest, a), highest, a);
}

Value MathBuilder::toInt(Value a) { return arith::FPToSIOp::create(builder, loc, getIntType(), a); }
Value MathBuilder::toFloat(Value a) { return arith::SIToFPOp::create(builder, loc, type, a); }
Value MathBuilder::bits(Value a) { return arith::BitcastOp::create(builder, loc, getIntType(), a); }
Value MathBuilder::fromBits(Value a) { return arith::BitcastOp::create(builder, loc, type, a); }
Value MathBuilder::intAdd(Value a, Value b) { return arith::AddIOp::create(builder, loc, a, b); }
Value MathBuilder::intSub(Value a, Value b) { return arith::SubIOp::create(builder, loc, a, b); }
Value MathBuilder::intAnd(Value a, int64_t mask) {
  return arith::AndIOp::create(builder, loc, a, intConstant(mask));
}
Value MathBuilder::intEqual(Value a, int64_t value) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, a, intConstant(value));
}
Value MathBuilder::shiftLeft(Value a, int64_t count) {
  return arith::ShLIOp::create(builder, loc, a, intConstant(count));
}
Value MathBuilder::shiftRightSigned(Value a, int64_t count) {
  return arith::ShRSIOp::create(builder, loc, a, intConstant(count));
}

Value MathBuilder::powerOfTwo(Value exponent) {
  return fromBits(shiftLeft(intAdd(exponent, intConstant(getExponentBias())), getMantissaBits()));
}

Value MathBuilder::convert(Value a) {
  Type from = getElementTypeOrSelf(a.getType()), to = getElementTypeOrSelf(type);
  if (from == to)
    return a;
  if (from.getIntOrFloatBitWidth() < to.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, a);
  return arith::TruncFOp::create(builder, loc, type, a);
}
