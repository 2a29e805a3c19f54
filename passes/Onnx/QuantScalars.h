//===- QuantScalars.h - From integer sums to stored integers ----*- C++ -*-===//
//
// The elementwise ends of quantized operators. Rounding is to nearest even, as
// QuantizeLinear defines; what is out of range saturates.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_QUANTSCALARS_H
#define PASSES_ONNX_QUANTSCALARS_H

#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/QuantParameters.h"
#include "passes/Tensor/Scalars.h"

namespace sinter {

/// The integers that a quantized result may take.
struct StoredRange {
  mlir::Type element; ///< At most 16 bits.
  bool isUnsigned = false;
  int64_t low = 0, high = 0;

  /// All of the type's integers.
  static StoredRange of(mlir::Type element, bool isUnsigned);
};

/// The range of the node's result whose zero point is input `zero` (of 8 bits
/// unsigned if absent), within the attribute "sinter.clamp" = [low, high] that an
/// activation left behind. Declines other types.
mlir::FailureOr<StoredRange> readStoredRange(NodeConversion &c, unsigned zero);

/// Rounds `steps` (f32), adds the zero point (of i32, or null) and saturates. NaN
/// becomes the lowest integer.
mlir::Value storeSteps(ScalarBuilder &b, mlir::Value steps, mlir::Value zero,
                       const StoredRange &range);

/// Returns stored - zero point as i32; `zero` is i32 or null.
mlir::Value offsetOf(ScalarBuilder &b, mlir::Value stored, bool isUnsigned, mlir::Value zero);

/// The same as f32.
mlir::Value stepsOf(ScalarBuilder &b, mlir::Value stored, bool isUnsigned, mlir::Value zero);

/// What becomes of an i32 sum of products.
struct Requantization {
  mlir::Value multiplier; ///< f32 of rank 0 or one per channel: real steps per unit of the sum.
  mlir::Value addend;     ///< i32, one per channel, added to the sum; or null.
  /// Where the result is stored; plain f32 results have none.
  std::optional<StoredRange> range;
  Quantization result;
};

/// Requantizes `sum`, whose last dims are the channels, in the shape `channels`.
mlir::Value requantize(NodeConversion &c, mlir::Value sum, llvm::ArrayRef<int64_t> channels,
                       const Requantization &how);

/// Adds `addend` (i32, one per channel, or null) along the last dims.
mlir::Value addChannels(NodeConversion &c, mlir::Value sum, llvm::ArrayRef<int64_t> channels,
                        mlir::Value addend);

} // namespace sinter

#endif // PASSES_ONNX_QUANTSCALARS_H
