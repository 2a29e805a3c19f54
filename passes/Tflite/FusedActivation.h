//===- FusedActivation.h - Bounds of an operator's results ------*- C++ -*-===//
//
// Many operators end in an activation, which the option "fused_activation_function"
// names. All that kernels know are bounds: of real results, or of the integers that
// stand for them.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FUSEDACTIVATION_H
#define PASSES_TFLITE_FUSEDACTIVATION_H

#include "passes/Tflite/Conversion.h"
#include <cmath>

namespace sinter {

/// The values that a real result may take.
struct RealBounds {
  double low = -HUGE_VAL, high = HUGE_VAL;
};

/// The integers that a quantized result may take, and what zero is stored as.
struct StoredBounds {
  mlir::Type element; ///< Of 8 or 16 bits.
  bool isUnsigned = false;
  int64_t low = 0, high = 0, zeroPoint = 0;
  double scale = 1;
};

/// Reads the operator's activation; declines those that are no bounds.
mlir::FailureOr<RealBounds> readFusedActivation(TfliteConversion &c);

/// Returns how result 0, which must be quantized as a whole in 8 or 16 bits, is
/// stored; within `bounds`.
mlir::FailureOr<StoredBounds> readStoredBounds(TfliteConversion &c, RealBounds bounds = {});

/// The same within the operator's activation.
mlir::FailureOr<StoredBounds> readFusedBounds(TfliteConversion &c);

/// x within the bounds; NaN stays.
mlir::Value clampReal(ScalarBuilder &b, mlir::Value x, const RealBounds &bounds);

/// Bounds x (i32, zero point included) and cuts it to the stored type.
mlir::Value clampStored(ScalarBuilder &b, mlir::Value x, const StoredBounds &bounds);

/// Adds the zero point first.
mlir::Value storeSteps(ScalarBuilder &b, mlir::Value steps, const StoredBounds &bounds);

/// x within bounds, elementwise.
mlir::Value clampRealTensor(TensorBuilder &c, mlir::Value x, const RealBounds &bounds);

} // namespace sinter

#endif // PASSES_TFLITE_FUSEDACTIVATION_H
