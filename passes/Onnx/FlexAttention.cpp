//===- FlexAttention.cpp - FlexAttention ----------------------------------===//
//
// Attention whose scores and weights the model changes by subgraphs, which are
// converted where they stand.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Softmax.h"
#include "passes/Onnx/Subgraph.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"

using namespace mlir;
using namespace sinter;

/// Applies the subgraph `name`, if there is one, to a tensor that keeps its type.
static FailureOr<Value> applyGraph(NodeConversion &c, StringRef name, Value tensor) {
  if (!c.node.getGraph(name))
    return tensor;
  Region *graph = findGraph(c, name, 1, 1);
  if (!graph)
    return failure();
  BlockArgument argument = graph->front().getArgument(0);
  argument.setType(tensor.getType());
  if (failed(c.convertGraph(*graph)) || failed(checkTensors(c, *graph)))
    return failure();
  argument.replaceAllUsesWith(tensor);
  Value result = moveGraph(*graph, c.b.getInsertionBlock(), c.b.getInsertionPoint()).front();
  if (result.getType() != tensor.getType())
    return c.unsupported("subgraph '" + name + "' turns " + shapeText(shapeOf(tensor)) + " into " +
                         shapeText(shapeOf(result)) + " or another element type");
  return result;
}

/// The type of scores and weights.
static FailureOr<Type> readPrecision(NodeConversion &c, Type element) {
  int64_t number = c.intAttr("softmax_precision", 0);
  if (number == 0)
    return accumulatorOf(element);
  std::optional<CastType> given = getDataType(c.b, number);
  if (given && isa<FloatType>(given->element))
    return given->element;
  return c.unsupported("softmax_precision " + Twine(number) + " is no float type");
}

static LogicalResult convertFlexAttention(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  ArrayRef<int64_t> q = c.shape(0), k = c.shape(1), v = c.shape(2);
  Type element = c.elementType(0);
  if (q.size() != 4 || k.size() != 4 || v.size() != 4 || q[0] != k[0] || q[0] != v[0] ||
      k[1] != v[1] || k[2] != v[2] || q[3] != k[3] || k[1] == 0 || q[1] % k[1] != 0 ||
      productOf(q) == 0 || productOf(k) == 0 || productOf(v) == 0 || c.elementType(1) != element ||
      c.elementType(2) != element)
    return c.unsupported("queries of shape " + shapeText(q) + ", keys of " + shapeText(k) +
                         " and values of " + shapeText(v) + " do not fit together");
  FailureOr<Type> precision = readPrecision(c, element);
  if (failed(precision))
    return failure();

  // Heads that share keys are rows of one product.
  Type compute = accumulatorOf(element);
  auto multiply = [&](Value a, Value b) -> FailureOr<Value> {
    Value rows = c.reshape(floatCastTensor(c, a, compute),
                           {q[0], k[1], q[1] / k[1] * q[2], shapeOf(a).back()});
    MatrixProduct product = {rows, floatCastTensor(c, b, compute), compute};
    FailureOr<Value> sums = multiplyMatrices(c, product, [](Value sum) { return sum; });
    if (failed(sums))
      return failure();
    return c.reshape(*sums, {q[0], q[1], q[2], shapeOf(b).back()});
  };
  FailureOr<Value> scores = multiply(c.input(0), c.transpose(c.input(1), {0, 1, 3, 2}));
  if (failed(scores))
    return failure();
  double scale = c.floatAttr("scale", 1 / std::sqrt(double(q[3])));
  Value scaled = *c.elementwise(*scores, *precision, [&](ScalarBuilder &b, ValueRange s) {
    return floatCast(b, mulOf(b, s[0], constantOf(b, compute, scale)), *precision);
  });
  FailureOr<Value> changed = applyGraph(c, "score_mod", scaled);
  if (failed(changed))
    return failure();
  FailureOr<Value> weights = applyGraph(c, "prob_mod", softmaxOver(c, *changed, 3));
  if (failed(weights))
    return failure();
  FailureOr<Value> result = multiply(*weights, c.input(2));
  if (failed(result))
    return failure();
  return c.replace(floatCastTensor(c, *result, element));
}

void sinter::populateFlexAttentionConverters(ConverterTable &table) {
  table.add("ai.onnx.preview.FlexAttention", 1, convertFlexAttention, 3);
}
