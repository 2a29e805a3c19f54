//===- Sigmoid16.h - Logistic and tanh of 16-bit integers -------*- C++ -*-===//
//
// Both functions interpolate one table of the sigmoid, linearly and in integers. The
// argument has 12 fractional bits after scaling by 3 / 2^n or a factor of the model;
// results have 15.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_SIGMOID16_H
#define PASSES_TFLITE_SIGMOID16_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

/// What the stored argument is scaled by: (x * multiplier + rounding) >> shift.
struct Sigmoid16Scale {
  int32_t multiplier = 3, shift = 0;
};

/// The table as tensor<256xi32>, to be made before the loops that look up in it.
mlir::Value sigmoidTable(TensorBuilder &c);

/// The functions of x (i32 that holds 16 bits); results are i32 that fit into 16 bits.
mlir::Value logistic16(ScalarBuilder &b, mlir::Value x, Sigmoid16Scale scale, mlir::Value table);
mlir::Value tanh16(ScalarBuilder &b, mlir::Value x, Sigmoid16Scale scale, mlir::Value table);

} // namespace sinter

#endif // PASSES_TFLITE_SIGMOID16_H
