//===- FftScalars.h - The arithmetic of Fourier transforms ------*- C++ -*-===//
//
// TFLite Micro's transforms are those of a small FFT library: of floats, or of 16 or 32 bit
// fractions that are scaled down in each pass, rounded to the nearest, and wrap around
// where they overflow. Sixteen bits are held in i32 here.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FFTSCALARS_H
#define PASSES_TFLITE_FFTSCALARS_H

#include "passes/Tensor/Scalars.h"

namespace sinter {

struct Complex {
  mlir::Value re, im;
};

/// Scalar arithmetic of the element type f32, i16 or i32, emitted at `b`.
class FftScalars {
public:
  FftScalars(ScalarBuilder &b, mlir::Type element) : b(b), element(element) {}

  ScalarBuilder &builder() { return b; }

  mlir::Value load(mlir::Value stored); ///< From an element of a tensor.
  mlir::Value save(mlir::Value x);      ///< To an element of a tensor.

  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value negate(mlir::Value x);
  /// Half of x + y or x - y, whose sum does not wrap before in 16 bits.
  mlir::Value halfSum(mlir::Value x, mlir::Value y);
  mlir::Value halfDifference(mlir::Value x, mlir::Value y);
  mlir::Value half(mlir::Value x);
  /// x / parts for fractions; floats stay as they are.
  mlir::Value divide(mlir::Value x, int64_t parts);
  mlir::Value multiply(mlir::Value x, mlir::Value factor);
  mlir::Value zero() { return constant(0); }
  /// A factor as `encode` gives it.
  mlir::Value constant(double value);

  Complex add(Complex x, Complex y) { return {add(x.re, y.re), add(x.im, y.im)}; }
  Complex sub(Complex x, Complex y) { return {sub(x.re, y.re), sub(x.im, y.im)}; }
  Complex conjugate(Complex x) { return {x.re, negate(x.im)}; }
  Complex divide(Complex x, int64_t parts) { return {divide(x.re, parts), divide(x.im, parts)}; }
  Complex multiply(Complex x, Complex factor);

  /// Returns a factor from -1 to 1 as an element: itself, or the nearest fraction.
  static double encode(mlir::Type element, double factor);

private:
  /// Products of fractions, with twice the bits.
  mlir::Value product(mlir::Value x, mlir::Value y);
  /// Rounds what products add up to.
  mlir::Value round(mlir::Value products);
  mlir::Value wrap(mlir::Value x);

  bool isFloat() const { return mlir::isa<mlir::FloatType>(element); }
  bool isShort() const { return element.isInteger(16); }

  ScalarBuilder &b;
  mlir::Type element;
};

} // namespace sinter

#endif // PASSES_TFLITE_FFTSCALARS_H
