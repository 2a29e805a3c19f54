//===- StoredProduct.h - Operands of integer products ----------*- C++ -*-===//
//
// sum (x - zx) * (w - zw) is computed on the stored integers: zw is subtracted from
// constant weights while compiling, and -zx * sum(w) is one number per filter that
// joins the bias. Padding with zx keeps that true at the border. Where weights are
// computed both sides are widened to i32 and offset first.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_STOREDPRODUCT_H
#define PASSES_TFLITE_STOREDPRODUCT_H

#include "passes/Tflite/Requantize.h"

namespace sinter {

/// What an operator multiplies: storage of 8 or 16 bits, zero points per tensor.
struct StoredProduct {
  mlir::Value x;
  bool isXUnsigned = false;
  int64_t xZero = 0;
  mlir::Value w; ///< [filters, ...]
  bool isWUnsigned = false;
  int64_t wZero = 0;
  mlir::Value bias;    ///< One per filter (i32 or i64), or null.
  bool isWide = false; ///< The reference sums in 64 bits.
};

/// What to multiply, and what to add to each filter's sum.
struct ProductOperands {
  mlir::Value x, w;
  bool isXUnsigned = false, isWUnsigned = false;
  mlir::TypedAttr padding; ///< What stands for zero in `x`.
  mlir::Value addend;      ///< One per filter, or null.
  mlir::Type accumulator;  ///< i32, or i64 where sums may need it.
  /// No sum with its addend has a larger magnitude.
  int64_t limit = std::numeric_limits<int64_t>::max();
};

ProductOperands prepareOperands(TensorBuilder &c, const StoredProduct &product);

} // namespace sinter

#endif // PASSES_TFLITE_STOREDPRODUCT_H
