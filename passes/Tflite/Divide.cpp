//===- Divide.cpp - DIV, FLOOR_DIV, FLOOR_MOD, POW ------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/HostFixedPoint.h"
#include "passes/Tflite/Lookup.h"
#include "passes/Tflite/Operands.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace sinter;

/// Declines what are not two unquantized numbers of one type.
static LogicalResult checkPlain(TfliteConversion &c) {
  if (failed(checkSameElement(c, 0, 1)))
    return failure();
  Number number = c.number(0);
  bool isNumber = number == Number::Float || number == Number::Signed || number == Number::Unsigned;
  return isNumber && !c.quantization(0) && !c.quantization(1) ? success() : c.unsupportedTypes();
}

static LogicalResult mapBoth(TfliteConversion &c,
                             llvm::function_ref<Value(ScalarBuilder &, Value, Value)> body) {
  return replaceBy(
      c, mapElements(c, {c.input(0), c.input(1)}, c.element(0),
                     [&](ScalarBuilder &b, ValueRange s) { return body(b, s[0], s[1]); }));
}

//===----------------------------------------------------------------------===//
// DIV
//===----------------------------------------------------------------------===//

/// How far a number in 32 bits can be shifted to the left.
static int64_t leadingSignBits(int32_t x) {
  if (x >= 0)
    return llvm::countl_zero(uint32_t(x)) - 1;
  return llvm::countl_zero(2 * uint32_t(-x) - 1);
}

/// x times 1/y by Newton's method, which only depends on y: all 256 reciprocals and how far
/// numerators can be shifted are tables. A quotient by zero has no meaning.
static LogicalResult divideQuantized(TfliteConversion &c) {
  FailureOr<TfliteQuantization> left = c.tensorQuantization(0), right = c.tensorQuantization(1);
  if (failed(left) || failed(right) || failed(checkSameElement(c, 0, 1)))
    return failure();
  FailureOr<StoredBounds> bounds = readFusedBounds(c);
  if (failed(bounds))
    return failure();
  if (!c.element(0).isInteger(8))
    return c.unsupportedTypes();
  float product = float(right->scale()) * float(bounds->scale);
  FixedMultiplier factor = quantizeMultiplier(float(left->scale()) / product);

  SmallVector<int64_t> fractions = {0}, exponents = {0}, headrooms;
  for (int32_t y = 1; y < 256; ++y) {
    host::Reciprocal reciprocal = host::reciprocal(y);
    fractions.push_back(reciprocal.fraction);
    exponents.push_back(reciprocal.exponent);
  }
  for (int32_t x = -255; x < 256; ++x)
    headrooms.push_back(leadingSignBits(x));
  Type i32 = c.b.getI32Type();
  Value fractionTable = tableOf(c, fractions, i32), exponentTable = tableOf(c, exponents, i32),
        headroomTable = tableOf(c, headrooms, i32);
  bool isUnsigned = c.isUnsigned(0);
  return mapBoth(c, [&](ScalarBuilder &b, Value x, Value y) {
    auto constant = [&](int64_t value) { return constantOf(b, i32, double(value)); };
    x = subOf(b, widenInteger(b, x, isUnsigned), constant(left->zeroPoint()));
    y = subOf(b, widenInteger(b, y, isUnsigned), constant(right->zeroPoint()));
    Value isNegative = compareOf(b, Number::Signed, Relation::Less, y, constant(0));
    x = selectOf(b, isNegative, subOf(b, constant(0), x), x);
    y = math::AbsIOp::create(b, y);
    Value headroom = readTable(b, headroomTable, addOf(b, x, constant(255)));
    Value quotient = roundingDoublingHighMul(b, arith::ShLIOp::create(b, x, headroom),
                                             readTable(b, fractionTable, y));
    quotient = roundingDoublingHighMul(b, quotient, constant(factor.fraction));
    Value shift =
        addOf(b, addOf(b, readTable(b, exponentTable, y), headroom), constant(-factor.shift));
    shift = maxOf(b, Number::Signed, shift, constant(0));
    shift = minOf(b, Number::Signed, shift, constant(31));
    return storeSteps(b, roundingDivideByPowerOfTwo(b, quotient, shift), *bounds);
  });
}

static LogicalResult convertDiv(TfliteConversion &c) {
  if (c.quantization(0))
    return divideQuantized(c);
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds) || failed(checkPlain(c)))
    return failure();
  Number number = c.number(0);
  bool isBounded = bounds->low != -HUGE_VAL || bounds->high != HUGE_VAL;
  if (number != Number::Float && isBounded)
    return c.unsupported("a fused activation of integers is not supported");
  return mapBoth(c, [&](ScalarBuilder &b, Value x, Value y) {
    Value quotient = divOf(b, number, x, y);
    return isBounded ? clampReal(b, quotient, *bounds) : quotient;
  });
}

//===----------------------------------------------------------------------===//
// Rounded toward the lower
//===----------------------------------------------------------------------===//

/// Says whether a remainder other than zero has another sign than the divisor.
static Value isShort(ScalarBuilder &b, Number number, Value rest, Value y) {
  Value zero = constantOf(b, y.getType(), 0);
  auto isNegative = [&](Value x) { return compareOf(b, number, Relation::Less, x, zero); };
  Value differ = arith::XOrIOp::create(b, isNegative(rest), isNegative(y));
  Value isZero = compareOf(b, number, Relation::Equal, rest, zero);
  return selectOf(b, isZero, arith::ConstantOp::create(b, b.getBoolAttr(false)), differ);
}

/// Quotients of floats are rounded in f64, as in the reference.
static LogicalResult convertFloorDiv(TfliteConversion &c) {
  if (failed(checkPlain(c)))
    return failure();
  Number number = c.number(0);
  return mapBoth(c, [&](ScalarBuilder &b, Value x, Value y) {
    if (number == Number::Float) {
      Type f64 = b.getF64Type();
      Value quotient = arith::DivFOp::create(b, floatCast(b, x, f64), floatCast(b, y, f64));
      return floatCast(b, math::FloorOp::create(b, quotient), x.getType());
    }
    Value quotient = divOf(b, number, x, y);
    if (number == Number::Unsigned)
      return quotient;
    Value below = subOf(b, quotient, constantOf(b, x.getType(), 1));
    return selectOf(b, isShort(b, number, remOf(b, number, x, y), y), below, quotient);
  });
}

static LogicalResult convertFloorMod(TfliteConversion &c) {
  if (failed(checkPlain(c)))
    return failure();
  Number number = c.number(0);
  return mapBoth(c, [&](ScalarBuilder &b, Value x, Value y) {
    Value rest = remOf(b, number, x, y);
    if (number == Number::Unsigned)
      return rest;
    return selectOf(b, isShort(b, number, rest, y), addOf(b, rest, y), rest);
  });
}

//===----------------------------------------------------------------------===//
// POW
//===----------------------------------------------------------------------===//

/// Returns the one number that input 1 holds, or nothing.
static std::optional<double> knownExponent(TfliteConversion &c) {
  std::optional<HostTensor> tensor;
  if (ElementsAttr elements = c.constant(1))
    tensor = HostTensor::from(elements);
  if (!tensor || !tensor->getElementType().isF32() || (!tensor->isSplat() && tensor->size() != 1))
    return std::nullopt;
  return tensor->as<float>()[0];
}

static LogicalResult convertPow(TfliteConversion &c) {
  if (failed(checkPlain(c)))
    return failure();
  if (!c.element(0).isF32())
    return c.unsupportedTypes();
  std::optional<double> exponent = knownExponent(c);
  return mapBoth(c, [&](ScalarBuilder &b, Value x, Value y) -> Value {
    return exponent ? powerOf(b, x, *exponent) : Value(math::PowFOp::create(b, x, y));
  });
}

void sinter::populateTfliteDivide(TfliteTable &table) {
  table.add("DIV", convertDiv, 2);
  table.add("FLOOR_DIV", convertFloorDiv, 2);
  table.add("FLOOR_MOD", convertFloorMod, 2);
  table.add("POW", convertPow, 2);
}
