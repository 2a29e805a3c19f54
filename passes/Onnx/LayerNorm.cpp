//===- LayerNorm.cpp - LayerNormalization, RMSNormalization ---------------===//
//
// All dims from `axis` on are normalized together, as one row each. A scale and
// a bias of exactly those dims are applied per row; smaller ones broadcast.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

namespace {

/// The input as a matrix of rows to normalize.
struct Rows {
  Value matrix;
  int64_t axis, count, length;
};

} // namespace

/// Checks the input and the parameters from input 1 to `lastParameter`.
static FailureOr<Rows> readRows(NodeConversion &c, unsigned lastParameter) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  if (productOf(shape) == 0)
    return c.unsupported("input has the empty shape " + shapeText(shape));
  if (c.intAttr("stash_type", 1) != 1)
    return c.unsupported("stash_type other than 1 (float) is not supported");
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -1), shape.size());
  if (!axis)
    return failure();
  for (unsigned i = 1; i <= lastParameter; ++i) {
    if (!c.input(i)) {
      if (i == 1)
        return c.unsupported("input 1 (scale) is required");
      continue;
    }
    if (broadcastShapes({shape, c.shape(i)}) != SmallVector<int64_t>(shape))
      return c.unsupported("input " + Twine(i) + " of shape " + shapeText(c.shape(i)) +
                           " does not broadcast to " + shapeText(shape));
    if (!isa<FloatType>(c.elementType(i)))
      return c.unsupported("input " + Twine(i) + " is not of float type");
  }
  int64_t length = productOf(shape.drop_front(*axis)), count = productOf(shape) / length;
  return Rows{c.reshape(c.input(0), {count, length}), *axis, count, length};
}

/// Applies scale and bias (inputs 1 and 2, where given) to normalized rows.
static Value applyParameters(NodeConversion &c, const Rows &rows, Value normalized) {
  Type element = c.elementType(0), compute = elementOf(normalized);
  ArrayRef<int64_t> rowShape = c.shape(0).drop_front(rows.axis);
  SmallVector<Value> inputs = {normalized};
  bool perRow = true;
  for (unsigned i : {1, 2})
    if (c.input(i))
      perRow &= c.shape(i) == rowShape;
  for (unsigned i : {1, 2})
    if (c.input(i))
      inputs.push_back(perRow ? c.reshape(c.input(i), {rows.length}) : Value(c.input(i)));
  if (!perRow)
    inputs[0] = c.reshape(normalized, c.shape(0));
  FailureOr<Value> result = c.elementwise(inputs, element, [&](ScalarBuilder &b, ValueRange s) {
    Value y = mulOf(b, s[0], floatCast(b, s[1], compute));
    if (s.size() > 2)
      y = addOf(b, y, floatCast(b, s[2], compute));
    return floatCast(b, y, element);
  });
  return c.reshape(*result, c.shape(0));
}

static LogicalResult convertLayerNormalization(NodeConversion &c) {
  FailureOr<Rows> rows = readRows(c, 2);
  if (failed(rows))
    return failure();
  Type compute = accumulatorOf(c.elementType(0));
  Moments moments = momentsOver(c, rows->matrix, 1);
  Value inverse = inverseDeviation(c, moments.variance, c.floatAttr("epsilon", 1e-5));
  Value normalized = mapWithReduced(
      c, rows->matrix, {moments.mean, inverse}, 1, compute, [&](ScalarBuilder &b, ValueRange s) {
        return mulOf(b, subOf(b, floatCast(b, s[0], compute), s[1]), s[2]);
      });
  SmallVector<Value> results = {applyParameters(c, *rows, normalized)};
  SmallVector<int64_t> statistics(c.shape(0));
  std::fill(statistics.begin() + rows->axis, statistics.end(), 1);
  for (Value value : {moments.mean, inverse})
    if (results.size() < c.node.getNumResults())
      results.push_back(c.reshape(value, statistics));
  return c.replace(results);
}

/// y = x / sqrt(mean of squares + epsilon) * scale.
static LogicalResult convertRMSNormalization(NodeConversion &c) {
  FailureOr<Rows> rows = readRows(c, 1);
  if (failed(rows))
    return failure();
  Type compute = accumulatorOf(c.elementType(0));
  double epsilon = c.floatAttr("epsilon", 1e-5);
  Value squares =
      sumOver(c, rows->matrix, 1, [](ScalarBuilder &b, Value x) { return mulOf(b, x, x); });
  Value mean = pointwise(c, shapeOf(squares), squares, c.b.getMultiDimIdentityMap(1), compute,
                         [&](ScalarBuilder &b, ValueRange s) {
                           return mulOf(b, s[0], constantOf(b, compute, 1.0 / rows->length));
                         });
  Value inverse = inverseDeviation(c, mean, epsilon);
  Value normalized = mapWithReduced(c, rows->matrix, inverse, 1, compute,
                                    [&](ScalarBuilder &b, ValueRange s) -> Value {
                                      return mulOf(b, floatCast(b, s[0], compute), s[1]);
                                    });
  return c.replace(applyParameters(c, *rows, normalized));
}

void sinter::populateLayerNormConverters(ConverterTable &table) {
  table.add("LayerNormalization", 17, convertLayerNormalization);
  table.add("RMSNormalization", 23, convertRMSNormalization);
}
