//===- LogSoftmax.cpp - LOG_SOFTMAX ---------------------------------------===//
//
// The difference from the row's maximum, less the logarithm of the row's sum of
// exponentials. Of bytes the logarithm is taken in fixed point.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"
#include "passes/Tflite/FixedScalars.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/SoftmaxRows.h"

using namespace mlir;
using namespace sinter;

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

static LogicalResult logSoftmaxFloats(TfliteConversion &c) {
  Type element = c.element(0);
  int64_t axis = c.shape(0).size() - 1;
  Value most = maxOver(c, c.input(0), axis);
  Value shifted =
      mapWithReduced(c, c.input(0), most, axis, element,
                     [](ScalarBuilder &b, ValueRange s) { return subOf(b, s[0], s[1]); });
  Value sum = sumOver(c, shifted, axis,
                      [](ScalarBuilder &b, Value x) -> Value { return math::ExpOp::create(b, x); });
  return c.replace(
      mapWithReduced(c, shifted, sum, axis, element, [](ScalarBuilder &b, ValueRange s) {
        return subOf(b, s[0], math::LogOp::create(b, s[1]));
      }));
}

/// Results are from -16 on; 0 is the highest integer.
static LogicalResult logSoftmaxBytes(TfliteConversion &c) {
  constexpr int bits = ByteExponentials::inputBits, resultBits = 4;
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(input) || failed(result))
    return failure();
  if (!result->element.isInteger(8) || c.isUnsigned(0) != result->isUnsigned)
    return c.unsupportedTypes();
  if (result->zeroPoint != result->high || result->scale != 1.0 / 16)
    return c.unsupported("output must have the highest integer as zero point and scale 1 / 16");
  SoftmaxRows rows = makeSoftmaxRows(c);
  Type i32 = c.b.getI32Type();
  ByteExponentials exps = exponentialsOfBytes(c, rows, input->scale());
  if (exps.factor.shift < 1 || (exps.factor.shift == 1 && exps.factor.fraction == 1 << 30))
    return c.unsupported("the input's scale is too small to tell results apart");
  double inverse = double(int64_t(1) << (31 - exps.factor.shift)) / exps.factor.fraction;
  FixedMultiplier toStored = quantizeMultiplier(inverse);

  Value log = mapRows(c, rows, exps.sum, i32, [](ScalarBuilder &b, ValueRange s) {
    return fixedLogarithm(b, s[0], ByteExponentials::sumBits, bits);
  });
  // At and below this difference, less the logarithm, fixed point cannot hold the result.
  Value least = mapRows(c, rows, log, i32, [&](ScalarBuilder &b, ValueRange s) {
    Value lowest = multiplyByFixed(b, addOf(b, s[0], number(b, INT32_MIN)), toStored);
    return maxOf(b, Number::Signed, lowest, number(b, -int64_t(exps.radius) - 1));
  });
  Value stored =
      mapWithReduced(c, rows.input, {rows.most, log, least}, {1}, result->element,
                     [&](ScalarBuilder &b, ValueRange s) {
                       Value difference = rows.differenceOf(b, s);
                       Value off = subOf(b, multiplyByFixed(b, difference, exps.factor), s[2]);
                       Value steps = roundingDivideByPowerOfTwo(b, off, 31 - bits - resultBits);
                       Value isHeld =
                           compareOf(b, Number::Signed, Relation::Greater, difference, s[3]);
                       steps = selectOf(b, isHeld, steps, number(b, result->low - result->high));
                       return storeSteps(b, steps, *result);
                     });
  return c.replace(c.reshape(stored, c.shape(0)));
}

static LogicalResult convertLogSoftmax(TfliteConversion &c) {
  if (c.shape(0).empty() || productOf(c.shape(0)) == 0)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no rows");
  if (c.element(0).isF32())
    return logSoftmaxFloats(c);
  return c.element(0).isInteger(8) ? logSoftmaxBytes(c) : c.unsupportedTypes();
}

void sinter::populateTfliteLogSoftmax(TfliteTable &table) {
  table.add("LOG_SOFTMAX", convertLogSoftmax);
}
