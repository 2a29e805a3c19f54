//===- Fft.h - Fourier transforms -------------------------------*- C++ -*-===//

#ifndef PASSES_TFLITE_FFT_H
#define PASSES_TFLITE_FFT_H

#include "passes/Tensor/TensorBuilder.h"
#include "passes/Tflite/FftScalars.h"

namespace sinter {

/// The factors of a transform of `size` numbers in the order in which they are split
/// off: fours, then two, then odd ones.
llvm::SmallVector<int64_t> fftFactors(int64_t size);

/// Transforms of sizes with larger prime factors are not supported.
inline constexpr int64_t kLargestFftFactor = 13;

/// Transforms complex numbers along their dimension 1. `numbers` is [2, size, count]:
/// real and imaginary parts of `count` sequences.
mlir::Value transformComplex(TensorBuilder &c, mlir::Value numbers, bool isInverse);

/// e^(i * phase) as elements: a constant tensor [2, phases].
mlir::Value rotations(TensorBuilder &c, mlir::Type element, llvm::ArrayRef<double> phases);

/// The same as a pair of scalars.
Complex rotation(FftScalars &s, mlir::Type element, double phase);

} // namespace sinter

#endif // PASSES_TFLITE_FFT_H
