//===- LpPool.cpp - LpPool, GlobalLpPool ----------------------------------===//
//
// (sum of |x|^p)^(1/p), a sum pool between two elementwise steps.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Pooling.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

static FailureOr<double> readExponent(NodeConversion &c) {
  if (failed(checkPoolingShape(c)) || failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  double p = c.opset() < 2 ? c.floatAttr("p", 2) : double(c.intAttr("p", 2));
  if (p < 1)
    return c.unsupported("p must be at least 1");
  return p;
}

static Value powerOfAbs(ScalarBuilder &b, Value x, double p) {
  return powerOf(b, absOf(b, Number::Float, x), p);
}

/// (each element)^(1/p), in `element`.
static Value rootOf(NodeConversion &c, Value sums, double p, Type element) {
  return pointwise(c, shapeOf(sums), sums, c.b.getMultiDimIdentityMap(shapeOf(sums).size()),
                   element, [&](ScalarBuilder &b, ValueRange s) {
                     return floatCast(b, powerOf(b, s[0], 1 / p), element);
                   });
}

static LogicalResult convertLpPool(NodeConversion &c) {
  FailureOr<double> p = readExponent(c);
  if (failed(p))
    return failure();
  FailureOr<Window> window = readPoolingWindow(c);
  if (failed(window))
    return failure();
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value input = enterPooling(c, *window, c.b.getZeroAttr(element));
  AffineMap identity = c.b.getMultiDimIdentityMap(shapeOf(input).size());
  Value powers =
      pointwise(c, shapeOf(input), input, identity, compute, [&](ScalarBuilder &b, ValueRange s) {
        return powerOfAbs(b, floatCast(b, s[0], compute), *p);
      });
  Value sums = poolWindows(c, Pooling::Sum, Number::Float, powers, *window);
  return c.replace(leavePooling(c, rootOf(c, sums, *p, element)));
}

static LogicalResult convertGlobalLpPool(NodeConversion &c) {
  FailureOr<double> p = readExponent(c);
  if (failed(p))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  Value sums = sumOver(c, c.input(0), llvm::to_vector(llvm::seq<int64_t>(2, shape.size())),
                       [&](ScalarBuilder &b, Value x) { return powerOfAbs(b, x, *p); });
  std::fill(shape.begin() + 2, shape.end(), 1);
  return c.replace(c.reshape(rootOf(c, sums, *p, c.elementType(0)), shape));
}

void sinter::populateLpPoolConverters(ConverterTable &table) {
  table.add("LpPool", 1, convertLpPool);
  table.add("GlobalLpPool", 1, convertGlobalLpPool);
}
