//===- Requantize.cpp - From integer sums to stored integers --------------===//

#include "passes/Tflite/Requantize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/ChannelOperands.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Emits the pointwise operation.
class Requantizer {
public:
  Requantizer(TensorBuilder &c, Value sum, ArrayRef<int64_t> channels,
              const FixedRequantization &how)
      : c(c), how(how), operands(c, sum, channels) {}

  Value build();
  Value buildReal();

private:
  /// Adds a table of what `get` makes of each factor; one value for all if it can be.
  template <typename Get> unsigned table(unsigned bits, Get get);
  bool anyFactor(llvm::function_ref<bool(const FixedMultiplier &)> is) const {
    return llvm::any_of(how.factors, is);
  }
  bool roundsInside() const;
  Value scale(ScalarBuilder &b, ValueRange s, Value x) const;
  Value scaleWide(ScalarBuilder &b, ValueRange s, Value x) const;

  TensorBuilder &c;
  const FixedRequantization &how;
  ChannelOperands operands;
  unsigned addend = 0, fraction = 0;
  std::optional<unsigned> left, right, nudge, mask;
};

} // namespace

static int64_t rightShift(const FixedMultiplier &factor) {
  return std::max<int64_t>(-factor.shift, 0);
}

template <typename Get> unsigned Requantizer::table(unsigned bits, Get get) {
  SmallVector<int64_t> values;
  for (const FixedMultiplier &factor : how.factors)
    values.push_back(get(factor));
  Type element = c.b.getIntegerType(bits);
  if (llvm::all_equal(values)) {
    auto type = RankedTensorType::get({}, element);
    return operands.add(c.integers(type, values.front()));
  }
  return operands.add(c.integers(RankedTensorType::get({int64_t(values.size())}, element), values));
}

/// Says whether what rounding adds to a scaled sum cannot overflow.
bool Requantizer::roundsInside() const {
  return llvm::all_of(how.factors,
                      [&](FixedMultiplier factor) { return leavesRoom(factor, how.limit); });
}

Value Requantizer::build() {
  addend = operands.add(how.addend);
  if (how.isWide) {
    fraction = table(64, [](const FixedMultiplier &f) { return wideFraction(f); });
    right = table(64, [](const FixedMultiplier &f) { return wideShift(f); });
    nudge = table(64, [](const FixedMultiplier &f) { return int64_t(1) << (wideShift(f) - 1); });
  } else {
    fraction = table(32, [](const FixedMultiplier &f) { return f.fraction; });
    if (anyFactor([](const FixedMultiplier &f) { return f.shift > 0; }))
      left = table(32, [](const FixedMultiplier &f) { return std::clamp(f.shift, 0, 31); });
    if (anyFactor([](const FixedMultiplier &f) { return f.shift < 0; }))
      right = table(32, rightShift);
    if (right && roundsInside()) {
      nudge = table(32, [](const FixedMultiplier &f) { return (int64_t(1) << rightShift(f)) / 2; });
      if (anyFactor([](const FixedMultiplier &f) { return f.shift >= 0; }))
        mask = table(32, [](const FixedMultiplier &f) { return f.shift < 0 ? -1 : 0; });
    }
  }
  return operands.build(how.result.element, [&](ScalarBuilder &b, ValueRange s) {
    Value x = s[0];
    Value more = operands.get(b, s, addend);
    if (more && more.getType() != x.getType())
      x = arith::ExtSIOp::create(b, more.getType(), x);
    if (more)
      x = addOf(b, x, more);
    return storeSteps(b, how.isWide ? scaleWide(b, s, x) : scale(b, s, x), how.result);
  });
}

/// Comparisons rather than maximumf, and the zero point before the bounds: code generation
/// knows this end of a quantization as one instruction.
static Value storeReal(ScalarBuilder &b, Value steps, const StoredBounds &bounds) {
  Type f32 = b.getF32Type();
  Value x = math::RoundEvenOp::create(b, steps);
  if (bounds.zeroPoint != 0)
    x = addOf(b, x, constantOf(b, f32, double(bounds.zeroPoint)));
  Value low = constantOf(b, f32, double(bounds.low)),
        high = constantOf(b, f32, double(bounds.high));
  x = selectOf(b, compareOf(b, Number::Float, Relation::Greater, x, low), x, low);
  x = selectOf(b, compareOf(b, Number::Float, Relation::Less, x, high), x, high);
  Value wide = arith::FPToSIOp::create(b, b.getI32Type(), x);
  return arith::TruncIOp::create(b, bounds.element, wide);
}

Value Requantizer::buildReal() {
  addend = operands.add(how.addend);
  auto count = int64_t(how.realFactors.size());
  ArrayRef<float> values = how.realFactors;
  SmallVector<int64_t> shape;
  if (llvm::all_equal(values))
    values = values.take_front();
  else
    shape.push_back(count);
  auto type = RankedTensorType::get(shape, c.b.getF32Type());
  fraction = operands.add(c.constantValue(DenseElementsAttr::get(type, values)));
  return operands.build(how.result.element, [&](ScalarBuilder &b, ValueRange s) {
    Value x = s[0];
    if (Value more = operands.get(b, s, addend))
      x = addOf(b, x, more);
    x = arith::SIToFPOp::create(b, b.getF32Type(), x);
    return storeReal(b, mulOf(b, x, operands.get(b, s, fraction)), how.result);
  });
}

Value Requantizer::scale(ScalarBuilder &b, ValueRange s, Value x) const {
  auto get = [&](std::optional<unsigned> i) { return i ? operands.get(b, s, *i) : Value(); };
  if (left)
    x = arith::ShLIOp::create(b, x, get(left));
  Value y = roundingDoublingHighMul(b, x, get(fraction));
  if (!right)
    return y;
  if (!nudge)
    return roundingDivideByPowerOfTwo(b, y, get(right));
  return roundingShift(b, y, get(right), get(nudge), get(mask));
}

Value Requantizer::scaleWide(ScalarBuilder &b, ValueRange s, Value x) const {
  Type wide = b.getI64Type();
  if (x.getType() != wide)
    x = arith::ExtSIOp::create(b, wide, x);
  Value product = mulOf(b, x, operands.get(b, s, fraction));
  Value rounded = addOf(b, product, operands.get(b, s, *nudge));
  Value shifted = arith::ShRSIOp::create(b, rounded, operands.get(b, s, *right));
  return arith::TruncIOp::create(b, b.getI32Type(), shifted);
}

Value sinter::requantizeSums(TensorBuilder &c, Value sum, ArrayRef<int64_t> channels,
                             const FixedRequantization &how) {
  Requantizer requantizer(c, sum, channels, how);
  return how.realFactors.empty() ? requantizer.build() : requantizer.buildReal();
}

SmallVector<FixedMultiplier> sinter::productFactors(double input, ArrayRef<double> weights,
                                                    double output) {
  SmallVector<FixedMultiplier> factors;
  for (double scale : weights)
    factors.push_back(quantizeMultiplier(input * scale / output));
  return factors;
}

SmallVector<float> sinter::realProductFactors(double input, ArrayRef<double> weights,
                                              double output) {
  SmallVector<float> factors;
  for (double scale : weights)
    factors.push_back(float(input) * float(scale) / float(output));
  return factors;
}

Value sinter::stepsOf(ScalarBuilder &b, Value stored, bool isUnsigned, int64_t zero) {
  Value wide = widenInteger(b, stored, isUnsigned);
  return zero == 0 ? wide : subOf(b, wide, constantOf(b, b.getI32Type(), double(zero)));
}

int64_t sinter::reachOf(Type element, bool isUnsigned, int64_t zero) {
  int64_t count = int64_t(1) << element.getIntOrFloatBitWidth();
  int64_t low = isUnsigned ? 0 : -count / 2, high = low + count - 1;
  return std::max(std::abs(low - zero), std::abs(high - zero));
}
