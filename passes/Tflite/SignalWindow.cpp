//===- SignalWindow.cpp - SignalWindow, SignalFftAutoScale, SignalEnergy --===//
//
// What the audio front end does around the Fourier transform.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/SignalScalars.h"

using namespace mlir;
using namespace sinter;

/// (input * weights) >> shift, saturated; the weights repeat along the rows.
static LogicalResult convertWindow(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !isSigned(c, 1, 16) || !c.resultElement().isInteger(16))
    return c.unsupportedTypes();
  FailureOr<int64_t> shift = customInt(c, "shift", 0, 31);
  if (failed(shift))
    return failure();
  int64_t count = productOf(c.shape(0)), width = c.shape(1).size() == 1 ? c.shape(1)[0] : 0;
  if (width == 0 || count % width != 0)
    return c.unsupported("weights of shape " + shapeText(c.shape(1)) +
                         " do not divide an input of shape " + shapeText(c.shape(0)));
  Value rows = c.reshape(c.input(0), {count / width, width});
  Value result = pointwise(
      c, {count / width, width}, {rows, c.input(1)},
      {c.b.getMultiDimIdentityMap(2), selectDims(c, 2, {1})}, c.b.getI16Type(),
      [&](ScalarBuilder &b, ValueRange s) {
        Value product = mulOf(b, widenInteger(b, s[0], false), widenInteger(b, s[1], false));
        Value shifted =
            arith::ShRSIOp::create(b, product, constantOf(b, product.getType(), double(*shift)));
        return saturate16(b, shifted);
      });
  return c.replace(c.reshape(result, c.shape(0)));
}

/// The magnitude that decides the scale, in the order and with the wrap of the reference:
/// -32768 counts as the lowest number, which any number that follows exceeds.
static Value largestMagnitude(TfliteConversion &c) {
  Type i32 = c.b.getI32Type();
  return reduceDims(c, c.input(0), {0}, c.filled({}, i32, 0), [&](ScalarBuilder &b, ValueRange s) {
    Value x = widenInteger(b, s[0], false), most = s[1];
    Value negated = subOf(b, constantOf(b, i32, 0), x);
    Value wrapped = widenInteger(b, arith::TruncIOp::create(b, b.getI16Type(), negated), false);
    Value isNegatedMore = compareOf(b, Number::Signed, Relation::Greater, negated, most);
    Value isMore = compareOf(b, Number::Signed, Relation::Greater, x, most);
    return selectOf(b, isMore, x, selectOf(b, isNegatedMore, wrapped, most));
  });
}

/// Shifts all numbers left as far as the largest one allows; tells how far.
static LogicalResult convertAutoScale(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !c.resultElement(0).isInteger(16) || !c.resultElement(1).isInteger(32))
    return c.unsupportedTypes();
  if (c.numResults() != 2 || c.shape(0).size() != 1 || c.shape(0)[0] == 0)
    return c.unsupported("the input must have rank 1 and not be empty");
  Type i32 = c.b.getI32Type();
  Value bits = pointwise(c, {}, largestMagnitude(c), c.b.getMultiDimIdentityMap(0), i32,
                         [&](ScalarBuilder &b, ValueRange s) {
                           Value free = subOf(b, constantOf(b, i32, 15), bitLength(b, s[0], 32));
                           return maxOf(b, Number::Signed, free, constantOf(b, i32, 0));
                         });
  Value scaled = pointwise(c, c.shape(0), {c.input(0), bits},
                           {c.b.getMultiDimIdentityMap(1), selectDims(c, 1, {})}, c.element(0),
                           [&](ScalarBuilder &b, ValueRange s) -> Value {
                             Value wide = widenInteger(b, s[0], false);
                             Value shifted = arith::ShLIOp::create(b, wide, s[1]);
                             return arith::TruncIOp::create(b, b.getI16Type(), shifted);
                           });
  return c.replace({scaled, bits});
}

/// re^2 + im^2 of the numbers from `start_index` to `end_index`; 0 of the others.
static LogicalResult convertEnergy(TfliteConversion &c) {
  if (!isSigned(c, 0, 16) || !c.resultElement().isInteger(32) || !c.isResultUnsigned())
    return c.unsupportedTypes();
  if (c.shape(0).size() != 1 || c.shape(0)[0] % 2 != 0)
    return c.unsupported("the input must be one row of complex numbers");
  int64_t count = c.shape(0)[0] / 2;
  FailureOr<int64_t> start = customInt(c, "start_index", 0, count);
  FailureOr<int64_t> end = customInt(c, "end_index", 0, count);
  if (failed(start) || failed(end))
    return failure();
  int64_t width = std::max<int64_t>(*end - *start, 0);
  Value numbers = c.slice(c.reshape(c.input(0), {count, 2}), {*start, 0}, {width, 2});
  AffineExpr i = c.b.getAffineDimExpr(0);
  SmallVector<AffineMap> maps;
  for (int64_t part = 0; part < 2; ++part)
    maps.push_back(AffineMap::get(1, 0, {i, c.b.getAffineConstantExpr(part)}, c.b.getContext()));
  Value energy = pointwise(c, {width}, {numbers, numbers}, maps, c.b.getI32Type(),
                           [&](ScalarBuilder &b, ValueRange s) {
                             Value re = widenInteger(b, s[0], false);
                             Value im = widenInteger(b, s[1], false);
                             return addOf(b, mulOf(b, re, re), mulOf(b, im, im));
                           });
  return c.replace(c.pad(energy, {*start}, {count - *start - width}, 0));
}

void sinter::populateTfliteSignalWindow(TfliteTable &table) {
  table.add("CUSTOM:SignalEnergy", convertEnergy);
  table.add("CUSTOM:SignalFftAutoScale", convertAutoScale);
  table.add("CUSTOM:SignalWindow", convertWindow, 2);
}
