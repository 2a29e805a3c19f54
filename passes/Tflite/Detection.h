//===- Detection.h - Taking the best boxes one by one -----------*- C++ -*-===//

#ifndef PASSES_TFLITE_DETECTION_H
#define PASSES_TFLITE_DETECTION_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// What was taken, in its order; both are [count, rows].
struct Picks {
  mlir::Value positions; ///< i32.
  mlir::Value scores;    ///< f32; of no pick, after the last one, see `isPick`.
};

/// Boxes that rule out each other: corners [4, positions], or null for none, and the
/// largest part of their union that two may share.
struct Overlaps {
  mlir::Value boxes;
  double threshold = 1;
};

/// Takes the best of each row of `scores` ([rows, positions]) `count` times, those of at
/// least `threshold` only; of equal ones the first.
Picks pickBest(TensorBuilder &c, mlir::Value scores, int64_t count, const Overlaps &overlaps,
               double threshold);

/// Says whether a score is one that was taken.
mlir::Value isPick(ScalarBuilder &b, mlir::Value score);

} // namespace sinter

#endif // PASSES_TFLITE_DETECTION_H
