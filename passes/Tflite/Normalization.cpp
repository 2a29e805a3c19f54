//===- Normalization.cpp - LOG_SOFTMAX, L2_NORMALIZATION ------------------===//
//
// Rows of floats. The logarithm and the inverse root of integers that the reference
// computes in fixed point are refused.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

static LogicalResult checkRows(TfliteConversion &c) {
  if (c.shape(0).empty() || productOf(c.shape(0)) == 0)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no rows");
  return c.element(0).isF32() ? success() : c.unsupportedTypes();
}

static LogicalResult convertLogSoftmax(TfliteConversion &c) {
  if (failed(checkRows(c)))
    return failure();
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

/// Rows of zeros stay zeros: the norm is 10^-6 at least.
static LogicalResult convertL2Normalization(TfliteConversion &c) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds) || failed(checkRows(c)))
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

void sinter::populateTfliteNormalization(TfliteTable &table) {
  table.add("L2_NORMALIZATION", convertL2Normalization);
  table.add("LOG_SOFTMAX", convertLogSoftmax);
}
