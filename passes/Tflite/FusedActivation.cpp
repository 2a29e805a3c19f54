//===- FusedActivation.cpp - Bounds of an operator's results --------------===//

#include "passes/Tflite/FusedActivation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

FailureOr<RealBounds> sinter::readFusedActivation(TfliteConversion &c) {
  StringRef name = c.stringOption("fused_activation_function", "NONE");
  if (name == "NONE")
    return RealBounds{};
  if (name == "RELU")
    return RealBounds{0, HUGE_VAL};
  if (name == "RELU_N1_TO_1")
    return RealBounds{-1, 1};
  if (name == "RELU6")
    return RealBounds{0, 6};
  return c.unsupported("fused activation " + name + " is not supported",
                       "supported: NONE, RELU, RELU_N1_TO_1, RELU6");
}

/// The stored form of a bound, computed in f32 as the kernels do.
static int64_t quantizeBound(double bound, const StoredBounds &stored) {
  double steps = std::round(float(bound) / float(stored.scale));
  return stored.zeroPoint + int64_t(std::clamp<double>(steps, INT32_MIN, INT32_MAX));
}

FailureOr<StoredBounds> sinter::readStoredBounds(TfliteConversion &c, RealBounds bounds) {
  FailureOr<TfliteQuantization> quantization = c.resultTensorQuantization();
  if (failed(quantization))
    return failure();
  Type element = c.resultElement();
  if (!element.isInteger(8) && !element.isInteger(16))
    return c.unsupportedTypes();
  int64_t count = int64_t(1) << element.getIntOrFloatBitWidth();
  bool isUnsigned = c.isResultUnsigned();
  int64_t low = isUnsigned ? 0 : -count / 2, high = low + count - 1;
  StoredBounds stored = {
      element, isUnsigned, low, high, quantization->zeroPoint(), quantization->scale()};
  // As the kernels do it, a bound may lie outside of the type on the other side; what
  // is stored then has no meaning, but it must not depend on the machine.
  if (bounds.low != -HUGE_VAL)
    stored.low = std::clamp(quantizeBound(bounds.low, stored), low, high);
  if (bounds.high != HUGE_VAL)
    stored.high = std::clamp(quantizeBound(bounds.high, stored), low, high);
  return stored;
}

FailureOr<StoredBounds> sinter::readFusedBounds(TfliteConversion &c) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds))
    return failure();
  return readStoredBounds(c, *bounds);
}

Value sinter::clampReal(ScalarBuilder &b, Value x, const RealBounds &bounds) {
  if (bounds.low != -HUGE_VAL)
    x = maxOf(b, Number::Float, x, constantOf(b, x.getType(), bounds.low));
  if (bounds.high != HUGE_VAL)
    x = minOf(b, Number::Float, x, constantOf(b, x.getType(), bounds.high));
  return x;
}

Value sinter::clampStored(ScalarBuilder &b, Value x, const StoredBounds &bounds) {
  Type type = x.getType();
  x = maxOf(b, Number::Signed, x, constantOf(b, type, double(bounds.low)));
  x = minOf(b, Number::Signed, x, constantOf(b, type, double(bounds.high)));
  return arith::TruncIOp::create(b, bounds.element, x);
}

Value sinter::storeSteps(ScalarBuilder &b, Value steps, const StoredBounds &bounds) {
  if (bounds.zeroPoint != 0)
    steps = addOf(b, steps, constantOf(b, steps.getType(), double(bounds.zeroPoint)));
  return clampStored(b, steps, bounds);
}

Value sinter::clampRealTensor(TensorBuilder &c, Value x, const RealBounds &bounds) {
  if (bounds.low == -HUGE_VAL && bounds.high == HUGE_VAL)
    return x;
  ArrayRef<int64_t> shape = shapeOf(x);
  return pointwise(c, shape, x, c.b.getMultiDimIdentityMap(shape.size()), elementOf(x),
                   [&](ScalarBuilder &b, ValueRange s) { return clampReal(b, s[0], bounds); });
}
