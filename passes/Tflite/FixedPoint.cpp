//===- FixedPoint.cpp - The integer arithmetic of TFLite ------------------===//

#include "passes/Tflite/FixedPoint.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

FixedMultiplier sinter::quantizeMultiplier(double factor) {
  if (factor == 0)
    return {};
  int shift = 0;
  double fraction = std::frexp(factor, &shift);
  auto rounded = int64_t(std::round(fraction * double(int64_t(1) << 31)));
  if (std::abs(rounded) == int64_t(1) << 31) {
    rounded /= 2;
    ++shift;
  }
  if (shift < -31)
    return {};
  return {int32_t(rounded), shift};
}

static Value i32(ScalarBuilder &b, int64_t value) {
  return arith::ConstantOp::create(b, b.getI32IntegerAttr(int32_t(value)));
}

static Value i64(ScalarBuilder &b, int64_t value) {
  return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
}

/// Negative products round as positive ones do, so that one addition serves both: the division
/// toward zero of the product and a nudge by its sign is this shift.
Value sinter::roundingDoublingHighMul(ScalarBuilder &b, Value x, Value y) {
  Type wide = b.getI64Type();
  Value product = arith::MulIOp::create(b, arith::ExtSIOp::create(b, wide, x),
                                        arith::ExtSIOp::create(b, wide, y));
  Value rounded = arith::AddIOp::create(b, product, i64(b, int64_t(1) << 30));
  Value shifted = arith::ShRSIOp::create(b, rounded, i64(b, 31));
  return arith::TruncIOp::create(b, b.getI32Type(), shifted, arith::IntegerOverflowFlags::nsw);
}

Value sinter::roundingDivideByPowerOfTwo(ScalarBuilder &b, Value x, Value exponent) {
  Value one = i32(b, 1), zero = i32(b, 0);
  Value mask = arith::SubIOp::create(b, arith::ShLIOp::create(b, one, exponent), one);
  Value rest = arith::AndIOp::create(b, x, mask);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, zero);
  Value threshold = arith::AddIOp::create(b, arith::ShRSIOp::create(b, mask, one),
                                          arith::ExtUIOp::create(b, b.getI32Type(), isNegative));
  Value isAbove = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, rest, threshold);
  return arith::AddIOp::create(b, arith::ShRSIOp::create(b, x, exponent),
                               arith::ExtUIOp::create(b, b.getI32Type(), isAbove));
}

Value sinter::roundingDivideByPowerOfTwo(ScalarBuilder &b, Value x, int32_t exponent) {
  return exponent == 0 ? x : roundingDivideByPowerOfTwo(b, x, i32(b, exponent));
}

bool sinter::leavesRoom(FixedMultiplier factor, int64_t limit) {
  int left = std::max(factor.shift, 0), right = std::max(-factor.shift, 0);
  int64_t end = int64_t(1) << 31;
  return left < 31 && limit < end && (limit << left) + (int64_t(1) << right) / 2 < end;
}

/// Half of the divisor is added, less one for negative numbers, before the shift.
Value sinter::roundingShift(ScalarBuilder &b, Value x, Value exponent, Value half, Value mask) {
  Value less = arith::ShRSIOp::create(b, x, i32(b, 31));
  if (mask)
    less = arith::AndIOp::create(b, less, mask);
  Value nudged = arith::AddIOp::create(b, arith::AddIOp::create(b, x, half), less);
  return arith::ShRSIOp::create(b, nudged, exponent);
}

Value sinter::multiplyByFixed(ScalarBuilder &b, Value x, FixedMultiplier factor, int64_t limit) {
  if (factor.shift > 0)
    x = arith::ShLIOp::create(b, x, i32(b, std::min(factor.shift, 31)));
  Value product = roundingDoublingHighMul(b, x, i32(b, factor.fraction));
  int right = std::max(-factor.shift, 0);
  if (right > 0 && leavesRoom(factor, limit))
    return roundingShift(b, product, i32(b, right), i32(b, int64_t(1) << (right - 1)));
  return roundingDivideByPowerOfTwo(b, product, right);
}

int64_t sinter::wideFraction(FixedMultiplier factor) {
  return factor.fraction < 0x7FFF0000 ? (int64_t(factor.fraction) + (1 << 15)) >> 16
                                      : int64_t(0x7FFF);
}

/// Factors of 2^15 and more have no meaning in the kernels.
int64_t sinter::wideShift(FixedMultiplier factor) {
  return std::max<int64_t>(15 - factor.shift, 1);
}

Value sinter::multiplyWideByFixed(ScalarBuilder &b, Value x, FixedMultiplier factor) {
  int64_t shift = wideShift(factor);
  Value product = arith::MulIOp::create(b, x, i64(b, wideFraction(factor)));
  Value rounded = arith::AddIOp::create(b, product, i64(b, int64_t(1) << (shift - 1)));
  return arith::TruncIOp::create(b, b.getI32Type(),
                                 arith::ShRSIOp::create(b, rounded, i64(b, shift)));
}
