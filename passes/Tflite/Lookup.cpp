//===- Lookup.cpp - Functions of stored integers as tables ----------------===//

#include "passes/Tflite/Lookup.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

Value sinter::tableOf(TensorBuilder &c, ArrayRef<int64_t> values, Type element) {
  return c.integers(RankedTensorType::get({int64_t(values.size())}, element), values);
}

Value sinter::readTable(ScalarBuilder &b, Value table, Value index) {
  Value position = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
  return tensor::ExtractOp::create(b, table, position);
}

Value sinter::mapBytes(TfliteConversion &c, Type element, StoredFn fn) {
  SmallVector<int64_t> values;
  for (int64_t byte = 0; byte < 256; ++byte)
    values.push_back(fn(c.isUnsigned(0) ? byte : int64_t(int8_t(byte))));
  Value table = tableOf(c, values, element);
  return *c.elementwise({c.input(0)}, element,
                        [&](ScalarBuilder &b, ValueRange s) { return readTable(b, table, s[0]); });
}

int64_t sinter::mapThroughReal(int64_t stored, const TfliteQuantization &input,
                               const StoredBounds &result, RealFn fn) {
  float real = float(input.scale()) * float(stored - input.zeroPoint());
  float inverse = 1 / float(result.scale);
  float steps = std::round(fn(real) * inverse) + float(result.zeroPoint);
  return int64_t(std::clamp<double>(steps, double(result.low), double(result.high)));
}

SmallVector<int64_t> sinter::tabulateWords(float scale, int32_t zero, float resultScale,
                                           int32_t resultZero, RealFn fn) {
  constexpr int32_t low = -32768, high = 32767, steps = 512;
  float first = scale * float(low - zero), last = scale * float(high - zero);
  float least = resultScale * float(low - resultZero),
        most = resultScale * float(high - resultZero);
  float step = (last - first) / steps, halfStep = step / 2;
  float perUnit = float(high - low + 1) / (most - least);
  auto bound = [](float x) { return int64_t(std::clamp(x, float(low), float(high))); };
  SmallVector<int64_t> values;
  for (int i = 0; i < steps; ++i) {
    float here = fn(first + float(i) * step);
    float middle = fn(first + float(i) * step + halfStep);
    float next = fn(first + float(i + 1) * step);
    float sample = std::round(here * perUnit);
    float between = std::round((next * perUnit + std::round(here * perUnit)) / 2);
    float error = between - std::round(middle * perUnit);
    values.push_back(bound(sample - std::round(error / 2)));
  }
  values.push_back(bound(std::round(fn(last) * perUnit)));
  return values;
}

Value sinter::interpolate(ScalarBuilder &b, Value table, Value x) {
  auto number = [&](int64_t value) { return constantOf(b, b.getI32Type(), double(value)); };
  auto shift = [&](Value value, int64_t count) {
    return arith::ShRSIOp::create(b, value, number(count));
  };
  Value index = addOf(b, shift(x, 7), number(256));
  Value rest = arith::AndIOp::create(b, x, number(0x7F));
  Value here = readTable(b, table, index);
  Value next = readTable(b, table, addOf(b, index, number(1)));
  // The slope is cut to 16 bits.
  Value slope = shift(arith::ShLIOp::create(b, subOf(b, next, here), number(16)), 16);
  Value delta = shift(addOf(b, mulOf(b, slope, rest), number(64)), 7);
  return addOf(b, here, delta);
}
