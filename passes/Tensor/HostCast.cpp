//===- HostCast.cpp - Convert constants between element types -------------===//

#include "passes/Tensor/HostArithmetic.h"
#include "passes/Tensor/HostTypes.h"

#include "llvm/ADT/APFloat.h"

using namespace mlir;

namespace sinter {

/// Returns a tensor like `tensor` in shape and storage with another element type.
static HostTensor sameShape(const HostTensor &tensor, Type element) {
  return HostTensor::zeros(RankedTensorType::get(tensor.getShape(), element), tensor.isSplat());
}

HostTensor shortToFloat(const HostTensor &tensor) {
  const llvm::fltSemantics &semantics =
      cast<FloatType>(tensor.getElementType()).getFloatSemantics();
  HostTensor result = sameShape(tensor, Float32Type::get(tensor.getType().getContext()));
  llvm::transform(tensor.as<uint16_t>(), result.mutableAs<float>().begin(), [&](uint16_t bits) {
    APFloat value(semantics, APInt(16, bits));
    bool lossy;
    value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &lossy);
    return value.convertToFloat();
  });
  return result;
}

HostTensor floatToShort(const HostTensor &tensor, Type element) {
  const llvm::fltSemantics &semantics = cast<FloatType>(element).getFloatSemantics();
  HostTensor result = sameShape(tensor, element);
  auto round = [&](APFloat value) {
    bool lossy;
    value.convert(semantics, APFloat::rmNearestTiesToEven, &lossy);
    return uint16_t(value.bitcastToAPInt().getZExtValue());
  };
  if (tensor.getElementType().isF64())
    llvm::transform(tensor.as<double>(), result.mutableAs<uint16_t>().begin(),
                    [&](double value) { return round(APFloat(value)); });
  else
    llvm::transform(tensor.as<float>(), result.mutableAs<uint16_t>().begin(),
                    [&](float value) { return round(APFloat(value)); });
  return result;
}

/// Converts one number. Integers drop high bits; floats out of an integer's range
/// go through 64 bits, as generated code does.
template <typename To, typename From> static To convert(From value) {
  if constexpr (std::is_same_v<To, bool>) {
    return value != 0;
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if constexpr (std::is_same_v<To, uint64_t>)
      if (value >= From(9223372036854775808.0))
        return value < From(18446744073709551616.0) ? To(value) : To(-1);
    if (!(value >= From(-9223372036854775808.0) && value < From(9223372036854775808.0)))
      return To(std::numeric_limits<int64_t>::min());
    return To(int64_t(value));
  } else {
    return To(value);
  }
}

std::optional<HostTensor> castTo(const HostTensor &tensor, bool fromUnsigned, Type element,
                                 bool toUnsigned) {
  if (tensor.getElementType() == element)
    return tensor;
  if (isShortFloat(tensor.getElementType()))
    return castTo(shortToFloat(tensor), false, element, toUnsigned);
  if (isShortFloat(element)) {
    Type f64 = Float64Type::get(element.getContext());
    if (tensor.getElementType().isF32() || tensor.getElementType().isF64())
      return floatToShort(tensor, element);
    std::optional<HostTensor> wide = castTo(tensor, fromUnsigned, f64, false);
    return wide ? std::optional(floatToShort(*wide, element)) : std::nullopt;
  }
  HostTensor result = sameShape(tensor, element);
  bool done = withHostType<bool>(tensor.getElementType(), fromUnsigned, [&](auto from) {
    using From = decltype(from);
    return withHostType<bool>(element, toUnsigned, [&](auto to) {
      using To = decltype(to);
      llvm::transform(tensor.as<From>(), result.mutableAs<To>().begin(), convert<To, From>);
      return true;
    });
  });
  return done ? std::optional(result) : std::nullopt;
}

} // namespace sinter
