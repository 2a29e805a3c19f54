//===- GroupNorm.cpp - GroupNormalization, MeanVarianceNormalization, LpNormalization ===//

#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

static LogicalResult checkNotEmpty(NodeConversion &c) {
  if (productOf(c.shape(0)) == 0)
    return c.unsupported("input has the empty shape " + shapeText(c.shape(0)));
  return success();
}

/// Groups of channels are normalized together. Scale and bias are one number per group before opset
/// 21, one per channel from then on.
static LogicalResult convertGroupNormalization(NodeConversion &c) {
  if (failed(checkChannels(c, 2)) || failed(checkNotEmpty(c)))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  int64_t channels = shape[1], groups = c.intAttr("num_groups", 0);
  if (groups < 1 || channels % groups != 0)
    return c.unsupported(Twine(channels) + " channels do not form " + Twine(groups) + " groups");
  int64_t parameters = c.opset() < 21 ? groups : channels;
  for (unsigned i : {1, 2})
    if (!c.input(i) || c.shape(i) != ArrayRef<int64_t>(parameters) ||
        !isa<FloatType>(c.elementType(i)))
      return c.unsupported("input " + Twine(i) + " does not hold " + Twine(parameters) + " floats");

  int64_t area = productOf(ArrayRef(shape).drop_front(2));
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value input = c.reshape(c.input(0), {shape[0], groups, channels / groups, area});
  Moments moments = momentsOver(c, input, {2, 3});
  Value inverse = inverseDeviation(c, moments.variance, c.floatAttr("epsilon", 1e-5));
  Value scale = c.input(1), bias = c.input(2);
  SmallVector<int64_t> at = {1};
  if (parameters == channels) {
    at = {1, 2};
    scale = c.reshape(scale, {groups, channels / groups});
    bias = c.reshape(bias, {groups, channels / groups});
  }
  AffineMap perGroup = selectDims(c, 4, {0, 1}), perParameter = selectDims(c, 4, at);
  Value result =
      pointwise(c, shapeOf(input), {input, moments.mean, inverse, scale, bias},
                {c.b.getMultiDimIdentityMap(4), perGroup, perGroup, perParameter, perParameter},
                element, [&](ScalarBuilder &b, ValueRange s) {
                  Value normal = mulOf(b, subOf(b, floatCast(b, s[0], compute), s[1]), s[2]);
                  Value scaled = mulOf(b, normal, floatCast(b, s[3], compute));
                  return floatCast(b, addOf(b, scaled, floatCast(b, s[4], compute)), element);
                });
  return c.replace(c.reshape(result, shape));
}

/// Returns the attribute `axes` as sorted dims, or `otherwise`.
static FailureOr<SmallVector<int64_t>> readAxes(NodeConversion &c, ArrayRef<int64_t> otherwise) {
  SmallVector<int64_t> dims;
  for (int64_t given : c.intsAttr("axes").value_or(SmallVector<int64_t>(otherwise))) {
    std::optional<int64_t> dim = c.axis(given, c.shape(0).size());
    if (!dim)
      return failure();
    if (llvm::is_contained(dims, *dim))
      return c.unsupported("axis " + Twine(*dim) + " is given twice");
    dims.push_back(*dim);
  }
  llvm::sort(dims);
  return dims;
}

/// (x - mean) / (standard deviation + 1e-9), the constant being ONNX's.
static LogicalResult convertMeanVarianceNormalization(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})) || failed(checkNotEmpty(c)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = readAxes(c, {0, 2, 3});
  if (failed(axes))
    return failure();
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Moments moments = momentsOver(c, c.input(0), *axes);
  return c.replace(mapWithReduced(
      c, c.input(0), {moments.mean, moments.variance}, *axes, element,
      [&](ScalarBuilder &b, ValueRange s) {
        Value deviation = addOf(b, math::SqrtOp::create(b, s[2]), constantOf(b, compute, 1e-9));
        Value off = subOf(b, floatCast(b, s[0], compute), s[1]);
        return floatCast(b, divOf(b, Number::Float, off, deviation), element);
      }));
}

/// x / norm along one axis; where the norm is 0, so is the result.
static LogicalResult convertLpNormalization(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})) || failed(checkNotEmpty(c)))
    return failure();
  int64_t p = c.intAttr("p", 2);
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -1), c.shape(0).size());
  if (!axis)
    return failure();
  if (p != 1 && p != 2)
    return c.unsupported("p " + Twine(p) + " is neither 1 nor 2");
  Type element = c.elementType(0), compute = accumulatorOf(element);
  Value sum = sumOver(c, c.input(0), *axis, [&](ScalarBuilder &b, Value x) {
    return p == 1 ? absOf(b, Number::Float, x) : mulOf(b, x, x);
  });
  return c.replace(
      mapWithReduced(c, c.input(0), sum, *axis, element, [&](ScalarBuilder &b, ValueRange s) {
        Value norm = p == 1 ? s[1] : Value(math::SqrtOp::create(b, s[1]));
        Value zero = constantOf(b, compute, 0);
        Value isZero = compareOf(b, Number::Float, Relation::Equal, norm, zero);
        Value ratio = divOf(b, Number::Float, floatCast(b, s[0], compute), norm);
        return floatCast(b, selectOf(b, isZero, zero, ratio), element);
      }));
}

void sinter::populateGroupNormConverters(ConverterTable &table) {
  table.add("GroupNormalization", 18, convertGroupNormalization, 3);
  table.add("MeanVarianceNormalization", 9, convertMeanVarianceNormalization);
  table.add("LpNormalization", 1, convertLpNormalization);
}
