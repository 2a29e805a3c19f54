//===- Scalars.cpp - Scalar arithmetic in converter bodies ----------------===//

#include "passes/Tensor/Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value sinter::constantOf(ScalarBuilder &b, Type type, double value) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(b, b.getFloatAttr(floatType, value));
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, int64_t(value)));
}

TypedAttr sinter::lowestOf(Type type, Number number) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat::getInf(floatType.getFloatSemantics(), /*Negative=*/true));
  unsigned width = type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type, number == Number::Signed ? APInt::getSignedMinValue(width)
                                                         : APInt::getMinValue(width));
}

TypedAttr sinter::highestOf(Type type, Number number) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat::getInf(floatType.getFloatSemantics()));
  unsigned width = type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type, number == Number::Signed ? APInt::getSignedMaxValue(width)
                                                         : APInt::getMaxValue(width));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

template <typename FloatOp, typename IntOp>
static Value floatOrInt(ScalarBuilder &b, Value x, Value y) {
  if (isa<FloatType>(x.getType()))
    return FloatOp::create(b, x, y);
  return IntOp::create(b, x, y);
}

Value sinter::addOf(ScalarBuilder &b, Value x, Value y) {
  return floatOrInt<arith::AddFOp, arith::AddIOp>(b, x, y);
}

Value sinter::subOf(ScalarBuilder &b, Value x, Value y) {
  return floatOrInt<arith::SubFOp, arith::SubIOp>(b, x, y);
}

Value sinter::mulOf(ScalarBuilder &b, Value x, Value y) {
  return floatOrInt<arith::MulFOp, arith::MulIOp>(b, x, y);
}

/// Returns `divisor` with values that trap (0, and -1 for the lowest dividend)
/// replaced by 1.
static Value withoutTraps(ScalarBuilder &b, Number number, Value divisor) {
  APInt known;
  bool isKnown = matchPattern(divisor, m_ConstantInt(&known));
  if (isKnown && !known.isZero() && !known.isAllOnes())
    return divisor;
  Value one = constantOf(b, divisor.getType(), 1);
  auto avoid = [&](int64_t value) {
    Value bad = constantOf(b, divisor.getType(), value);
    Value isBad = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, divisor, bad);
    divisor = arith::SelectOp::create(b, isBad, one, divisor);
  };
  avoid(0);
  if (number == Number::Signed)
    avoid(-1);
  return divisor;
}

Value sinter::divOf(ScalarBuilder &b, Number number, Value x, Value y) {
  if (number == Number::Float)
    return arith::DivFOp::create(b, x, y);
  Value safe = withoutTraps(b, number, y);
  if (number == Number::Unsigned)
    return arith::DivUIOp::create(b, x, safe);
  Value quotient = arith::DivSIOp::create(b, x, safe);
  if (safe == y)
    return quotient;
  Value isMinusOne =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, y, constantOf(b, y.getType(), -1));
  Value negated = arith::SubIOp::create(b, constantOf(b, x.getType(), 0), x);
  return arith::SelectOp::create(b, isMinusOne, negated, quotient);
}

Value sinter::remOf(ScalarBuilder &b, Number number, Value x, Value y) {
  if (number == Number::Float) {
    // The remainder of two short floats is one, so that rounding changes nothing.
    Type type = x.getType(), compute = accumulatorOf(type);
    Value rest = arith::RemFOp::create(b, floatCast(b, x, compute), floatCast(b, y, compute));
    return floatCast(b, rest, type);
  }
  Value safe = withoutTraps(b, number, y); // x % 1 == x % -1 == 0
  if (number == Number::Unsigned)
    return arith::RemUIOp::create(b, x, safe);
  return arith::RemSIOp::create(b, x, safe);
}

Value sinter::maxOf(ScalarBuilder &b, Number number, Value x, Value y) {
  if (number == Number::Float)
    return arith::MaximumFOp::create(b, x, y);
  if (number == Number::Signed)
    return arith::MaxSIOp::create(b, x, y);
  return arith::MaxUIOp::create(b, x, y);
}

Value sinter::minOf(ScalarBuilder &b, Number number, Value x, Value y) {
  if (number == Number::Float)
    return arith::MinimumFOp::create(b, x, y);
  if (number == Number::Signed)
    return arith::MinSIOp::create(b, x, y);
  return arith::MinUIOp::create(b, x, y);
}

Value sinter::absOf(ScalarBuilder &b, Number number, Value x) {
  if (number == Number::Float)
    return math::AbsFOp::create(b, x);
  if (number == Number::Signed)
    return math::AbsIOp::create(b, x);
  return x;
}

static arith::CmpFPredicate floatPredicate(Relation relation) {
  switch (relation) {
  case Relation::Equal:
    return arith::CmpFPredicate::OEQ;
  case Relation::Less:
    return arith::CmpFPredicate::OLT;
  case Relation::LessOrEqual:
    return arith::CmpFPredicate::OLE;
  case Relation::Greater:
    return arith::CmpFPredicate::OGT;
  case Relation::GreaterOrEqual:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("all relations are named");
}

static arith::CmpIPredicate intPredicate(Relation relation, bool isSigned) {
  using P = arith::CmpIPredicate;
  switch (relation) {
  case Relation::Equal:
    return P::eq;
  case Relation::Less:
    return isSigned ? P::slt : P::ult;
  case Relation::LessOrEqual:
    return isSigned ? P::sle : P::ule;
  case Relation::Greater:
    return isSigned ? P::sgt : P::ugt;
  case Relation::GreaterOrEqual:
    return isSigned ? P::sge : P::uge;
  }
  llvm_unreachable("all relations are named");
}

Value sinter::compareOf(ScalarBuilder &b, Number number, Relation relation, Value x, Value y) {
  if (number == Number::Float)
    return arith::CmpFOp::create(b, floatPredicate(relation), x, y);
  return arith::CmpIOp::create(b, intPredicate(relation, number == Number::Signed), x, y);
}

Value sinter::selectOf(ScalarBuilder &b, Value condition, Value x, Value y) {
  return arith::SelectOp::create(b, condition, x, y);
}

//===----------------------------------------------------------------------===//
// Functions of floats
//===----------------------------------------------------------------------===//

/// x^n by squaring; n > 0.
static Value naturalPower(ScalarBuilder &b, Value x, unsigned n) {
  Value result;
  for (Value square = x;; square = arith::MulFOp::create(b, square, square)) {
    if (n & 1)
      result = result ? Value(arith::MulFOp::create(b, result, square)) : square;
    n >>= 1;
    if (n == 0)
      return result;
  }
}

Value sinter::powerOf(ScalarBuilder &b, Value x, double exponent) {
  Value one = constantOf(b, x.getType(), 1);
  double magnitude = std::abs(exponent);
  Value power;
  if (exponent == 0)
    return one;
  if (magnitude <= 16 && magnitude == std::floor(magnitude)) {
    power = naturalPower(b, x, unsigned(magnitude));
  } else if (magnitude == 0.5) {
    // Unlike sqrt, pow(-inf, 0.5) is +inf; nothing real depends on it.
    power = math::SqrtOp::create(b, x);
  } else if (magnitude == 0.75) {
    Value root = math::SqrtOp::create(b, x);
    power = arith::MulFOp::create(b, root, math::SqrtOp::create(b, root));
  } else {
    return math::PowFOp::create(b, x, constantOf(b, x.getType(), exponent));
  }
  return exponent < 0 ? Value(arith::DivFOp::create(b, one, power)) : power;
}

Value sinter::sigmoidOf(ScalarBuilder &b, Value x) {
  // exp(-x) overflows to infinity, and 1 / infinity is the right answer.
  Value one = constantOf(b, x.getType(), 1);
  Value exp = math::ExpOp::create(b, arith::NegFOp::create(b, x));
  return arith::DivFOp::create(b, one, arith::AddFOp::create(b, one, exp));
}

Value sinter::softplusOf(ScalarBuilder &b, Value x) {
  // log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)) never overflows.
  Value decay = math::ExpOp::create(b, arith::NegFOp::create(b, math::AbsFOp::create(b, x)));
  Value positive = arith::MaximumFOp::create(b, x, constantOf(b, x.getType(), 0));
  return arith::AddFOp::create(b, positive, math::Log1pOp::create(b, decay));
}

//===----------------------------------------------------------------------===//
// Widths of floats
//===----------------------------------------------------------------------===//

Type sinter::accumulatorOf(Type element) {
  auto type = dyn_cast<FloatType>(element);
  return type && type.getWidth() < 32 ? Float32Type::get(element.getContext()) : element;
}

Value sinter::floatCast(ScalarBuilder &b, Value x, Type type) {
  auto from = dyn_cast<FloatType>(x.getType()), to = dyn_cast<FloatType>(type);
  if (!from || !to || from == to)
    return x;
  if (from.getWidth() < to.getWidth())
    return arith::ExtFOp::create(b, to, x);
  return arith::TruncFOp::create(b, to, x);
}

Value sinter::floatCastTensor(TensorBuilder &c, Value tensor, Type element) {
  if (elementOf(tensor) == element)
    return tensor;
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return pointwise(c, shape, tensor, c.b.getMultiDimIdentityMap(shape.size()), element,
                   [&](ScalarBuilder &b, ValueRange x) { return floatCast(b, x[0], element); });
}

//===----------------------------------------------------------------------===//
// Widths of integers
//===----------------------------------------------------------------------===//

Value sinter::widenInteger(ScalarBuilder &b, Value x, bool isUnsigned) {
  if (x.getType().isInteger(32))
    return x;
  if (isUnsigned)
    return arith::ExtUIOp::create(b, b.getI32Type(), x);
  return arith::ExtSIOp::create(b, b.getI32Type(), x);
}
