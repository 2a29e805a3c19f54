//===- Dequantize.cpp - DequantizeLinear ----------------------------------===//

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

static std::optional<HostTensor> hostConstant(Value tensor) {
  ElementsAttr elements;
  if (!tensor || !matchPattern(tensor, m_Constant(&elements)))
    return std::nullopt;
  std::optional<HostTensor> result = HostTensor::from(elements);
  return result ? std::optional(result->unsplatted()) : std::nullopt;
}

/// Dequantizes constants: real numbers that nothing else quantizes.
static std::optional<HostTensor> dequantizeConstant(NodeConversion &c, const Quantization &q,
                                                    const Granularity &granularity) {
  std::optional<HostTensor> input = hostConstant(c.input(0)), scale = hostConstant(q.scale);
  std::optional<HostTensor> zero = hostConstant(q.zero);
  if (!input || !scale || (q.zero && !zero) || isNarrowFloat(c.narrow(0)))
    return std::nullopt;
  ArrayRef<float> scales = scale->as<float>();
  SmallVector<int64_t> stored = readIntegers(*input, c.isUnsigned(0)), zeros = {0};
  if (zero)
    zeros = readIntegers(*zero, q.isZeroUnsigned);
  int64_t inner = granularity.axis < 0 ? 1 : productOf(c.shape(0).drop_front(granularity.axis + 1));
  int64_t channels = granularity.channels(c);
  HostTensor result = HostTensor::zeros(input->getType().clone(c.b.getF32Type()));
  for (auto [i, value] : llvm::enumerate(result.mutableAs<float>())) {
    size_t channel = granularity.block != 0 ? i : i / inner % channels;
    value = float(stored[i] - zeros[zeros.size() == 1 ? 0 : channel]) *
            scales[scales.size() == 1 ? 0 : channel];
  }
  return result;
}

/// The result's element type: as the attribute tells, else that of the scale.
static FailureOr<Type> readResultElement(NodeConversion &c) {
  int64_t number = c.intAttr("output_dtype", 0);
  if (number == 0)
    return c.elementType(1);
  std::optional<CastType> given = getDataType(c.b, number);
  if (given && isa<FloatType>(given->element) && !given->element.isF64())
    return given->element;
  return c.unsupported("output_dtype " + Twine(number) + " is not supported",
                       "supported: float, float16, bfloat16");
}

static LogicalResult convertDequantizeLinear(NodeConversion &c) {
  Type from = c.elementType(0);
  if (!from.isInteger(8) && !from.isInteger(16) && (!from.isInteger(32) || c.isUnsigned(0)))
    return c.unsupported("input is not of integers up to 16 bits, int32 or 8-bit floats");
  FailureOr<Granularity> granularity = readGranularity(c);
  FailureOr<Type> element = readResultElement(c);
  if (failed(granularity) || failed(element))
    return failure();
  FailureOr<Quantization> q = readGranular(c, *granularity, /*isResult=*/false);
  if (failed(q))
    return failure();
  if (element->isF32())
    if (std::optional<HostTensor> constant = dequantizeConstant(c, *q, *granularity))
      return c.replace(c.constantValue(constant->toAttr()), false);

  bool isUnsigned = c.isUnsigned(0);
  Narrow narrow = c.narrow(0);
  auto body = [&](ScalarBuilder &b, Value x, Value scale, Value zero) {
    Value steps;
    if (isNarrowFloat(narrow)) {
      steps = decodeNarrow(b, x, narrow);
      steps = zero ? subOf(b, steps, zero) : steps;
    } else {
      steps = stepsOf(b, x, isUnsigned, zero);
    }
    return floatCast(b, mulOf(b, steps, scale), *element);
  };
  return c.replace(convertElements(c, *granularity, *q, *element, body), false);
}

void sinter::populateDequantizeConverters(ConverterTable &table) {
  table.add("DequantizeLinear", 10, convertDequantizeLinear, 2);
  table.add("com.microsoft.DequantizeLinear", 1, convertDequantizeLinear, 2);
  table.add("com.microsoft.DequantizeLinear", 1, convertDequantizeLinear, 2);
}
