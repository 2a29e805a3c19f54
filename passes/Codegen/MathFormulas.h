//===- MathFormulas.h - Elementary functions as formulas --------*- C++ -*-===//
//
// Results are within four units in the last place of f32, which
// test/passes/Codegen/math-accuracy.test measures; f64 is good to a few 1e-15 relative.
// Infinities, NaN and denormals come out as in C, but e^x flushes denormals to zero.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_MATHFORMULAS_H
#define PASSES_CODEGEN_MATHFORMULAS_H

#include "mlir/IR/PatternMatch.h"
#include "passes/Codegen/MathBuilder.h"

namespace sinter::codegen {

// Exponentials (ExponentialFormulas.cpp).
/// e^x * 2^scale.
mlir::Value expandExp(MathBuilder &b, mlir::Value x, int64_t scale = 0);
mlir::Value expandExp2(MathBuilder &b, mlir::Value x);
mlir::Value expandExpm1(MathBuilder &b, mlir::Value x);
mlir::Value expandSinh(MathBuilder &b, mlir::Value x);
mlir::Value expandCosh(MathBuilder &b, mlir::Value x);
mlir::Value expandTanh(MathBuilder &b, mlir::Value x);

/// The error function (ErrorFormulas.cpp).
mlir::Value expandErf(MathBuilder &b, mlir::Value x);

// Logarithms and powers (LogarithmFormulas.cpp).
mlir::Value expandLog(MathBuilder &b, mlir::Value x);
mlir::Value expandLog2(MathBuilder &b, mlir::Value x);
mlir::Value expandLog10(MathBuilder &b, mlir::Value x);
mlir::Value expandLog1p(MathBuilder &b, mlir::Value x);
mlir::Value expandAsinh(MathBuilder &b, mlir::Value x);
mlir::Value expandAcosh(MathBuilder &b, mlir::Value x);
mlir::Value expandAtanh(MathBuilder &b, mlir::Value x);
/// x^y; computes in f64 if `wide`, else loses up to 7 bits at large exponents.
mlir::Value expandPow(MathBuilder &b, mlir::Value x, mlir::Value y, bool wide);
mlir::Value expandCbrt(MathBuilder &b, mlir::Value x);

// Circular functions (CircularFormulas.cpp).
/// Angles are reduced in f64 if `wide`, else exact up to about 1e4.
std::pair<mlir::Value, mlir::Value> expandSinCos(MathBuilder &b, mlir::Value x, bool wide);
mlir::Value expandAtan(MathBuilder &b, mlir::Value x);
mlir::Value expandAsin(MathBuilder &b, mlir::Value x);
mlir::Value expandAcos(MathBuilder &b, mlir::Value x);
mlir::Value expandAtan2(MathBuilder &b, mlir::Value y, mlir::Value x);

// Rounding, choice and remainder (RoundingFormulas.cpp).
/// Halves away from zero.
mlir::Value expandRound(MathBuilder &b, mlir::Value x);
/// The following need no rounding instruction of the machine.
mlir::Value expandRoundEven(MathBuilder &b, mlir::Value x);
mlir::Value expandFloor(MathBuilder &b, mlir::Value x);
mlir::Value expandCeil(MathBuilder &b, mlir::Value x);
mlir::Value expandTrunc(MathBuilder &b, mlir::Value x);
/// The larger (smaller) number; NaN if one is NaN. Zeros count as equal.
mlir::Value expandMaximum(MathBuilder &b, mlir::Value x, mlir::Value y);
mlir::Value expandMinimum(MathBuilder &b, mlir::Value x, mlir::Value y);
/// The exact remainder of x / y with the sign of x, for f32 values in an f64 builder.
mlir::Value expandRemainder(MathBuilder &wide, mlir::Value x, mlir::Value y);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_MATHFORMULAS_H
