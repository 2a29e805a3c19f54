//===- MathBuilder.h - Formulas on scalars and vectors ----------*- C++ -*-===//
//
// Builds arithmetic on one float type, scalar or vector, so that an expansion
// reads like the formula it computes.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_MATHBUILDER_H
#define PASSES_CODEGEN_MATHBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace sinter::codegen {

/// Returns the number that fills a floating-point constant, scalar or vector.
std::optional<mlir::APFloat> getUniformConstant(mlir::Value value);

class MathBuilder {
public:
  /// Builds at the insertion point of `builder` on values of type `type` (f32, f64
  /// or vectors of them).
  MathBuilder(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type, bool hasFma)
      : builder(builder), loc(loc), type(type), hasFma(hasFma) {}

  /// The same builder on values of another float element type.
  MathBuilder withElementType(mlir::Type element) const {
    return MathBuilder(builder, loc, getTypeOf(element), hasFma);
  }

  bool isDouble() const { return mlir::getElementTypeOrSelf(type).isF64(); }
  int64_t getMantissaBits() const { return isDouble() ? 52 : 23; }
  int64_t getExponentBias() const { return isDouble() ? 1023 : 127; }
  mlir::Type getFloatType() const { return type; }

  mlir::Value constant(double value);
  mlir::Value infinity() { return constant(std::numeric_limits<double>::infinity()); }
  mlir::Value notANumber() { return constant(std::numeric_limits<double>::quiet_NaN()); }
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value div(mlir::Value a, mlir::Value b);
  mlir::Value neg(mlir::Value a);
  mlir::Value abs(mlir::Value a);
  mlir::Value sqrt(mlir::Value a);
  mlir::Value roundEven(mlir::Value a);
  mlir::Value trunc(mlir::Value a);
  mlir::Value copySign(mlir::Value magnitude, mlir::Value sign);
  /// a * b + c, rounded once where the machine can.
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c);
  /// coefficients[0] + x * (coefficients[1] + x * ...).
  mlir::Value polynomial(mlir::Value x, llvm::ArrayRef<double> coefficients);

  /// Ordered comparisons: false if an operand is NaN.
  mlir::Value less(mlir::Value a, mlir::Value b);
  mlir::Value lessEqual(mlir::Value a, mlir::Value b);
  mlir::Value equal(mlir::Value a, mlir::Value b);
  mlir::Value isNaN(mlir::Value a);
  mlir::Value both(mlir::Value a, mlir::Value b);
  mlir::Value either(mlir::Value a, mlir::Value b);
  mlir::Value select(mlir::Value condition, mlir::Value yes, mlir::Value no);
  /// The value within [low, high]; NaN stays NaN.
  mlir::Value clamp(mlir::Value a, double low, double high);

  /// Integers of the same width as the floats.
  mlir::Value intConstant(int64_t value);
  mlir::Value toInt(mlir::Value a);
  mlir::Value toFloat(mlir::Value a);
  mlir::Value bits(mlir::Value a);
  mlir::Value fromBits(mlir::Value a);
  mlir::Value intAdd(mlir::Value a, mlir::Value b);
  mlir::Value intSub(mlir::Value a, mlir::Value b);
  mlir::Value intAnd(mlir::Value a, int64_t mask);
  mlir::Value intEqual(mlir::Value a, int64_t value);
  mlir::Value shiftLeft(mlir::Value a, int64_t count);
  mlir::Value shiftRightSigned(mlir::Value a, int64_t count);
  /// 2 to the power of an integer in the range of normal numbers.
  mlir::Value powerOfTwo(mlir::Value exponent);

  /// Values of `a` in this builder's type.
  mlir::Value convert(mlir::Value a);

private:
  mlir::Type getTypeOf(mlir::Type element) const;
  mlir::Type getIntType() const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type type;
  bool hasFma;
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_MATHBUILDER_H
