//===- Statistics.cpp - Sums, maxima and moments over dims ----------------===//

#include "passes/Tensor/Statistics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// The shape of `input` without the dims `axes`.
static SmallVector<int64_t> reducedShape(Value input, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape;
  for (int64_t dim : otherDims(shapeOf(input).size(), axes))
    shape.push_back(shapeOf(input)[dim]);
  return shape;
}

Value sinter::sumOver(TensorBuilder &c, Value input, ArrayRef<int64_t> axes,
                      llvm::function_ref<Value(ScalarBuilder &, Value)> term) {
  Type accumulator = accumulatorOf(elementOf(input));
  Value init = c.filled(reducedShape(input, axes), accumulator, 0);
  return reduceDims(c, input, axes, init, [&](ScalarBuilder &b, ValueRange s) {
    return addOf(b, s[1], term(b, floatCast(b, s[0], accumulator)));
  });
}

Value sinter::maxOver(TensorBuilder &c, Value input, ArrayRef<int64_t> axes) {
  Value init = c.filled(reducedShape(input, axes), elementOf(input), -HUGE_VAL);
  return reduceDims(c, input, axes, init, [&](ScalarBuilder &b, ValueRange s) {
    return maxOf(b, Number::Float, s[0], s[1]);
  });
}

Value sinter::mapWithReduced(TensorBuilder &c, Value input, ValueRange others,
                             ArrayRef<int64_t> axes, Type element, TensorBuilder::BodyFn body) {
  int64_t rank = shapeOf(input).size();
  SmallVector<Value> inputs = {input};
  llvm::append_range(inputs, others);
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(rank)};
  maps.append(others.size(), selectDims(c, rank, otherDims(rank, axes)));
  return pointwise(c, shapeOf(input), inputs, maps, element, body);
}

Moments sinter::momentsOver(TensorBuilder &c, Value input, ArrayRef<int64_t> axes) {
  Type accumulator = accumulatorOf(elementOf(input));
  double count = 1;
  for (int64_t axis : axes)
    count *= shapeOf(input)[axis];
  auto average = [&](Value values) {
    Value sum = sumOver(c, values, axes, [](ScalarBuilder &, Value x) { return x; });
    AffineMap identity = c.b.getMultiDimIdentityMap(shapeOf(sum).size());
    return pointwise(c, shapeOf(sum), sum, identity, accumulator,
                     [&](ScalarBuilder &b, ValueRange s) {
                       return mulOf(b, s[0], constantOf(b, accumulator, 1 / count));
                     });
  };
  Value mean = average(input);
  Value squares =
      mapWithReduced(c, input, mean, axes, accumulator, [&](ScalarBuilder &b, ValueRange s) {
        Value off = subOf(b, floatCast(b, s[0], accumulator), s[1]);
        return mulOf(b, off, off);
      });
  return {mean, average(squares)};
}

Value sinter::inverseDeviation(TensorBuilder &c, Value variance, double epsilon) {
  Type type = elementOf(variance);
  ArrayRef<int64_t> shape = shapeOf(variance);
  return pointwise(c, shape, variance, c.b.getMultiDimIdentityMap(shape.size()), type,
                   [&](ScalarBuilder &b, ValueRange s) -> Value {
                     Value shifted = addOf(b, s[0], constantOf(b, type, epsilon));
                     return arith::DivFOp::create(b, constantOf(b, type, 1),
                                                  math::SqrtOp::create(b, shifted));
                   });
}

Value sinter::inverseOf(TensorBuilder &c, Value values) {
  Type type = elementOf(values);
  ArrayRef<int64_t> shape = shapeOf(values);
  return pointwise(c, shape, values, c.b.getMultiDimIdentityMap(shape.size()), type,
                   [&](ScalarBuilder &b, ValueRange s) -> Value {
                     return arith::DivFOp::create(b, constantOf(b, type, 1), s[0]);
                   });
}
