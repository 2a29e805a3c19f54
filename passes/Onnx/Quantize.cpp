//===- Quantize.cpp - QuantizeLinear, DynamicQuantizeLinear ---------------===//
//
// Elementwise conversions from real to stored numbers, and the entry of all
// quantized operators.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/DataType.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/QuantElements.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"

using namespace mlir;
using namespace sinter;

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

namespace {

/// What QuantizeLinear stores.
struct StoredKind {
  StoredRange range; ///< Of integers.
  Narrow narrow = Narrow::None;
};

} // namespace

/// The type of the zero point, or that which the attribute names, or uint8.
static FailureOr<StoredKind> readStoredKind(NodeConversion &c) {
  int64_t number = c.intAttr("output_dtype", 0);
  FailureOr<StoredRange> range = readStoredRange(c, 2);
  if (failed(range))
    return failure();
  StoredKind kind = {*range, c.narrow(2)};
  if (!c.input(2) && number != 0) {
    std::optional<CastType> type = getDataType(c.b, number);
    kind.narrow = getNarrowType(number);
    bool isKnown = type && (type->element.isInteger(8) || type->element.isInteger(16));
    if (!isKnown && kind.narrow == Narrow::None)
      return c.unsupported("output_dtype " + Twine(number) + " is no type of quantized numbers",
                           "supported: integers up to 16 bits, floats of 8 and 4 bits");
    if (isKnown)
      kind.range = StoredRange::of(type->element, type->isUnsigned);
    else
      kind.range = StoredRange::of(c.b.getI8Type(), isNarrowUnsigned(kind.narrow));
  }
  if (kind.narrow != Narrow::None && !isNarrowFloat(kind.narrow)) {
    int64_t count = int64_t(1) << bitsOf(kind.narrow);
    kind.range.low = kind.range.isUnsigned ? 0 : -count / 2;
    kind.range.high = kind.range.low + count - 1;
  }
  return kind;
}

static LogicalResult convertQuantizeLinear(NodeConversion &c) {
  Type from = c.elementType(0);
  bool isInteger = from.isInteger(32) && !c.isUnsigned(0);
  if (!isInteger && !from.isF32() && !from.isF16() && !from.isBF16())
    return c.unsupported("input is not float, float16, bfloat16 or int32");
  FailureOr<Granularity> granularity = readGranularity(c);
  FailureOr<StoredKind> kind = readStoredKind(c);
  FailureOr<NarrowRounding> rounding = readNarrowRounding(c);
  if (failed(granularity) || failed(kind) || failed(rounding))
    return failure();
  FailureOr<Quantization> q = readGranular(c, *granularity, /*isResult=*/true);
  if (failed(q))
    return failure();
  if (kind->narrow == Narrow::None)
    if (std::optional<HostTensor> constant = quantizeConstant(c, *q, kind->range))
      return c.replace(c.constantValue(constant->toAttr()), kind->range.isUnsigned);

  Type f32 = c.b.getF32Type();
  auto body = [&](ScalarBuilder &b, Value x, Value scale, Value zero) -> Value {
    Value real = isInteger ? Value(arith::SIToFPOp::create(b, f32, x)) : floatCast(b, x, f32);
    Value steps = arith::DivFOp::create(b, real, scale);
    if (!isNarrowFloat(kind->narrow))
      return storeSteps(b, steps, zero, kind->range);
    return encodeNarrow(b, zero ? addOf(b, steps, zero) : steps, kind->narrow, *rounding);
  };
  Value result = convertElements(c, *granularity, *q, kind->range.element, body);
  if (kind->narrow != Narrow::None)
    return c.replace(result, kind->narrow);
  return c.replace(result, kind->range.isUnsigned);
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
  table.add("com.microsoft.QuantizeLinear", 1, convertQuantizeLinear, 2);
  table.add("DynamicQuantizeLinear", 11, convertDynamicQuantizeLinear);
  table.add("com.microsoft.QuantizeLinear", 1, convertQuantizeLinear, 2);
}

void sinter::populateQuantizedConverters(ConverterTable &table) {
  populateQuantizeConverters(table);
  populateDequantizeConverters(table);
  populateQuantConvConverters(table);
  populateQuantMatmulConverters(table);
  populateQuantArithmeticConverters(table);
  populateQuantPoolingConverters(table);
}
