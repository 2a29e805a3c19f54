//===- FixedScalars.h - Functions in fixed point at run time ----*- C++ -*-===//
//
// The functions that TFLite's kernels compute in 32-bit fixed point, emitted for what
// has too many values for a table. Numbers with n integer bits have 31 - n fractional
// bits; results are those of gemmlowp's fixed-point numbers, to the bit.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FIXEDSCALARS_H
#define PASSES_TFLITE_FIXEDSCALARS_H

#include "passes/Tflite/FixedPoint.h"

namespace sinter {

/// x * 2^exponent, saturated.
mlir::Value fixedTimesPowerOfTwo(ScalarBuilder &b, mlir::Value x, int exponent);

/// 1 / (1 + x) for x from 0 to 1, without integer bits.
mlir::Value fixedInverseOfOnePlus(ScalarBuilder &b, mlir::Value x);

/// log(x) with `resultBits` integer bits, of x from 1 on with `inputBits`.
mlir::Value fixedLogarithm(ScalarBuilder &b, mlir::Value x, int inputBits, int resultBits);

/// 1 / sqrt(x) for an integer x from 1 on (what is below counts as 1): the fraction and
/// the shift to the left of a factor, as multiplyByFixed takes it.
mlir::Value fixedInverseRoot(ScalarBuilder &b, mlir::Value x);
mlir::Value fixedInverseRootShift(ScalarBuilder &b, mlir::Value x);

/// x times a factor of which fraction and shift to the left are computed.
mlir::Value multiplyByFixed(ScalarBuilder &b, mlir::Value x, mlir::Value fraction,
                            mlir::Value shift);

} // namespace sinter

#endif // PASSES_TFLITE_FIXEDSCALARS_H
