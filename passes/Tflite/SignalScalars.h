//===- SignalScalars.h - Scalars of the audio front end ---------*- C++ -*-===//

#ifndef PASSES_TFLITE_SIGNALSCALARS_H
#define PASSES_TFLITE_SIGNALSCALARS_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Says whether input `i` holds plain integers of that width.
bool isSigned(TfliteConversion &c, unsigned i, unsigned width);
bool isUnsigned(TfliteConversion &c, unsigned i, unsigned width);

/// An i32 as i16, limited to what that holds.
mlir::Value saturate16(ScalarBuilder &b, mlir::Value x);

/// The number of bits that an unsigned integer needs; `ofZero` for 0.
mlir::Value bitLength(ScalarBuilder &b, mlir::Value x, int64_t ofZero);

/// Entry `index` (an i32 in range) of a constant table, extended to i32 by its sign.
mlir::Value readEntry(ScalarBuilder &b, mlir::Value table, mlir::Value index);

/// Shifts by constants.
mlir::Value shiftLeft(ScalarBuilder &b, mlir::Value x, int64_t bits);
mlir::Value shiftRight(ScalarBuilder &b, mlir::Value x, int64_t bits); ///< Of signed x.
mlir::Value shiftDown(ScalarBuilder &b, mlir::Value x, int64_t bits);  ///< Of unsigned x.

} // namespace sinter

#endif // PASSES_TFLITE_SIGNALSCALARS_H
