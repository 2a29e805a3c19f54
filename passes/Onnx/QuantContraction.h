//===- QuantContraction.h - Operands of integer products --------*- C++ -*-===//
//
// sum (x - zx) * (w - zw) is computed on the stored integers: a constant zw is
// subtracted from constant weights while compiling, and -zx * sum(w) is one number
// per filter, added after. Padding with zx keeps that true at the border. Where
// this does not hold (computed weights or zero points) both sides are widened to
// i32 and offset first.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_QUANTCONTRACTION_H
#define PASSES_ONNX_QUANTCONTRACTION_H

#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/QuantParameters.h"

namespace sinter {

/// What to multiply, and what to add to each filter's sum.
struct IntegerOperands {
  mlir::Value x, w;
  bool isXUnsigned = false, isWUnsigned = false;
  mlir::TypedAttr padding; ///< What stands for zero in `x`.
  mlir::Value addend;      ///< i32, one per filter, or null.
};

/// Inputs `x` and `w` of the node, and how they are quantized: `xq` per tensor, `wq`
/// per tensor or filter.
struct IntegerProduct {
  unsigned x;
  const Quantization &xq;
  unsigned w;
  const Quantization &wq;
  int64_t filterAxis;     ///< The dimension of `w` that holds the filters.
  bool isPadded = false;  ///< `x` will be padded.
  bool isBatched = false; ///< A filter's weights are not all its elements of `w`.
};

/// Prepares a product. `bias` (i32, one per filter, or null) joins the addend.
IntegerOperands prepareOperands(NodeConversion &c, const IntegerProduct &product, mlir::Value bias);

} // namespace sinter

#endif // PASSES_ONNX_QUANTCONTRACTION_H
