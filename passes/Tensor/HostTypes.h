//===- HostTypes.h - From element types to C++ types ------------*- C++ -*-===//

#ifndef PASSES_TENSOR_HOSTTYPES_H
#define PASSES_TENSOR_HOSTTYPES_H

#include "passes/Tensor/HostTensor.h"

namespace sinter {

/// Calls `fn(T())` with the C++ type of `element` and returns its result, or a
/// default-constructed result for types that C++ cannot compute with.
template <typename Result, typename Fn>
Result withHostType(mlir::Type element, bool isUnsigned, Fn fn) {
  if (element.isF32())
    return fn(float());
  if (element.isF64())
    return fn(double());
  if (!mlir::isa<mlir::IntegerType>(element))
    return Result();
  switch (element.getIntOrFloatBitWidth()) {
  case 1:
    return fn(bool());
  case 8:
    return isUnsigned ? fn(uint8_t()) : fn(int8_t());
  case 16:
    return isUnsigned ? fn(uint16_t()) : fn(int16_t());
  case 32:
    return isUnsigned ? fn(uint32_t()) : fn(int32_t());
  case 64:
    return isUnsigned ? fn(uint64_t()) : fn(int64_t());
  default:
    return Result();
  }
}

/// True for the float types that are computed with in f32 and rounded back.
inline bool isShortFloat(mlir::Type element) { return element.isF16() || element.isBF16(); }

/// Converts between f32 and f16 or bf16, rounding to nearest even.
HostTensor shortToFloat(const HostTensor &tensor);
HostTensor floatToShort(const HostTensor &tensor, mlir::Type element);

} // namespace sinter

#endif // PASSES_TENSOR_HOSTTYPES_H
