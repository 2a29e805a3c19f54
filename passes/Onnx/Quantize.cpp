//===- Quantize.cpp - QuantizeLinear, DequantizeLinear, Dynamic... --------===//
//
// Elementwise conversions between real and stored numbers, and the entry of all
// quantized operators.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"

using namespace mlir;
using namespace sinter;

/// Returns the dimension along which input 1 has a scale per index, -1 if it is
/// one value. The axis counts only then.
static FailureOr<int64_t> readAxis(NodeConversion &c) {
  if (c.intAttr("block_size", 0) != 0)
    return c.unsupported("quantization in blocks is not supported",
                         "supported: one scale per tensor or per index of an axis");
  if (productOf(c.shape(1)) == 1)
    return -1;
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 1), c.shape(0).size());
  if (!axis)
    return failure();
  return *axis;
}

/// An elementwise operation on input 0 with scale and zero point (null if none is
/// needed, else i32).
static Value
convertElements(NodeConversion &c, int64_t axis, const Quantization &q, Type element,
                llvm::function_ref<Value(ScalarBuilder &, Value x, Value scale, Value zero)> body) {
  Value input = c.input(0);
  SmallVector<int64_t> shape(shapeOf(input).size(), 1);
  if (axis >= 0)
    shape[axis] = shapeOf(input)[axis];
  auto along = [&](Value value) {
    return shapeOf(value).empty() ? value : c.reshape(value, shape);
  };
  SmallVector<Value> inputs = {input, along(q.scale)};
  if (q.zero)
    inputs.push_back(along(q.zero));
  return *mapElements(c, inputs, element, [&](ScalarBuilder &b, ValueRange s) {
    Value zero = q.zero ? widenInteger(b, s[2], q.isZeroUnsigned) : Value();
    return body(b, s[0], s[1], zero);
  });
}

//===----------------------------------------------------------------------===//
// QuantizeLinear
//===----------------------------------------------------------------------===//

/// Quantizes constants of f32 with one scale.
static std::optional<HostTensor> quantizeConstant(NodeConversion &c, const Quantization &q,
                                                  const StoredRange &range) {
  std::optional<HostTensor> input = HostTensor::from(c.constant(0));
  ElementsAttr scaleAttr;
  if (!input || !input->getElementType().isF32() || !q.zeros ||
      !matchPattern(q.scale, m_Constant(&scaleAttr)) || !shapeOf(q.scale).empty() ||
      !range.element.isInteger(8))
    return std::nullopt;
  float scale = HostTensor::from(scaleAttr)->as<float>()[0];
  HostTensor result = HostTensor::zeros(input->getType().clone(range.element), input->isSplat());
  llvm::transform(input->as<float>(), result.mutableAs<uint8_t>().begin(), [&](float x) {
    float steps = std::nearbyint(x / scale) + float(q.zeros->front());
    return uint8_t(int(std::fmin(std::fmax(steps, float(range.low)), float(range.high))));
  });
  return result;
}

static LogicalResult convertQuantizeLinear(NodeConversion &c) {
  Type from = c.elementType(0);
  bool isInteger = from.isInteger(32) && !c.isUnsigned(0);
  if (!isInteger && !from.isF32() && !from.isF16() && !from.isBF16())
    return c.unsupported("input is not float, float16, bfloat16 or int32");
  int64_t dataType = c.intAttr("output_dtype", 0);
  if (!c.input(2) && dataType != 0 && dataType != 2)
    return c.unsupported("output_dtype " + Twine(dataType) + " without zero point is not supported",
                         "supported: uint8, or the zero point's type");
  FailureOr<int64_t> axis = readAxis(c);
  FailureOr<StoredRange> range = readStoredRange(c, 2);
  if (failed(axis) || failed(range))
    return failure();
  int64_t channels = *axis < 0 ? 1 : c.shape(0)[*axis];
  FailureOr<Quantization> q = readResultQuantization(c, 1, 2, channels);
  if (failed(q))
    return failure();
  if (std::optional<HostTensor> constant = quantizeConstant(c, *q, *range))
    return c.replace(c.constantValue(constant->toAttr()), range->isUnsigned);

  Type f32 = c.b.getF32Type();
  Value result = convertElements(
      c, *axis, *q, range->element,
      [&](ScalarBuilder &b, Value x, Value scale, Value zero) -> Value {
        Value real = isInteger ? Value(arith::SIToFPOp::create(b, f32, x)) : floatCast(b, x, f32);
        return storeSteps(b, arith::DivFOp::create(b, real, scale), zero, *range);
      });
  return c.replace(result, range->isUnsigned);
}

//===----------------------------------------------------------------------===//
// DequantizeLinear
//===----------------------------------------------------------------------===//

/// Dequantizes constants: real numbers that nothing else quantizes.
static std::optional<HostTensor> dequantizeConstant(NodeConversion &c, const Quantization &q,
                                                    int64_t axis) {
  std::optional<HostTensor> input = HostTensor::from(c.constant(0));
  ElementsAttr scaleAttr;
  if (!input || !q.zeros || !matchPattern(q.scale, m_Constant(&scaleAttr)))
    return std::nullopt;
  HostTensor scale = HostTensor::from(scaleAttr)->unsplatted();
  ArrayRef<float> scales = scale.as<float>();
  SmallVector<int64_t> stored = readIntegers(input->unsplatted(), c.isUnsigned(0));
  int64_t inner = axis < 0 ? 1 : productOf(c.shape(0).drop_front(axis + 1));
  int64_t channels = axis < 0 ? 1 : c.shape(0)[axis];
  HostTensor result = HostTensor::zeros(input->getType().clone(c.b.getF32Type()));
  for (auto [i, value] : llvm::enumerate(result.mutableAs<float>())) {
    size_t channel = i / inner % channels;
    int64_t zero = (*q.zeros)[q.zeros->size() == 1 ? 0 : channel];
    value = float(stored[i] - zero) * scales[scales.size() == 1 ? 0 : channel];
  }
  return result;
}

static LogicalResult convertDequantizeLinear(NodeConversion &c) {
  Type from = c.elementType(0), element = c.elementType(1);
  if (!from.isInteger(8) && !from.isInteger(16) && (!from.isInteger(32) || c.isUnsigned(0)))
    return c.unsupported("input is not of 8 or 16-bit integers or int32");
  FailureOr<int64_t> axis = readAxis(c);
  if (failed(axis))
    return failure();
  FailureOr<Quantization> q = readQuantization(c, {0, 1, 2}, *axis < 0 ? 1 : c.shape(0)[*axis]);
  if (failed(q))
    return failure();
  if (element.isF32())
    if (std::optional<HostTensor> constant = dequantizeConstant(c, *q, *axis))
      return c.replace(c.constantValue(constant->toAttr()), false);

  bool isUnsigned = c.isUnsigned(0);
  Value result = convertElements(
      c, *axis, *q, element, [&](ScalarBuilder &b, Value x, Value scale, Value zero) {
        return floatCast(b, mulOf(b, stepsOf(b, x, isUnsigned, zero), scale), element);
      });
  return c.replace(result, false);
}

//===----------------------------------------------------------------------===//
// DynamicQuantizeLinear
//===----------------------------------------------------------------------===//

/// The least or largest element of the input, and 0.
static Value extremeOf(NodeConversion &c, bool isMax) {
  Value input = c.input(0);
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(input).size()));
  return reduceDims(
      c, input, all, c.filled({}, c.b.getF32Type(), 0), [&](ScalarBuilder &b, ValueRange s) {
        return isMax ? maxOf(b, Number::Float, s[0], s[1]) : minOf(b, Number::Float, s[0], s[1]);
      });
}

static LogicalResult convertDynamicQuantizeLinear(NodeConversion &c) {
  Type f32 = c.b.getF32Type();
  if (!c.elementType(0).isF32())
    return c.unsupported("input is not float");
  StoredRange range = StoredRange::of(c.b.getI8Type(), /*isUnsigned=*/true);
  Value low = extremeOf(c, false), high = extremeOf(c, true);
  Value scale = *c.elementwise({low, high}, f32, [&](ScalarBuilder &b, ValueRange s) -> Value {
    // All zeros: any scale serves.
    Value width = subOf(b, s[1], s[0]), zero = constantOf(b, f32, 0);
    Value steps = divOf(b, Number::Float, width, constantOf(b, f32, 255));
    Value isEmpty = compareOf(b, Number::Float, Relation::Equal, width, zero);
    return selectOf(b, isEmpty, constantOf(b, f32, 1), steps);
  });
  Value zero = *c.elementwise({low, scale}, range.element, [&](ScalarBuilder &b, ValueRange s) {
    Value steps = arith::DivFOp::create(b, subOf(b, constantOf(b, f32, 0), s[0]), s[1]);
    return storeSteps(b, steps, Value(), range);
  });
  Value stored =
      *c.elementwise({c.input(0), scale, zero}, range.element, [&](ScalarBuilder &b, ValueRange s) {
        return storeSteps(b, arith::DivFOp::create(b, s[0], s[1]), widenInteger(b, s[2], true),
                          range);
      });
  return c.replace({stored, scale, zero}, /*isUnsigned=*/true);
}

void sinter::populateQuantizeConverters(ConverterTable &table) {
  table.add("QuantizeLinear", 10, convertQuantizeLinear, 2);
  table.add("DequantizeLinear", 10, convertDequantizeLinear, 2);
  table.add("DynamicQuantizeLinear", 11, convertDynamicQuantizeLinear);
  table.add("com.microsoft.QuantizeLinear", 1, convertQuantizeLinear, 2);
  table.add("com.microsoft.DequantizeLinear", 1, convertDequantizeLinear, 2);
}

void sinter::populateQuantizedConverters(ConverterTable &table) {
  populateQuantizeConverters(table);
  populateQuantConvConverters(table);
  populateQuantMatmulConverters(table);
  populateQuantArithmeticConverters(table);
  populateQuantPoolingConverters(table);
}
