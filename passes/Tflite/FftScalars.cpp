//===- FftScalars.cpp - The arithmetic of Fourier transforms --------------===//

#include "passes/Tflite/FftScalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

Value FftScalars::load(Value stored) {
  return isShort() ? Value(arith::ExtSIOp::create(b, b.getI32Type(), stored)) : stored;
}

Value FftScalars::save(Value x) {
  return isShort() ? Value(arith::TruncIOp::create(b, element, x)) : x;
}

Value FftScalars::wrap(Value x) { return isShort() ? load(save(x)) : x; }

Value FftScalars::add(Value x, Value y) { return wrap(addOf(b, x, y)); }
Value FftScalars::sub(Value x, Value y) { return wrap(subOf(b, x, y)); }

Value FftScalars::negate(Value x) {
  return isFloat() ? Value(arith::NegFOp::create(b, x)) : sub(zero(), x);
}

Value FftScalars::half(Value x) {
  if (isFloat())
    return mulOf(b, x, constant(0.5));
  return wrap(arith::ShRSIOp::create(b, x, constantOf(b, x.getType(), 1)));
}

Value FftScalars::halfSum(Value x, Value y) { return half(addOf(b, x, y)); }
Value FftScalars::halfDifference(Value x, Value y) { return half(subOf(b, x, y)); }

Value FftScalars::constant(double value) {
  return constantOf(b, isFloat() ? element : Type(b.getI32Type()), value);
}

Value FftScalars::product(Value x, Value y) {
  if (!isFloat() && !isShort()) {
    x = arith::ExtSIOp::create(b, b.getI64Type(), x);
    y = arith::ExtSIOp::create(b, b.getI64Type(), y);
  }
  return mulOf(b, x, y);
}

Value FftScalars::round(Value products) {
  if (isFloat())
    return products;
  int64_t bits = isShort() ? 15 : 31;
  Type type = products.getType();
  Value sum = addOf(b, products, constantOf(b, type, double(int64_t(1) << (bits - 1))));
  Value rounded = arith::ShRSIOp::create(b, sum, constantOf(b, type, double(bits)));
  return isShort() ? wrap(rounded) : Value(arith::TruncIOp::create(b, element, rounded));
}

Value FftScalars::divide(Value x, int64_t parts) {
  if (isFloat())
    return x;
  int64_t one = isShort() ? INT16_MAX : INT32_MAX;
  return multiply(x, constant(double(one / parts)));
}

Value FftScalars::multiply(Value x, Value factor) { return round(product(x, factor)); }

Complex FftScalars::multiply(Complex x, Complex factor) {
  Value re = subOf(b, product(x.re, factor.re), product(x.im, factor.im));
  Value im = addOf(b, product(x.re, factor.im), product(x.im, factor.re));
  return {round(re), round(im)};
}

double FftScalars::encode(Type element, double factor) {
  if (isa<FloatType>(element))
    return float(factor);
  return std::floor(0.5 + (element.isInteger(16) ? INT16_MAX : INT32_MAX) * factor);
}
