//===- Pooling.cpp - AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D -------------===//
//
// Padding takes no part: sums are divided by the number of elements that lie in the
// input. Integers are averaged as they are stored, ties away from zero.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/PoolWindows.h"
#include "passes/Tflite/FusedActivation.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/WindowOptions.h"

using namespace mlir;
using namespace sinter;

static FailureOr<Window> readPool(TfliteConversion &c) {
  ArrayRef<int64_t> input = c.shape(0);
  if (input.size() != 4 || productOf(input) == 0)
    return c.unsupported("input of shape " + shapeText(input) + " is not of rank 4, or empty");
  FailureOr<int64_t> height = readStep(c, "filter_height", 0);
  FailureOr<int64_t> width = readStep(c, "filter_width", 0);
  if (failed(height) || failed(width))
    return failure();
  return readWindow(c, input.slice(1, 2), {*height, *width}, /*hasDilation=*/false);
}

/// How many elements of dimension `i` of the input each window covers.
static SmallVector<int64_t> coverage(const Window &window, size_t i) {
  SmallVector<int64_t> counts;
  for (int64_t out = 0; out < window.output[i]; ++out) {
    int64_t origin = out * window.strides[i] - window.padLow[i];
    int64_t first = std::max<int64_t>(origin, 0);
    int64_t end = std::min(origin + window.kernel[i], window.input[i]);
    counts.push_back(std::max<int64_t>(end - first, 1));
  }
  return counts;
}

/// How many elements of the input each window covers: [height, width, 1], or one number
/// for all windows.
static Value countElements(TfliteConversion &c, const Window &window, Type element) {
  SmallVector<int64_t> rows = coverage(window, 0), columns = coverage(window, 1), counts;
  for (int64_t row : rows)
    for (int64_t column : columns)
      counts.push_back(row * column);
  SmallVector<int64_t> shape;
  if (llvm::all_equal(counts))
    counts.resize(1);
  else
    shape = {window.output[0], window.output[1], 1};
  if (isa<IntegerType>(element))
    return c.integers(RankedTensorType::get(shape, element), counts);
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get(shape, element));
  llvm::copy(counts, tensor.mutableAs<float>().begin());
  return c.constantValue(tensor.toAttr());
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// The average of each window of `input`, then `finish`.
static LogicalResult averageFloats(TfliteConversion &c, const Window &window, Value input,
                                   llvm::function_ref<Value(ScalarBuilder &, Value)> finish) {
  Type f32 = c.b.getF32Type();
  Value padded = padChannelsLast(c, input, window, c.b.getZeroAttr(f32));
  Value sum = poolWindows(c, Pooling::Sum, Number::Float, padded, window);
  return c.replace(*mapElements(c, {sum, countElements(c, window, f32)}, f32,
                                [&](ScalarBuilder &b, ValueRange s) {
                                  return finish(b, arith::DivFOp::create(b, s[0], s[1]));
                                }));
}

static LogicalResult convertL2Pool(TfliteConversion &c) {
  FailureOr<Window> window = readPool(c);
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(window) || failed(bounds))
    return failure();
  if (!c.element(0).isF32())
    return c.unsupportedTypes();
  Value squares = *c.elementwise({c.input(0)}, c.element(0), [](ScalarBuilder &b, ValueRange s) {
    return mulOf(b, s[0], s[0]);
  });
  return averageFloats(c, *window, squares, [&](ScalarBuilder &b, Value mean) {
    return clampReal(b, math::SqrtOp::create(b, mean), *bounds);
  });
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// Stored numbers are pooled as they are, so both sides must mean the same by them.
static FailureOr<StoredBounds> readSameScale(TfliteConversion &c) {
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  FailureOr<StoredBounds> result = readFusedBounds(c);
  if (failed(input) || failed(result))
    return failure();
  if (result->element != c.element(0) || result->isUnsigned != c.isUnsigned(0))
    return c.unsupportedTypes();
  if (std::abs(float(input->scale()) - float(result->scale)) > 1e-6 ||
      input->zeroPoint() != result->zeroPoint)
    return c.unsupported("input and output differ in scale or zero point");
  return *result;
}

/// Sums are divided by one constant; where windows differ, quotients are taken in floats that
/// hold all sums, so they are exact once cut. Unsigned
/// bytes are averaged as signed ones, 128 less: so they round to the same side.
static LogicalResult averageIntegers(TfliteConversion &c, const Window &window) {
  FailureOr<StoredBounds> result = readSameScale(c);
  if (failed(result))
    return failure();
  Type element = c.element(0), i32 = c.b.getI32Type();
  int64_t area = productOf(window.kernel);
  unsigned width = element.getIntOrFloatBitWidth();
  if (productOf({area, int64_t(1) << width}) >= (int64_t(1) << 31))
    return c.unsupported("a window of " + Twine(area) +
                         " elements is too large for sums of 32 bits");
  bool isSmall = (area << width) < (1 << 24);
  Type real = isSmall ? Type(c.b.getF32Type()) : c.b.getF64Type();
  Value padded = padChannelsLast(c, c.input(0), window, c.b.getIntegerAttr(element, 0));
  Value sum = sumIntegerWindows(c, padded, window, result->isUnsigned);
  Value counts = countElements(c, window, i32);
  bool isUniform = cast<ShapedType>(counts.getType()).getRank() == 0;
  return c.replace(
      *mapElements(c, {sum, counts}, element, [&](ScalarBuilder &b, ValueRange s) -> Value {
        Value sum = s[0], center = constantOf(b, i32, 128);
        if (result->isUnsigned)
          sum = subOf(b, sum, mulOf(b, s[1], center));
        Value half = arith::ShRSIOp::create(b, s[1], constantOf(b, i32, 1));
        Value isAbove = compareOf(b, Number::Signed, Relation::Greater, sum, constantOf(b, i32, 0));
        Value nudged = selectOf(b, isAbove, addOf(b, sum, half), subOf(b, sum, half));
        Value steps;
        if (isUniform)
          steps = arith::DivSIOp::create(b, nudged, s[1]);
        else
          steps = arith::FPToSIOp::create(
              b, i32,
              arith::DivFOp::create(b, arith::SIToFPOp::create(b, real, nudged),
                                    arith::SIToFPOp::create(b, real, s[1])));
        return clampStored(b, result->isUnsigned ? addOf(b, steps, center) : steps, *result);
      }));
}

static LogicalResult convertAveragePool(TfliteConversion &c) {
  FailureOr<Window> window = readPool(c);
  if (failed(window))
    return failure();
  if (c.number(0) != Number::Float)
    return averageIntegers(c, *window);
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds))
    return failure();
  if (!c.element(0).isF32())
    return c.unsupportedTypes();
  return averageFloats(c, *window, c.input(0),
                       [&](ScalarBuilder &b, Value mean) { return clampReal(b, mean, *bounds); });
}

static LogicalResult convertMaxPool(TfliteConversion &c) {
  FailureOr<Window> window = readPool(c);
  if (failed(window))
    return failure();
  Type element = c.element(0);
  Number number = c.number(0);
  auto pool = [&] {
    Value padded = padChannelsLast(c, c.input(0), *window, lowestOf(element, number));
    return poolWindows(c, Pooling::Max, number, padded, *window);
  };
  if (number == Number::Float) {
    FailureOr<RealBounds> bounds = readFusedActivation(c);
    return failed(bounds) ? failure() : c.replace(clampRealTensor(c, pool(), *bounds));
  }
  FailureOr<StoredBounds> result = readSameScale(c);
  if (failed(result))
    return failure();
  Value most = pool();
  if (c.stringOption("fused_activation_function", "NONE") == "NONE")
    return c.replace(most);
  return c.replace(*c.elementwise({most}, element, [&](ScalarBuilder &b, ValueRange s) {
    return clampStored(b, widenInteger(b, s[0], result->isUnsigned), *result);
  }));
}

void sinter::populateTflitePooling(TfliteTable &table) {
  table.add("AVERAGE_POOL_2D", convertAveragePool);
  table.add("L2_POOL_2D", convertL2Pool);
  table.add("MAX_POOL_2D", convertMaxPool);
}
