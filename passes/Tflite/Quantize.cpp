//===- Quantize.cpp - QUANTIZE, DEQUANTIZE --------------------------------===//
//
// Between integers QUANTIZE scales in fixed point, from floats it divides in f32 and
// rounds ties away from zero.
//
//===----------------------------------------------------------------------===//

#include "passes/Tflite/Quantize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Requantize.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// QUANTIZE
//===----------------------------------------------------------------------===//

/// What is out of the range of i32 saturates: it would have no meaning in C.
static LogicalResult quantizeFloats(TfliteConversion &c) {
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(result) || !c.element(0).isF32())
    return failed(result) ? failure() : c.unsupportedTypes();
  return c.replace(
      *c.elementwise({c.input(0)}, result->element, [&](ScalarBuilder &b, ValueRange s) -> Value {
        Type f32 = b.getF32Type();
        Value steps = arith::DivFOp::create(b, s[0], constantOf(b, f32, result->scale));
        Value whole = math::RoundOp::create(b, steps);
        Value zero = constantOf(b, f32, double(result->zeroPoint));
        // Comparisons rather than maximumf: NaN fails them.
        Value x = arith::AddFOp::create(b, whole, zero);
        Value low = constantOf(b, f32, double(result->low)),
              high = constantOf(b, f32, double(result->high));
        x = selectOf(b, compareOf(b, Number::Float, Relation::Greater, x, low), x, low);
        x = selectOf(b, compareOf(b, Number::Float, Relation::Less, x, high), x, high);
        Value wide = arith::FPToSIOp::create(b, b.getI32Type(), x);
        return arith::TruncIOp::create(b, result->element, wide);
      }));
}

/// To 32 bits, where the reference neither bounds nor cuts what is scaled.
static LogicalResult requantizeToWord(TfliteConversion &c, const TfliteQuantization &input) {
  FailureOr<TfliteQuantization> output = c.resultTensorQuantization();
  if (failed(output))
    return failure();
  bool isUnsigned = c.isUnsigned(0);
  FixedMultiplier factor = quantizeMultiplier(input.scale() / output->scale());
  int64_t limit = reachOf(c.element(0), isUnsigned, input.zeroPoint());
  return c.replace(
      *c.elementwise({c.input(0)}, c.resultElement(), [&](ScalarBuilder &b, ValueRange s) {
        Value steps = stepsOf(b, s[0], isUnsigned, input.zeroPoint());
        Value scaled = multiplyByFixed(b, steps, factor, limit);
        return addOf(b, scaled, constantOf(b, scaled.getType(), double(output->zeroPoint())));
      }));
}

static LogicalResult requantizeIntegers(TfliteConversion &c) {
  Type from = c.element(0);
  FailureOr<TfliteQuantization> input = c.tensorQuantization(0);
  if (failed(input))
    return failure();
  if (!from.isInteger(8) && !from.isInteger(16) && !from.isInteger(32))
    return c.unsupportedTypes();
  if (c.resultElement().isInteger(32))
    return requantizeToWord(c, *input);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(result))
    return failure();
  bool isUnsigned = c.isUnsigned(0);
  FixedMultiplier factor = quantizeMultiplier(input->scale() / result->scale);
  // Equal scales and zero points 128 apart only exchange the sign.
  int64_t shift = input->zeroPoint() - result->zeroPoint;
  bool isSame = factor == FixedMultiplier{1 << 30, 1} && from == result->element;
  if (isSame &&
      (isUnsigned == result->isUnsigned ? shift == 0 : shift == (isUnsigned ? 128 : -128))) {
    if (shift == 0)
      return c.replace(Value(c.input(0)));
    return c.replace(
        *c.elementwise({c.input(0)}, from, [&](ScalarBuilder &b, ValueRange s) -> Value {
          return arith::XOrIOp::create(b, s[0], constantOf(b, from, -128));
        }));
  }
  int64_t limit = reachOf(from, isUnsigned, input->zeroPoint());
  return c.replace(
      *c.elementwise({c.input(0)}, result->element, [&](ScalarBuilder &b, ValueRange s) {
        Value steps = stepsOf(b, s[0], isUnsigned, input->zeroPoint());
        return storeSteps(b, multiplyByFixed(b, steps, factor, limit), *result);
      }));
}

static LogicalResult convertQuantize(TfliteConversion &c) {
  return c.number(0) == Number::Float ? quantizeFloats(c) : requantizeIntegers(c);
}

//===----------------------------------------------------------------------===//
// DEQUANTIZE
//===----------------------------------------------------------------------===//

FailureOr<Value> sinter::dequantizeConstant(TfliteConversion &c, unsigned i,
                                            const TfliteQuantization &quantization) {
  std::optional<SmallVector<int64_t>> stored = c.constantInts(i);
  if (!stored)
    return c.unsupported("input " + Twine(i) + " is not constant");
  ArrayRef<int64_t> shape = c.shape(i);
  HostTensor real = HostTensor::zeros(RankedTensorType::get(shape, c.b.getF32Type()));
  int64_t inner = 1, count = 1;
  if (quantization.isPerAxis()) {
    inner = productOf(shape.drop_front(quantization.axis + 1));
    count = quantization.scales.size();
  }
  for (auto [k, value] : llvm::enumerate(*stored)) {
    int64_t channel = int64_t(k) / inner % count;
    real.mutableAs<float>()[k] =
        float(quantization.scales[channel] * double(value - quantization.zeroPoints[channel]));
  }
  return c.constantValue(real.toAttr());
}

/// Short floats of any kind are extended; constants while compiling.
static LogicalResult dequantizeShort(TfliteConversion &c) {
  Type f32 = c.b.getF32Type();
  if (ElementsAttr constant = c.constant(0))
    if (std::optional<HostTensor> tensor = HostTensor::from(constant))
      if (std::optional<HostTensor> real = castTo(*tensor, false, f32, false))
        return c.replace(c.constantValue(real->toAttr()));
  return c.replace(floatCastTensor(c, c.input(0), f32));
}

static LogicalResult convertDequantize(TfliteConversion &c) {
  Type f32 = c.b.getF32Type(), from = c.element(0);
  if (c.resultElement() != f32)
    return c.unsupportedTypes();
  if (isa<FloatType>(from))
    return dequantizeShort(c);
  std::optional<TfliteQuantization> quantization = c.quantization(0);
  if (!quantization || !from.isIntOrIndex() || from.getIntOrFloatBitWidth() > 32)
    return c.unsupportedTypes();
  if (c.constant(0)) {
    FailureOr<Value> real = dequantizeConstant(c, 0, *quantization);
    return failed(real) ? failure() : c.replace(*real);
  }
  if (quantization->isPerAxis())
    return c.unsupported("a computed input quantized per axis is not supported");
  bool isUnsigned = c.isUnsigned(0);
  // Integers beyond 2^24 need f64 to be exact.
  Type compute = from.isInteger(32) ? Type(c.b.getF64Type()) : f32;
  return c.replace(*c.elementwise({c.input(0)}, f32, [&](ScalarBuilder &b, ValueRange s) {
    Value steps = stepsOf(b, s[0], isUnsigned, quantization->zeroPoint());
    Value real = arith::SIToFPOp::create(b, compute, steps);
    return floatCast(b, mulOf(b, real, constantOf(b, compute, quantization->scale())), f32);
  }));
}

void sinter::populateTfliteQuantize(TfliteTable &table) {
  table.add("DEQUANTIZE", convertDequantize);
  table.add("QUANTIZE", convertQuantize);
}
