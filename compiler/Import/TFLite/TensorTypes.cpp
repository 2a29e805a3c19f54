//===- TensorTypes.cpp - Types of .tflite tensors -------------------------===//
//
// Scales and zero points are checked before they become a type, whose builder takes
// them for granted: counts against the shape, scales that a float can hold, zero
// points within the range of what is stored.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/TensorTypes.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "dialects/Tflite/IR/TfliteDialect.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

/// Bits of integers whose width is below a byte; they are unpacked to bytes.
static unsigned getPackedBits(format::TensorType type) {
  switch (type) {
  case format::TensorType::INT2:
    return 2;
  case format::TensorType::INT4:
  case format::TensorType::UINT4:
    return 4;
  default:
    return 0;
  }
}

unsigned tfliteStoredBits(format::TensorType type, Type element) {
  if (unsigned bits = getPackedBits(type))
    return bits;
  return std::max(8u, element.getIntOrFloatBitWidth());
}

/// Returns the type without quantization, or null if compiled modules know none such.
static Type getPlainType(MLIRContext *context, format::TensorType type) {
  auto signless = [&](unsigned width) { return IntegerType::get(context, width); };
  auto unsignedInteger = [&](unsigned width) {
    return IntegerType::get(context, width, IntegerType::Unsigned);
  };
  switch (type) {
  case format::TensorType::FLOAT32:
    return Float32Type::get(context);
  case format::TensorType::FLOAT16:
    return Float16Type::get(context);
  case format::TensorType::FLOAT64:
    return Float64Type::get(context);
  case format::TensorType::BFLOAT16:
    return BFloat16Type::get(context);
  case format::TensorType::BOOL:
    return signless(1);
  case format::TensorType::INT2:
  case format::TensorType::INT4:
  case format::TensorType::INT8:
    return signless(8);
  case format::TensorType::INT16:
    return signless(16);
  case format::TensorType::INT32:
    return signless(32);
  case format::TensorType::INT64:
    return signless(64);
  case format::TensorType::UINT4:
  case format::TensorType::UINT8:
    return unsignedInteger(8);
  case format::TensorType::UINT16:
    return unsignedInteger(16);
  case format::TensorType::UINT32:
    return unsignedInteger(32);
  case format::TensorType::UINT64:
    return unsignedInteger(64);
  default:
    return Type();
  }
}

SmallVector<int64_t> tfliteShape(const format::Tensor &tensor) {
  SmallVector<int64_t> shape;
  for (int32_t dim : numbers(tensor.shape()))
    shape.push_back(dim >= 0 ? dim : ShapedType::kDynamic);
  return shape;
}

Type TfliteTypes::getElementType(const format::Tensor &tensor, StringRef name) {
  const char *typeName = format::EnumNameTensorType(tensor.type());
  std::string formatName = *typeName ? typeName : "type " + std::to_string(int(tensor.type()));
  Type plain = getPlainType(context, tensor.type());
  if (!plain)
    return tflite::OpaqueType::get(context, formatName);
  auto integer = dyn_cast<IntegerType>(plain);
  const format::QuantizationParameters *parameters = tensor.quantization();
  // What converters note beside types that are not quantized means nothing.
  if (!parameters || !integer || integer.getWidth() == 1 || integer.getWidth() == 64)
    return plain;
  if (parameters->details_type() != format::QuantizationDetails::NONE)
    return tflite::OpaqueType::get(context, formatName + " quantized by blocks");
  return sizeOf(parameters->scale()) == 0 ? plain : getQuantized(tensor, integer, name);
}

/// Returns what keeps a scale from being one, or nothing.
static std::optional<std::string> findScaleProblem(ArrayRef<float> scales) {
  for (auto [i, scale] : llvm::enumerate(scales)) {
    // Smaller ones have lost digits, and their inverse is infinite. A channel of weights
    // may have a negative one (NegativeScales.h).
    float size = scales.size() > 1 ? std::fabs(scale) : scale;
    if (std::isfinite(scale) && size >= std::numeric_limits<float>::min())
      continue;
    std::string text;
    llvm::raw_string_ostream os(text);
    os << "has scale " << scale;
    if (scales.size() > 1)
      os << " at index " << i;
    os << "; scales are finite and above 0";
    return text;
  }
  return std::nullopt;
}

Type TfliteTypes::getQuantized(const format::Tensor &tensor, IntegerType plain, StringRef name) {
  const format::QuantizationParameters &parameters = *tensor.quantization();
  ArrayRef<float> scales = numbers(parameters.scale());
  SmallVector<int64_t> zeroPoints = wideNumbers(parameters.zero_point());
  ArrayRef<int32_t> shape = numbers(tensor.shape());
  // The axis of a list matters to nobody, and some files tell one that it has not.
  int64_t axis = shape.size() == 1 ? 0 : parameters.quantized_dimension();
  int64_t channels = scales.size() == 1                          ? 1
                     : axis >= 0 && axis < int64_t(shape.size()) ? shape[axis]
                                                                 : -1;
  Type &known = quantized[{&parameters, int(tensor.type()), channels}];
  if (known)
    return known;
  known = plain;
  auto problem = [&](const Twine &text) {
    problems.push_back("tensor " + quoted(name) + " " + text.str());
    return plain;
  };

  bool isSigned = !plain.isUnsigned();
  unsigned bits = getPackedBits(tensor.type());
  if (bits == 0)
    bits = plain.getWidth();
  int64_t smallest = quant::QuantizedType::getDefaultMinimumForInteger(isSigned, bits);
  int64_t largest = quant::QuantizedType::getDefaultMaximumForInteger(isSigned, bits);
  if (std::optional<std::string> text = findScaleProblem(scales))
    return problem(*text);
  if (zeroPoints.size() > 1 && zeroPoints.size() != scales.size())
    return problem("has " + Twine(scales.size()) + " scales, but " + Twine(zeroPoints.size()) +
                   " zero points");
  for (int64_t zeroPoint : zeroPoints)
    if (zeroPoint < smallest || zeroPoint > largest)
      return problem("has zero point " + Twine(zeroPoint) + ", which is not in [" +
                     Twine(smallest) + ", " + Twine(largest) + "]");

  auto storage = IntegerType::get(context, plain.getWidth());
  auto expressed = Float32Type::get(context);
  unsigned flags = isSigned ? quant::QuantizationFlags::Signed : 0;
  int64_t zeroPoint = zeroPoints.empty() ? 0 : zeroPoints.front();
  if (scales.size() == 1)
    return known = quant::UniformQuantizedType::get(flags, storage, expressed, scales.front(),
                                                    zeroPoint, smallest, largest);
  if (channels < 0)
    return problem("is quantized along axis " + Twine(axis) + ", but has " + Twine(shape.size()) +
                   " dimensions of known size");
  if (channels != int64_t(scales.size()))
    return problem("has " + Twine(scales.size()) + " scales, but " + Twine(channels) +
                   " elements along axis " + Twine(axis));
  SmallVector<double> wide(llvm::map_range(scales, [](float s) { return std::fabs(s); }));
  SmallVector<int64_t> points(scales.size(), zeroPoint);
  if (zeroPoints.size() == scales.size())
    points.assign(zeroPoints.begin(), zeroPoints.end());
  return known = quant::UniformQuantizedPerAxisType::get(flags, storage, expressed, wide, points,
                                                         axis, smallest, largest);
}

} // namespace sinter
