//===- SoftmaxRows.cpp - What softmax and its logarithm share -------------===//

#include "passes/Tflite/SoftmaxRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Statistics.h"
#include "passes/Tflite/FixedFunctions.h"
#include "passes/Tflite/HostFixedPoint.h"
#include "passes/Tflite/Lookup.h"

using namespace mlir;
using namespace sinter;

static Value number(ScalarBuilder &b, int64_t value) {
  return constantOf(b, b.getI32Type(), double(value));
}

Value SoftmaxRows::differenceOf(ScalarBuilder &b, ValueRange scalars) const {
  return subOf(b, widenInteger(b, scalars[0], isUnsigned), widenInteger(b, scalars[1], isUnsigned));
}

SoftmaxRows sinter::makeSoftmaxRows(TfliteConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t length = shape.back(), count = productOf(shape) / length;
  Value input = c.reshape(c.input(0), {count, length});
  Type element = c.element(0);
  Number kind = c.number(0);
  Value lowest = arith::ConstantOp::create(c.b, lowestOf(element, kind));
  Value init = linalg::FillOp::create(c.b, lowest, c.empty({count}, element)).getResult(0);
  Value most = reduceDims(c, input, {1}, init, [&](ScalarBuilder &b, ValueRange s) {
    return maxOf(b, kind, s[0], s[1]);
  });
  return {input, most, count, length, c.isUnsigned(0)};
}

Value sinter::sumRows(TfliteConversion &c, const SoftmaxRows &rows, Value values,
                      llvm::function_ref<Value(ScalarBuilder &, Value)> term) {
  Value init = c.filled({rows.count}, c.b.getI32Type(), 0);
  return reduceDims(c, values, {1}, init,
                    [&](ScalarBuilder &b, ValueRange s) { return addOf(b, s[1], term(b, s[0])); });
}

Value sinter::mapRows(TfliteConversion &c, const SoftmaxRows &rows, ValueRange values, Type element,
                      TensorBuilder::BodyFn body) {
  SmallVector<AffineMap> maps(values.size(), c.b.getMultiDimIdentityMap(1));
  return pointwise(c, {rows.count}, values, maps, element, body);
}

/// exp of the differences -255 to 0, without integer bits.
static Value tabulate(TfliteConversion &c, FixedMultiplier factor, int32_t radius) {
  constexpr int bits = ByteExponentials::inputBits;
  SmallVector<int64_t> values;
  for (int32_t difference = -255; difference <= 0; ++difference)
    values.push_back(
        difference < -radius ? 0 : host::expOfNegative(host::multiply(difference, factor), bits));
  return tableOf(c, values, c.b.getI32Type());
}

ByteExponentials sinter::exponentialsOfBytes(TfliteConversion &c, const SoftmaxRows &rows,
                                             double scale) {
  constexpr int sumBits = ByteExponentials::sumBits;
  double steps = scale * double(1 << (31 - ByteExponentials::inputBits));
  ByteExponentials exps;
  exps.factor = quantizeMultiplier(std::min(steps, double((int64_t(1) << 31) - 1)));
  exps.radius = host::inputRadius(ByteExponentials::inputBits, exps.factor.shift);
  Value table = tabulate(c, exps.factor, exps.radius);
  exps.values = mapWithReduced(c, rows.input, rows.most, {1}, c.b.getI32Type(),
                               [&](ScalarBuilder &b, ValueRange s) {
                                 Value index = addOf(b, rows.differenceOf(b, s), number(b, 255));
                                 return readTable(b, table, index);
                               });
  exps.sum = sumRows(c, rows, exps.values, [](ScalarBuilder &b, Value x) -> Value {
    Value nudged = addOf(b, x, number(b, 1 << (sumBits - 1))); // May use bit 31.
    return arith::ShRUIOp::create(b, nudged, number(b, sumBits));
  });
  return exps;
}
