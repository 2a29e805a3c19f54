//===- LstmCells.cpp - The arithmetic of LSTM steps -----------------------===//

#include "passes/Tflite/Lstm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/MatrixProduct.h"
#include "passes/Tflite/FixedPoint.h"
#include <cmath>

using namespace mlir;
using namespace sinter;
using namespace sinter::lstm;

/// The weights of all gates, [summed, gates * hidden].
static Value joinWeights(TfliteConversion &c, unsigned weights) {
  SmallVector<Value> parts;
  for (unsigned gate = 0; gate < kGates; ++gate)
    parts.push_back(c.input(weights + gate));
  return c.transpose(c.concat(parts, 0), {1, 0});
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

namespace {

class FloatCell : public LstmCell {
public:
  using LstmCell::LstmCell;

  LogicalResult read() override {
    clip = c.floatOption("cell_clip", 0);
    for (unsigned i = 0; i < kInputs && i < c.numInputs(); ++i)
      if (c.input(i) && !c.element(i).isF32())
        return c.unsupportedTypes();
    return success();
  }

  Value multiply(Value rows, unsigned weights) override {
    return multiplyMatrix(c, rows, joinWeights(c, weights));
  }

  Value inputAddend() override {
    SmallVector<Value> biases;
    for (unsigned gate = 0; gate < kGates; ++gate)
      biases.push_back(c.input(kBiases + gate));
    return c.concat(biases, 0);
  }

  Value stateAddend() override { return {}; }

  SmallVector<Value> step(ScalarBuilder &b, ValueRange input, ValueRange state,
                          Value cell) override {
    auto sum = [&](Gate gate) { return addOf(b, input[gate], state[gate]); };
    Value candidate = math::TanhOp::create(b, sum(kCellGate));
    Value kept = mulOf(b, sigmoidOf(b, sum(kForgetGate)), cell);
    Value next = addOf(b, kept, mulOf(b, sigmoidOf(b, sum(kInputGate)), candidate));
    if (clip > 0) {
      next = minOf(b, Number::Float, next, constantOf(b, next.getType(), clip));
      next = maxOf(b, Number::Float, next, constantOf(b, next.getType(), -clip));
    }
    Value shown = math::TanhOp::create(b, next);
    return {mulOf(b, shown, sigmoidOf(b, sum(kOutputGate))), next};
  }

private:
  double clip = 0;
};

} // namespace

std::unique_ptr<LstmCell> sinter::createFloatLstmCell(TfliteConversion &c) {
  return std::make_unique<FloatCell>(c);
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

namespace {

/// Gates are computed with 12 fractional bits and give 15; the cell state is 16 bits wide
/// with a scale that is a power of two.
class IntegerCell : public LstmCell {
public:
  using LstmCell::LstmCell;

  LogicalResult read() override;
  Value multiply(Value rows, unsigned weights) override;
  Value inputAddend() override;
  Value stateAddend() override;
  void prepare() override { table = sigmoidTable(c); }
  SmallVector<Value> step(ScalarBuilder &b, ValueRange input, ValueRange state,
                          Value cell) override;

private:
  LogicalResult readTypes();
  LogicalResult readGates(unsigned rows, unsigned weights, FixedMultiplier *multipliers);
  LogicalResult readCell();
  SmallVector<int64_t> offsets(unsigned weights, int64_t zeroPoint);
  Value columns(ArrayRef<int64_t> values);
  Value clamp(ScalarBuilder &b, Value x, unsigned width);
  Value scale(ScalarBuilder &b, Value sum, FixedMultiplier multiplier);
  Value product(ScalarBuilder &b, Value x, Value y, FixedMultiplier multiplier);

  /// Sums of wide activations have 64 bits.
  bool isWide() { return c.element(kX).isInteger(16); }

  FixedMultiplier inputs[kGates], states[kGates];
  FixedMultiplier keep, update, show;
  int64_t inputZero = 0, hiddenZero = 0, clip = 0;
  bool hasClip = false;
  Sigmoid16Scale cellScale;
  Value table;
};

} // namespace

LogicalResult IntegerCell::readTypes() {
  Type x = c.element(kX);
  bool fits = (x.isInteger(8) || x.isInteger(16)) && !c.isUnsigned(kX) && c.element(kHidden) == x &&
              c.element(kCell).isInteger(16);
  for (unsigned i = kInputWeights; i < kPeepholes; ++i)
    fits &= c.element(i).isInteger(8) && !c.isUnsigned(i);
  for (unsigned i = kBiases; i < kProjection; ++i)
    fits &= c.element(i).isInteger(isWide() ? 64 : 32);
  if (!fits)
    return c.unsupportedTypes();
  for (unsigned i : {kInputWeights, kRecurrentWeights, kBiases})
    for (unsigned gate = 0; gate < kGates; ++gate)
      if (!c.constant(i + gate))
        return c.unsupported("input " + Twine(i + gate) + " is not a constant");
  return success();
}

/// The factors from sums of products to arguments of the gates, in the precision in which
/// the reference computes them.
LogicalResult IntegerCell::readGates(unsigned rows, unsigned weights,
                                     FixedMultiplier *multipliers) {
  FailureOr<TfliteQuantization> x = c.tensorQuantization(rows);
  if (failed(x))
    return failure();
  for (unsigned gate = 0; gate < kGates; ++gate) {
    FailureOr<TfliteQuantization> w = c.tensorQuantization(weights + gate);
    if (failed(w))
      return failure();
    if (w->zeroPoint() != 0)
      return c.unsupported("weights have a zero point other than 0");
    float scale = float(x->scale()) * float(w->scale());
    multipliers[gate] = quantizeMultiplier(double(scale) / std::ldexp(1.0, -12));
  }
  return success();
}

LogicalResult IntegerCell::readCell() {
  FailureOr<TfliteQuantization> hidden = c.tensorQuantization(kHidden);
  FailureOr<TfliteQuantization> cell = c.tensorQuantization(kCell);
  if (failed(hidden) || failed(cell))
    return failure();
  double unit = std::ldexp(1.0, -15), scale = cell->scale();
  keep = quantizeMultiplier(unit * scale / scale);
  update = quantizeMultiplier(unit * unit / scale);
  show = quantizeMultiplier(unit * unit / hidden->scale());
  hiddenZero = hidden->zeroPoint();
  int shift = 12 + int(std::round(std::log2(scale)));
  if (shift > 14 || shift < -14)
    return c.unsupported("the scale of the cell state is out of range");
  cellScale = shift < 0 ? Sigmoid16Scale{3, -shift} : Sigmoid16Scale{3 << shift, 0};
  double limit = c.floatOption("cell_clip", 0);
  if (limit > 0)
    clip = int64_t(std::min(limit / scale, 32767.0));
  hasClip = limit > 0;
  return success();
}

LogicalResult IntegerCell::read() {
  FailureOr<TfliteQuantization> x = c.tensorQuantization(kX);
  if (failed(x) || failed(readTypes()) || failed(readGates(kX, kInputWeights, inputs)) ||
      failed(readGates(kHidden, kRecurrentWeights, states)) || failed(readCell()))
    return failure();
  inputZero = x->zeroPoint();
  return success();
}

/// Sums of at most 511 products of 16 by 8 bits fit into 32.
Value IntegerCell::multiply(Value rows, unsigned weights) {
  bool isShort = !isWide() || shapeOf(rows)[1] < 512;
  Type sum = isShort ? Type(c.b.getI32Type()) : Type(c.b.getI64Type());
  Value w = joinWeights(c, weights);
  AffineExpr m = c.b.getAffineDimExpr(0), n = c.b.getAffineDimExpr(1), k = c.b.getAffineDimExpr(2);
  auto map = [&](AffineExpr x, AffineExpr y) {
    return AffineMap::get(3, 0, {x, y}, c.b.getContext());
  };
  using utils::IteratorType;
  return structuredLoops(c, {rows, w}, c.filled({shapeOf(rows)[0], shapeOf(w)[1]}, sum, 0),
                         {map(m, k), map(k, n), map(m, n)},
                         {IteratorType::parallel, IteratorType::parallel, IteratorType::reduction},
                         [&](ScalarBuilder &b, ValueRange s) {
                           Value x = arith::ExtSIOp::create(b, sum, s[0]),
                                 y = arith::ExtSIOp::create(b, sum, s[1]);
                           return addOf(b, s[2], mulOf(b, x, y));
                         });
}

/// -zero * sum(w) of each column.
SmallVector<int64_t> IntegerCell::offsets(unsigned weights, int64_t zeroPoint) {
  SmallVector<int64_t> sums;
  for (unsigned gate = 0; gate < kGates; ++gate) {
    SmallVector<int64_t> values = *c.constantInts(weights + gate);
    int64_t rows = c.shape(weights + gate)[0], summed = c.shape(weights + gate)[1];
    for (int64_t row = 0; row < rows; ++row) {
      int64_t sum = 0;
      for (int64_t value : ArrayRef(values).slice(row * summed, summed))
        sum -= value;
      sums.push_back(sum * zeroPoint);
    }
  }
  return sums;
}

/// A constant with one number per column; 32 bits wrap as those of sums do.
Value IntegerCell::columns(ArrayRef<int64_t> values) {
  Type type = isWide() ? c.b.getI64Type() : c.b.getI32Type();
  HostTensor tensor = HostTensor::zeros(RankedTensorType::get({int64_t(values.size())}, type));
  for (auto [i, value] : llvm::enumerate(values)) {
    if (isWide())
      tensor.mutableAs<int64_t>()[i] = value;
    else
      tensor.mutableAs<int32_t>()[i] = int32_t(value);
  }
  return c.constantValue(tensor.toAttr());
}

Value IntegerCell::inputAddend() {
  SmallVector<int64_t> sums = offsets(kInputWeights, inputZero);
  int64_t hidden = sums.size() / kGates;
  for (unsigned gate = 0; gate < kGates; ++gate)
    for (auto [i, bias] : llvm::enumerate(*c.constantInts(kBiases + gate)))
      sums[gate * hidden + i] = int64_t(uint64_t(sums[gate * hidden + i]) + uint64_t(bias));
  return columns(sums);
}

Value IntegerCell::stateAddend() {
  if (hiddenZero == 0 && !isWide())
    return {};
  return columns(offsets(kRecurrentWeights, hiddenZero));
}

Value IntegerCell::clamp(ScalarBuilder &b, Value x, unsigned width) {
  auto limit = [&](APInt value) { return constantOf(b, x.getType(), value.getSExtValue()); };
  x = maxOf(b, Number::Signed, x, limit(APInt::getSignedMinValue(width)));
  return minOf(b, Number::Signed, x, limit(APInt::getSignedMaxValue(width)));
}

Value IntegerCell::scale(ScalarBuilder &b, Value sum, FixedMultiplier multiplier) {
  Value scaled =
      isWide() ? multiplyWideByFixed(b, sum, multiplier) : multiplyByFixed(b, sum, multiplier);
  return clamp(b, scaled, 16);
}

Value IntegerCell::product(ScalarBuilder &b, Value x, Value y, FixedMultiplier multiplier) {
  return multiplyByFixed(b, mulOf(b, x, y), multiplier);
}

SmallVector<Value> IntegerCell::step(ScalarBuilder &b, ValueRange input, ValueRange state,
                                     Value cell) {
  auto argument = [&](Gate gate) {
    Value x = scale(b, input[gate], inputs[gate]), y = scale(b, state[gate], states[gate]);
    return clamp(b, addOf(b, x, y), 16);
  };
  auto sigmoid = [&](Gate gate) { return logistic16(b, argument(gate), {}, table); };
  Type i32 = b.getI32Type();
  Value before = arith::ExtSIOp::create(b, i32, cell);
  Value kept = clamp(b, product(b, sigmoid(kForgetGate), before, keep), 16);
  Value candidate = tanh16(b, argument(kCellGate), {}, table);
  Value added = clamp(b, product(b, sigmoid(kInputGate), candidate, update), 16);
  Value next = clamp(b, addOf(b, kept, added), 16);
  if (hasClip) {
    next = minOf(b, Number::Signed, next, constantOf(b, i32, clip));
    next = maxOf(b, Number::Signed, next, constantOf(b, i32, -clip));
  }
  Value shown = product(b, tanh16(b, next, cellScale, table), sigmoid(kOutputGate), show);
  Type element = c.element(kHidden);
  shown =
      clamp(b, addOf(b, shown, constantOf(b, i32, hiddenZero)), element.getIntOrFloatBitWidth());
  return {arith::TruncIOp::create(b, element, shown),
          arith::TruncIOp::create(b, c.element(kCell), next)};
}

std::unique_ptr<LstmCell> sinter::createIntegerLstmCell(TfliteConversion &c) {
  return std::make_unique<IntegerCell>(c);
}
