//===- CumSum.cpp - CUMSUM ------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/RunningSums.h"
#include "passes/Tflite/FixedPoint.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

/// Sums are taken in steps of 2^-20 of twice the input's scale. The reference starts from
/// what a stored zero stands for, so that each sum has that once more.
static LogicalResult sumQuantized(TfliteConversion &c, int64_t axis, bool exclusive, bool reverse) {
  FailureOr<TfliteQuantization> quantization = c.tensorQuantization(0);
  if (failed(quantization))
    return failure();
  FailureOr<StoredBounds> bounds = readStoredBounds(c);
  if (failed(bounds))
    return failure();
  if (!c.element(0).isInteger(8) || c.element(0) != bounds->element)
    return c.unsupportedTypes();
  constexpr int64_t kSteps = int64_t(1) << 20;
  double twice = 2 * quantization->scale();
  FixedMultiplier half = quantizeMultiplier(quantization->scale() / twice);
  FixedMultiplier factor = quantizeMultiplier(twice / (double(kSteps) * bounds->scale));
  if (factor.shift > 0)
    return c.unsupported("the output's scale is too small for the input's",
                         "the reference takes output scales down to 2^-19 of the input's");
  ArrayRef<int64_t> shape = c.shape(0);
  AffineMap identity = c.b.getMultiDimIdentityMap(shape.size());
  Type i32 = c.b.getI32Type();
  bool isUnsigned = c.isUnsigned(0);
  auto steps = [&](ScalarBuilder &b, Value x) {
    x = subOf(b, x, constantOf(b, i32, double(quantization->zeroPoint())));
    return multiplyByFixed(b, mulOf(b, x, constantOf(b, i32, kSteps)), half);
  };
  Value terms =
      pointwise(c, shape, Value(c.input(0)), identity, i32, [&](ScalarBuilder &b, ValueRange s) {
        return steps(b, widenInteger(b, s[0], isUnsigned));
      });
  Value sums = runningSums(c, terms, axis, exclusive, reverse);
  return c.replace(
      pointwise(c, shape, sums, identity, bounds->element, [&](ScalarBuilder &b, ValueRange s) {
        Value sum = addOf(b, s[0], steps(b, constantOf(b, i32, 0)));
        return storeSteps(b, multiplyByFixed(b, sum, factor), *bounds);
      }));
}

static LogicalResult convertCumSum(TfliteConversion &c) {
  FailureOr<int64_t> axis = knownAxis(c, 1, c.shape(0).size());
  if (failed(axis))
    return failure();
  bool exclusive = c.boolOption("exclusive", false), reverse = c.boolOption("reverse", false);
  if (c.quantization(0))
    return sumQuantized(c, *axis, exclusive, reverse);
  if (c.number(0) == Number::Bool || c.number(0) == Number::Other)
    return c.unsupportedTypes();
  return c.replace(runningSums(c, c.input(0), *axis, exclusive, reverse));
}

void sinter::populateTfliteCumSum(TfliteTable &table) { table.add("CUMSUM", convertCumSum, 2); }
