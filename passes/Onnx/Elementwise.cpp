//===- Elementwise.cpp - What elementwise operators share -----------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

LogicalResult sinter::checkNumber(NodeConversion &c, unsigned i, ArrayRef<Number> allowed) {
  if (!c.input(i))
    return c.unsupported("input " + Twine(i) + " is required");
  if (llvm::is_contained(allowed, numberOf(c, i)))
    return success();
  std::string type;
  llvm::raw_string_ostream(type) << c.elementType(i);
  return c.unsupported("element type " + Twine(type) + " is not supported");
}

/// Shapes the second input so that it lines up with the first from the right.
static FailureOr<Value> alignSecond(NodeConversion &c) {
  ArrayRef<int64_t> a = c.shape(0), b = c.shape(1);
  if (!c.intAttr("broadcast", 0)) {
    if (a != b)
      return c.unsupported("inputs of shape " + shapeText(a) + " and " + shapeText(b) +
                           " differ, and attribute 'broadcast' is not set");
    return Value(c.input(1));
  }
  int64_t axis = c.intAttr("axis", int64_t(a.size()) - int64_t(b.size()));
  if (axis < 0)
    axis += a.size();
  SmallVector<int64_t> shape(b);
  if (axis >= 0 && axis + b.size() <= a.size())
    shape.append(a.size() - axis - b.size(), 1);
  if (broadcastShapes({a, ArrayRef<int64_t>(shape)}) != SmallVector<int64_t>(a))
    return c.unsupported("second input of shape " + shapeText(b) + " does not line up with " +
                         shapeText(a) + " at axis " + Twine(axis));
  return c.reshape(c.input(1), shape);
}

FailureOr<SmallVector<Value>> sinter::binaryInputs(NodeConversion &c) {
  if (c.numInputs() != 2 || !c.input(0) || !c.input(1))
    return c.unsupported("two inputs are required");
  if (c.elementType(0) != c.elementType(1))
    return c.unsupported("inputs differ in element type");
  if (c.opset() >= 7)
    return SmallVector<Value>{c.input(0), c.input(1)};
  FailureOr<Value> second = alignSecond(c);
  if (failed(second))
    return failure();
  return SmallVector<Value>{c.input(0), *second};
}

void sinter::populateElementwiseConverters(ConverterTable &table) {
  populateActivationConverters(table);
  populateArithmeticConverters(table);
  populateBitConverters(table);
  populateLogicConverters(table);
  populateMathConverters(table);
}
