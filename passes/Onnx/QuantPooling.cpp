//===- QuantPooling.cpp - Averages of quantized tensors -------------------===//
//
// Windows are summed in i32; zero point, count and scales make one multiplication
// of the sum. Padding with the zero point counts as zeros.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Pooling.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

/// The five inputs that both operators share: x, its scale and zero point, those of
/// the result.
struct Average {
  Quantization x, y;
  StoredRange range;
  Value multiplier; ///< Real steps per unit of a mean.
};

} // namespace

static FailureOr<Average> readAverage(NodeConversion &c) {
  if (failed(checkQuantized(c, 0)) || failed(checkPoolingShape(c)))
    return failure();
  FailureOr<Quantization> x = readQuantization(c, {0, 1, 2});
  FailureOr<Quantization> y = readResultQuantization(c, 3, 4);
  FailureOr<StoredRange> range = readStoredRange(c, 4);
  if (failed(x) || failed(y) || failed(range))
    return failure();
  return Average{*x, *y, *range, combine(c, "Div", x->scale, y->scale)};
}

/// Turns sums of `count` elements each into stored averages. `factors`: real steps
/// per unit of the sum, broadcast to it.
static Value storeAverages(NodeConversion &c, const Average &average, Value sum, int64_t count,
                           Value factors) {
  SmallVector<Value> inputs = {sum, factors};
  for (Value zero : {average.x.zero, average.y.zero})
    if (zero)
      inputs.push_back(zero);
  auto body = [&](ScalarBuilder &b, ValueRange s) {
    Value total = s[0], offset;
    if (average.x.zero) {
      Value zero = widenInteger(b, s[2], average.x.isZeroUnsigned);
      total = subOf(b, total, mulOf(b, zero, constantOf(b, b.getI32Type(), count)));
    }
    if (average.y.zero)
      offset = widenInteger(b, s.back(), average.y.isZeroUnsigned);
    Value steps = mulOf(b, stepsOf(b, total, false, Value()), s[1]);
    return storeSteps(b, steps, offset, average.range);
  };
  return *mapElements(c, inputs, average.range.element, body);
}

static LogicalResult convertAveragePool(NodeConversion &c) {
  if (c.intAttr("channels_last", 0) != 0)
    return convertChannelsLast(c);
  FailureOr<Average> average = readAverage(c);
  if (failed(average))
    return failure();
  FailureOr<Window> window = readPoolingWindow(c);
  if (failed(window))
    return failure();
  if (window->isPadded() && !average->x.zeros)
    return c.unsupported("a computed zero point of a padded input is not supported");
  FailureOr<Value> factors = reciprocalCounts(c, *window, c.b.getF32Type());
  if (failed(factors))
    return failure();
  int64_t padding = average->x.zeros ? average->x.zeros->front() : 0;
  Value input = enterPooling(c, *window, c.b.getIntegerAttr(c.b.getI8Type(), int8_t(padding)));
  Value sum = sumIntegerWindows(c, input, *window, c.isUnsigned(0));
  SmallVector<int64_t> aligned(shapeOf(*factors));
  if (!aligned.empty())
    aligned.push_back(1);
  Value steps = c.reshape(combine(c, "Mul", *factors, average->multiplier), aligned);
  Value result = storeAverages(c, *average, sum, productOf(window->kernel), steps);
  return c.replace(leavePooling(c, result), average->range.isUnsigned);
}

static LogicalResult convertGlobalAveragePool(NodeConversion &c) {
  if (c.intAttr("channels_last", 0) != 0)
    return convertChannelsLast(c);
  FailureOr<Average> average = readAverage(c);
  if (failed(average))
    return failure();
  SmallVector<int64_t> shape(c.shape(0).take_front(2));
  Value input = toChannelsLast(c, c.input(0));
  auto spatial = llvm::to_vector(llvm::seq<int64_t>(1, shapeOf(input).size() - 1));
  bool isUnsigned = c.isUnsigned(0);
  Value sum = reduceDims(c, input, spatial, c.filled(shape, c.b.getI32Type(), 0),
                         [&](ScalarBuilder &b, ValueRange s) {
                           return addOf(b, s[1], widenInteger(b, s[0], isUnsigned));
                         });
  int64_t count = productOf(c.shape(0).drop_front(2));
  Value steps = combine(c, "Mul", average->multiplier, numberTensor(c, 1.0 / double(count)));
  Value result = storeAverages(c, *average, sum, count, steps);
  shape.resize(c.shape(0).size(), 1);
  return c.replace(c.reshape(result, shape), average->range.isUnsigned);
}

void sinter::populateQuantPoolingConverters(ConverterTable &table) {
  table.add("com.microsoft.QLinearAveragePool", 1, convertAveragePool, 2);
  table.add("com.microsoft.QLinearGlobalAveragePool", 1, convertGlobalAveragePool, 2);
}
