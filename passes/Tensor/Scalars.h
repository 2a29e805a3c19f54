//===- Scalars.h - Scalar arithmetic in converter bodies --------*- C++ -*-===//
//
// Models define operators over "numeric types"; MLIR's arith wants to know
// float, signed or unsigned. `Number` is that distinction, and the functions
// here emit the operation it selects.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_SCALARS_H
#define PASSES_TENSOR_SCALARS_H

#include "passes/Tensor/TensorBuilder.h"

namespace sinter {

/// How the elements of a tensor are to be read.
enum class Number { Float, Signed, Unsigned, Bool, Other };

using ScalarBuilder = mlir::ImplicitLocOpBuilder;

//===--- Constants --------------------------------------------------------===//

/// A constant of `type`; `value` must be representable.
mlir::Value constantOf(ScalarBuilder &b, mlir::Type type, double value);
/// The neutral element of max: -inf, or the lowest integer.
mlir::TypedAttr lowestOf(mlir::Type type, Number number);
/// The neutral element of min: +inf, or the highest integer.
mlir::TypedAttr highestOf(mlir::Type type, Number number);

//===--- Arithmetic -------------------------------------------------------===//

mlir::Value addOf(ScalarBuilder &b, mlir::Value x, mlir::Value y);
mlir::Value subOf(ScalarBuilder &b, mlir::Value x, mlir::Value y);
mlir::Value mulOf(ScalarBuilder &b, mlir::Value x, mlir::Value y);
/// Integers round toward zero; a zero divisor gives an unspecified value and
/// never traps.
mlir::Value divOf(ScalarBuilder &b, Number number, mlir::Value x, mlir::Value y);
/// The remainder of divOf (the sign of `x`), as safe.
mlir::Value remOf(ScalarBuilder &b, Number number, mlir::Value x, mlir::Value y);
mlir::Value maxOf(ScalarBuilder &b, Number number, mlir::Value x, mlir::Value y);
mlir::Value minOf(ScalarBuilder &b, Number number, mlir::Value x, mlir::Value y);
mlir::Value absOf(ScalarBuilder &b, Number number, mlir::Value x);

enum class Relation { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };
/// Compares; NaN relates to nothing.
mlir::Value compareOf(ScalarBuilder &b, Number number, Relation relation, mlir::Value x,
                      mlir::Value y);
mlir::Value selectOf(ScalarBuilder &b, mlir::Value condition, mlir::Value x, mlir::Value y);

//===--- Functions of floats ----------------------------------------------===//

/// x to the power `exponent`: products and roots where they serve, else
/// math.powf.
mlir::Value powerOf(ScalarBuilder &b, mlir::Value x, double exponent);
mlir::Value sigmoidOf(ScalarBuilder &b, mlir::Value x);
mlir::Value softplusOf(ScalarBuilder &b, mlir::Value x);

//===--- Widths of floats -------------------------------------------------===//

/// Returns the type in which sums and functions of `element` are computed: f32
/// for shorter floats, else `element`.
mlir::Type accumulatorOf(mlir::Type element);
/// Extends or truncates a float to `type`; other values stay as they are.
mlir::Value floatCast(ScalarBuilder &b, mlir::Value x, mlir::Type type);
/// floatCast of each element of a tensor.
mlir::Value floatCastTensor(TensorBuilder &c, mlir::Value tensor, mlir::Type element);

//===--- Widths of integers -----------------------------------------------===//

/// Extends an integer of at most 32 bits to i32.
mlir::Value widenInteger(ScalarBuilder &b, mlir::Value x, bool isUnsigned);

} // namespace sinter

#endif // PASSES_TENSOR_SCALARS_H
