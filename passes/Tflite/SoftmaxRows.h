//===- SoftmaxRows.h - What softmax and its logarithm share -----*- C++ -*-===//
//
// Both take exponentials relative to the maximum of a row. Of bytes, differences have
// 256 values: their exponentials in fixed point are a table.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_SOFTMAXROWS_H
#define PASSES_TFLITE_SOFTMAXROWS_H

#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/FixedPoint.h"

namespace sinter {

/// The rows of input 0: everything is [rows, length] here.
struct SoftmaxRows {
  mlir::Value input;
  mlir::Value most; ///< The maximum of each row: [rows].
  int64_t count, length;
  bool isUnsigned;

  /// stored - maximum, in i32, of the scalars {stored, maximum}.
  mlir::Value differenceOf(ScalarBuilder &b, mlir::ValueRange scalars) const;
};

SoftmaxRows makeSoftmaxRows(TfliteConversion &c);

/// Sums each row of i32, after `term`.
mlir::Value sumRows(TfliteConversion &c, const SoftmaxRows &rows, mlir::Value values,
                    llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value)> term);

/// A function of what each row has in `values`, [rows].
mlir::Value mapRows(TfliteConversion &c, const SoftmaxRows &rows, mlir::ValueRange values,
                    mlir::Type element, TensorBuilder::BodyFn body);

/// exp(scale * difference) of bytes.
struct ByteExponentials {
  static constexpr int inputBits = 5; ///< Integer bits of scaled differences.
  static constexpr int sumBits = 12;  ///< Integer bits of sums.

  FixedMultiplier factor; ///< Scales differences.
  int32_t radius;         ///< Differences below minus this are skipped: their exponential is 0.
  mlir::Value values;     ///< Without integer bits: [rows, length].
  mlir::Value sum;        ///< Of each row: [rows].
};
ByteExponentials exponentialsOfBytes(TfliteConversion &c, const SoftmaxRows &rows, double scale);

} // namespace sinter

#endif // PASSES_TFLITE_SOFTMAXROWS_H
