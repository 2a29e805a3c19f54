//===- Softmax.cpp - Softmax and LogSoftmax -------------------------------===//
//
// Exponentials are taken relative to the maximum, so nothing overflows. Before
// opset 13 all dims from `axis` on are normalized together.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Softmax.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"

using namespace mlir;
using namespace sinter;

Value sinter::softmaxOver(TensorBuilder &c, Value input, int64_t axis, bool logarithm) {
  Type element = elementOf(input), compute = accumulatorOf(element);
  Value max = maxOver(c, input, axis);
  auto relative = [&](ScalarBuilder &b, ValueRange s) {
    return subOf(b, floatCast(b, s[0], compute), floatCast(b, s[1], compute));
  };
  if (logarithm) {
    Value shifted = mapWithReduced(c, input, max, axis, compute, relative);
    Value sum = sumOver(c, shifted, axis, [](ScalarBuilder &b, Value x) -> Value {
      return math::ExpOp::create(b, x);
    });
    return mapWithReduced(c, shifted, sum, axis, element, [&](ScalarBuilder &b, ValueRange s) {
      return floatCast(b, subOf(b, s[0], math::LogOp::create(b, s[1])), element);
    });
  }
  Value exps = mapWithReduced(c, input, max, axis, compute, [&](ScalarBuilder &b, ValueRange s) {
    return math::ExpOp::create(b, relative(b, s));
  });
  Value sum = sumOver(c, exps, axis, [](ScalarBuilder &, Value x) { return x; });
  // One division per row: the sum lies between 1 and the length, so this costs half a
  // unit in the last place and nothing else.
  Value inverse = inverseOf(c, sum);
  return mapWithReduced(c, exps, inverse, axis, element, [&](ScalarBuilder &b, ValueRange s) {
    return floatCast(b, mulOf(b, s[0], s[1]), element);
  });
}

template <bool logarithm> static LogicalResult convertSoftmax(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  Value input = c.input(0);
  SmallVector<int64_t> shape(c.shape(0));
  int64_t rank = shape.size();
  if (productOf(shape) == 0)
    return c.unsupported("input has the empty shape " + shapeText(shape));
  bool joinsDims = c.opset() < 13;
  if (rank == 0)
    return c.unsupported("a scalar has no axis to normalize");
  int64_t given = c.intAttr("axis", joinsDims ? 1 : -1);
  if (joinsDims && given == rank) { // Allowed: each element is alone.
    Value one = c.reshape(input, {productOf(shape), 1});
    return c.replace(c.reshape(softmaxOver(c, one, 1, logarithm), shape));
  }
  std::optional<int64_t> axis = c.axis(given, rank);
  if (!axis)
    return failure();
  if (!joinsDims || *axis == rank - 1)
    return c.replace(softmaxOver(c, input, *axis, logarithm));

  int64_t rows = productOf(ArrayRef(shape).take_front(*axis));
  Value matrix = c.reshape(input, {rows, productOf(shape) / rows});
  return c.replace(c.reshape(softmaxOver(c, matrix, 1, logarithm), shape));
}

void sinter::populateSoftmaxConverters(ConverterTable &table) {
  table.add("Softmax", 1, convertSoftmax<false>);
  table.add("LogSoftmax", 1, convertSoftmax<true>);
}
