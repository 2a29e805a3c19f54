//===- Pooling.cpp - MaxPool, AveragePool, GlobalPool ---------------------===//
//
// Pooling slides channels-last, as convolution does, so that the transposes of
// neighbours cancel. AveragePool sums, then multiplies by one over the number of
// elements each window really covers, a constant known from the shapes.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Pooling.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Window.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

LogicalResult sinter::checkPoolingShape(NodeConversion &c) {
  if (!c.input(0))
    return c.unsupported("input 0 is required");
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.size() < 3 || shape.size() > 5)
    return c.unsupported("input of rank " + Twine(shape.size()) + " is not supported",
                         "supported: 3, 4, 5 (batch, channels and 1 to 3 spatial dimensions)");
  if (productOf(shape) == 0)
    return c.unsupported("input has the empty shape " + shapeText(shape));
  return success();
}

/// Checks the input of a pooling operator: [N, C, spatial...] of numbers.
static LogicalResult checkInput(NodeConversion &c, bool allowIntegers) {
  if (failed(checkPoolingShape(c)))
    return failure();
  SmallVector<Number> allowed = {Number::Float};
  if (allowIntegers)
    allowed.append({Number::Signed, Number::Unsigned});
  return checkNumber(c, 0, allowed);
}

FailureOr<Window> sinter::readPoolingWindow(NodeConversion &c) {
  ArrayRef<int64_t> spatial = c.shape(0).drop_front(2);
  if (!c.hasAttr("kernel_shape"))
    return c.unsupported("attribute 'kernel_shape' is required");
  FailureOr<SmallVector<int64_t>> kernel =
      readSizes(c, "kernel_shape", spatial.size(), 1, kMaxStep);
  if (failed(kernel))
    return failure();
  return readWindow(c, spatial, *kernel);
}

/// Moves between ONNX's form and channels-last with at least two spatial dims.
Value sinter::enterPooling(NodeConversion &c, Window &window, TypedAttr padding) {
  Value input = c.input(0);
  if (window.rank() == 1) {
    input = insertUnitHeight(c, input);
    window.prependUnit();
  }
  return padChannelsLast(c, toChannelsLast(c, input), window, padding);
}

Value sinter::leavePooling(NodeConversion &c, Value result) {
  result = toChannelsFirst(c, result);
  return c.shape(0).size() == 3 ? dropUnitHeight(c, result) : result;
}

/// How many elements of dimension `i` each window covers.
static SmallVector<int64_t> countElements(const Window &window, size_t i, bool includePads) {
  int64_t begin = includePads ? -window.padLow[i] : 0;
  int64_t end = window.input[i] + (includePads ? window.padHigh[i] : 0);
  SmallVector<int64_t> counts;
  for (int64_t at = 0; at < window.output[i]; ++at) {
    int64_t position = at * window.strides[i] - window.padLow[i];
    // Elements of the window before a place, as many as it has at most.
    auto before = [&](int64_t place) {
      int64_t steps =
          place > position ? llvm::divideCeil(place - position, window.dilations[i]) : 0;
      return std::min<int64_t>(steps, window.kernel[i]);
    };
    counts.push_back(before(end) - before(begin));
  }
  return counts;
}

//===----------------------------------------------------------------------===//
// MaxPool
//===----------------------------------------------------------------------===//

/// What stands for elements outside of the input: nothing is less. A window of nothing else
/// gives the lowest finite number, as ONNX Runtime computes; ONNX does not say.
static TypedAttr choosePadding(NodeConversion &c, const Window &window, Number number) {
  bool hasEmpty = false;
  for (size_t i = 0; i < window.rank(); ++i)
    hasEmpty |= llvm::is_contained(countElements(window, i, /*includePads=*/false), 0);
  auto type = dyn_cast<FloatType>(c.elementType(0));
  if (!hasEmpty || !type)
    return lowestOf(c.elementType(0), number);
  return FloatAttr::get(type, APFloat::getLargest(type.getFloatSemantics(), /*Negative=*/true));
}

static LogicalResult convertMaxPool(NodeConversion &c) {
  if (failed(checkInput(c, /*allowIntegers=*/true)))
    return failure();
  FailureOr<Window> window = readPoolingWindow(c);
  if (failed(window))
    return failure();
  Number number = numberOf(c);
  Value input = enterPooling(c, *window, choosePadding(c, *window, number));
  Value max = poolWindows(c, Pooling::Max, number, input, *window);
  bool wantsIndices = c.node.getNumResults() > 1 && !c.node.getResult(1).use_empty();
  if (!wantsIndices)
    return c.replace(leavePooling(c, max));
  Value indices = maxPositions(c, input, *window, number, c.intAttr("storage_order", 0) != 0);
  return c.replace({leavePooling(c, max), leavePooling(c, indices)});
}

//===----------------------------------------------------------------------===//
// AveragePool
//===----------------------------------------------------------------------===//

/// Counts are listed per window; more windows than this are no image.
static constexpr int64_t kMaxWindows = int64_t(1) << 28;

/// One over the products of `counts`, over all windows.
static Value listReciprocals(NodeConversion &c, const Window &window,
                             ArrayRef<SmallVector<int64_t>> counts, Type type) {
  SmallVector<double> products = {1};
  for (const SmallVector<int64_t> &ofDim : counts) {
    SmallVector<double> longer;
    for (double product : products)
      for (int64_t count : ofDim)
        longer.push_back(product * count);
    products = std::move(longer);
  }
  SmallVector<Attribute> values;
  for (double product : products)
    values.push_back(c.b.getFloatAttr(type, 1 / product));
  return c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get(window.output, type), values));
}

FailureOr<Value> sinter::reciprocalCounts(NodeConversion &c, const Window &window, Type type) {
  auto isTooMany = [](int64_t number) { return number > kMaxWindows; };
  if (llvm::any_of(window.output, isTooMany))
    return c.unsupported("there are too many windows: " + Twine(productOf(window.output)));
  bool includePads = c.intAttr("count_include_pad", 0) != 0;
  SmallVector<SmallVector<int64_t>> counts;
  bool uniform = true;
  double full = 1;
  for (size_t i = 0; i < window.rank(); ++i) {
    counts.push_back(countElements(window, i, includePads));
    for (int64_t &count : counts.back())
      count = std::max<int64_t>(count, 1); // A window of padding alone has the sum 0.
    uniform &= llvm::all_equal(counts.back());
    full *= counts.back().front();
  }
  if (uniform)
    return c.splat(RankedTensorType::get({}, type), 1 / full);
  if (isTooMany(productOf(window.output)))
    return c.unsupported("there are too many windows: " + Twine(productOf(window.output)));
  return listReciprocals(c, window, counts, type);
}

/// Multiplies channels-last sums by `factors`, of rank 0 or over the windows.
static Value averageOf(NodeConversion &c, Value sum, Value factors, Type element) {
  SmallVector<int64_t> windows(shapeOf(factors));
  if (!windows.empty())
    windows.push_back(1);
  Value aligned = c.reshape(factors, windows);
  return *mapElements(c, {sum, aligned}, element, [&](ScalarBuilder &b, ValueRange s) {
    return floatCast(b, mulOf(b, s[0], s[1]), element);
  });
}

static LogicalResult convertAveragePool(NodeConversion &c) {
  if (failed(checkInput(c, /*allowIntegers=*/false)))
    return failure();
  FailureOr<Window> window = readPoolingWindow(c);
  if (failed(window))
    return failure();
  Type element = c.elementType(0);
  Value input = enterPooling(c, *window, c.b.getZeroAttr(element));
  FailureOr<Value> factors = reciprocalCounts(c, *window, accumulatorOf(element));
  if (failed(factors))
    return failure();
  Value sum = poolWindows(c, Pooling::Sum, Number::Float, input, *window);
  return c.replace(leavePooling(c, averageOf(c, sum, *factors, element)));
}

//===----------------------------------------------------------------------===//
// Global pooling
//===----------------------------------------------------------------------===//

/// Reduces all spatial dims of the channels-last input to [N, C].
static Value reduceSpatial(NodeConversion &c, Value init, NodeConversion::BodyFn body) {
  Value input = toChannelsLast(c, c.input(0));
  SmallVector<int64_t> spatial = llvm::to_vector(llvm::seq<int64_t>(1, shapeOf(input).size() - 1));
  return reduceDims(c, input, spatial, init, body);
}

/// Gives [N, C] the unit dims that ONNX keeps.
static LogicalResult replaceGlobal(NodeConversion &c, Value result) {
  SmallVector<int64_t> shape(c.shape(0).size(), 1);
  shape[0] = c.shape(0)[0];
  shape[1] = c.shape(0)[1];
  return c.replace(c.reshape(result, shape));
}

static LogicalResult convertGlobalAveragePool(NodeConversion &c) {
  if (failed(checkInput(c, /*allowIntegers=*/false)))
    return failure();
  Type element = c.elementType(0), accumulator = accumulatorOf(element);
  SmallVector<int64_t> shape(c.shape(0).take_front(2));
  Value sum =
      reduceSpatial(c, c.filled(shape, accumulator, 0), [&](ScalarBuilder &b, ValueRange s) {
        return addOf(b, s[1], floatCast(b, s[0], accumulator));
      });
  double count = productOf(c.shape(0).drop_front(2));
  Value mean = pointwise(
      c, shape, sum, c.b.getMultiDimIdentityMap(2), element, [&](ScalarBuilder &b, ValueRange s) {
        return floatCast(b, mulOf(b, s[0], constantOf(b, accumulator, 1 / count)), element);
      });
  return replaceGlobal(c, mean);
}

static LogicalResult convertGlobalMaxPool(NodeConversion &c) {
  if (failed(checkInput(c, /*allowIntegers=*/false)))
    return failure();
  Type element = c.elementType(0);
  Value init = c.filled(c.shape(0).take_front(2), element, -HUGE_VAL);
  Value max = reduceSpatial(
      c, init, [&](ScalarBuilder &b, ValueRange s) { return maxOf(b, Number::Float, s[0], s[1]); });
  return replaceGlobal(c, max);
}

void sinter::populatePoolingConverters(ConverterTable &table) {
  table.add("MaxPool", 1, convertMaxPool);
  table.add("AveragePool", 1, convertAveragePool);
  table.add("GlobalAveragePool", 1, convertGlobalAveragePool);
  table.add("GlobalMaxPool", 1, convertGlobalMaxPool);
  populateLpPoolConverters(table);
  populateRoiAlignConverters(table);
  populateUnpoolConverters(table);
}
