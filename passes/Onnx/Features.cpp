//===- Features.cpp - Operators of ai.onnx.ml on features -----------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Indices.h"

using namespace mlir;
using namespace sinter;

static LogicalResult convertBinarizer(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float, Number::Signed})))
    return failure();
  Type element = c.elementType(0);
  Number number = numberOf(c);
  double threshold = c.floatAttr("threshold", 0);
  // Above a number means above the integer below it.
  if (number == Number::Signed)
    threshold = std::clamp(std::floor(threshold), -0x1p31, 0x1p31 - 1);
  return c.replace(*c.elementwise(c.input(0), element, [&](ScalarBuilder &b, ValueRange s) {
    Value bound = constantOf(b, element, threshold);
    Value isAbove = compareOf(b, number, Relation::Greater, s[0], bound);
    return selectOf(b, isAbove, constantOf(b, element, 1), constantOf(b, element, 0));
  }));
}

/// Selects elements of the last dim; a vector counts as one row.
static LogicalResult convertFeatureExtractor(NodeConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.empty())
    return c.unsupported("input is a scalar");
  Value indices = c.reshape(c.input(1), {productOf(c.shape(1))});
  FailureOr<Value> result = gatherSlices(c, c.input(0), indices, c.isUnsigned(1), shape.size() - 1);
  if (failed(result))
    return failure();
  if (shape.size() == 1)
    return c.replace(c.reshape(*result, {1, shapeOf(*result)[0]}));
  return c.replace(*result);
}

void sinter::populateFeatureConverters(ConverterTable &table) {
  table.add("ai.onnx.ml.Binarizer", 1, convertBinarizer);
  table.add("ai.onnx.ml.ArrayFeatureExtractor", 1, convertFeatureExtractor, 2);
}
