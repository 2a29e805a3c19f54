//===- Normalization.cpp - L2_NORMALIZATION -------------------------------===//
//
// Divides rows by their length. Of bytes, the inverse root of the exact sum of squares
// is taken in fixed point.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"
#include "passes/Tflite/FixedScalars.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

/// Rows of zeros stay zeros: the norm is 10^-6 at least.
static LogicalResult normalizeFloats(TfliteConversion &c) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds))
    return failure();
  Type element = c.element(0);
  int64_t axis = c.shape(0).size() - 1;
  Value sum =
      sumOver(c, c.input(0), axis, [](ScalarBuilder &b, Value x) { return mulOf(b, x, x); });
  Value norm = *c.elementwise({sum}, element, [&](ScalarBuilder &b, ValueRange s) {
    return maxOf(b, Number::Float, math::SqrtOp::create(b, s[0]), constantOf(b, element, 1e-6));
  });
  return c.replace(
      mapWithReduced(c, c.input(0), norm, axis, element, [&](ScalarBuilder &b, ValueRange s) {
        return clampReal(b, arith::DivFOp::create(b, s[0], s[1]), *bounds);
      }));
}

static LogicalResult normalizeBytes(TfliteConversion &c) {
  constexpr int resultBits = 7;
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readFusedBounds(c);
  if (failed(input) || failed(result))
    return failure();
  if (!result->element.isInteger(8) || c.isUnsigned(0) != result->isUnsigned)
    return c.unsupportedTypes();
  int64_t middle = result->isUnsigned ? 128 : 0;
  if (result->zeroPoint != middle || result->scale != 1.0 / (1 << resultBits))
    return c.unsupported("output must have zero point " + Twine(middle) + " and scale 1 / 128");
  Type i32 = c.b.getI32Type();
  int64_t axis = c.shape(0).size() - 1;
  auto steps = [&](ScalarBuilder &b, Value x) {
    return subOf(b, widenInteger(b, x, c.isUnsigned(0)), number(b, input->zeroPoint()));
  };
  SmallVector<int64_t> rows(c.shape(0).drop_back());
  Value sum =
      reduceDims(c, c.input(0), axis, c.filled(rows, i32, 0), [&](ScalarBuilder &b, ValueRange s) {
        Value x = steps(b, s[0]);
        return addOf(b, s[1], mulOf(b, x, x));
      });
  Value fraction = *c.elementwise(
      {sum}, i32, [](ScalarBuilder &b, ValueRange s) { return fixedInverseRoot(b, s[0]); });
  Value shift = *c.elementwise({sum}, i32, [](ScalarBuilder &b, ValueRange s) {
    return addOf(b, fixedInverseRootShift(b, s[0]), number(b, resultBits));
  });
  return c.replace(mapWithReduced(c, c.input(0), {fraction, shift}, axis, result->element,
                                  [&](ScalarBuilder &b, ValueRange s) {
                                    Value quotient = multiplyByFixed(b, steps(b, s[0]), s[1], s[2]);
                                    return storeSteps(b, quotient, *result);
                                  }));
}

static LogicalResult convertL2Normalization(TfliteConversion &c) {
  if (c.shape(0).empty() || productOf(c.shape(0)) == 0)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no rows");
  if (c.element(0).isF32())
    return normalizeFloats(c);
  return c.element(0).isInteger(8) ? normalizeBytes(c) : c.unsupportedTypes();
}

void sinter::populateTfliteNormalization(TfliteTable &table) {
  table.add("L2_NORMALIZATION", convertL2Normalization);
}
