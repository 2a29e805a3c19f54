//===- SignalFilterBank.cpp - Filter banks of the audio front end ---------===//
//
// SignalFilterBank sums energies of neighbouring frequencies, SignalFilterBankSquareRoot
// makes magnitudes of them, SignalFilterBankSpectralSubtraction takes off what is always
// there.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/SignalScalars.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// SignalFilterBank
//===----------------------------------------------------------------------===//

/// What the tables of positions and weights may hold.
static constexpr int64_t kMaxEntries = 1 << 20;

namespace {

/// What one channel adds up: positions in the input and their weights.
struct Channel {
  SmallVector<int64_t> positions, weights;
};

} // namespace

/// Energies of a channel's frequencies count by their weights there, and by the rest of
/// their weights (`unweights`) in the next channel. The first channel is not a result.
static FailureOr<SmallVector<Channel>> readChannels(TfliteConversion &c, int64_t count) {
  SmallVector<SmallVector<int64_t>> tables;
  for (unsigned i = 1; i < 6; ++i) {
    std::optional<SmallVector<int64_t>> values = c.constantInts(i);
    if (!values)
      return c.unsupported("input " + Twine(i) + " is not a constant");
    tables.push_back(std::move(*values));
  }
  ArrayRef<int64_t> weights = tables[0], rests = tables[1];
  ArrayRef<int64_t> starts = tables[2], weightStarts = tables[3], widths = tables[4];
  auto size = [](ArrayRef<int64_t> values) { return int64_t(values.size()); };
  if (std::min({size(starts), size(weightStarts), size(widths)}) < count + 1)
    return c.unsupported("there are not " + Twine(count + 1) + " channels");
  SmallVector<Channel> channels(count + 1);
  for (int64_t i = 0; i <= count; ++i) {
    if (starts[i] < 0 || weightStarts[i] < 0 || starts[i] + widths[i] > c.shape(0)[0] ||
        weightStarts[i] + widths[i] > std::min(size(weights), size(rests)))
      return c.unsupported("channel " + Twine(i) + " lies outside of the input or its weights");
    if (widths[i] > kMaxEntries / (count + 1))
      return c.unsupported("channels are too many and too wide");
    for (int64_t j = 0; j < widths[i]; ++j) {
      channels[i].positions.push_back(starts[i] + j);
      channels[i].weights.push_back(weights[weightStarts[i] + j]);
      if (i == count)
        continue;
      channels[i + 1].positions.push_back(starts[i] + j);
      channels[i + 1].weights.push_back(rests[weightStarts[i] + j]);
    }
  }
  channels.erase(channels.begin());
  return channels;
}

static LogicalResult convertFilterBank(TfliteConversion &c) {
  if (!isUnsigned(c, 0, 32) || !c.resultElement().isInteger(64) || !c.isResultUnsigned())
    return c.unsupportedTypes();
  for (unsigned i = 1; i < 6; ++i)
    if (!isSigned(c, i, 16))
      return c.unsupportedTypes();
  FailureOr<int64_t> count = customInt(c, "num_channels", 1, INT16_MAX);
  if (failed(count) || c.shape(0).size() != 1)
    return c.unsupported("the input must have rank 1");
  FailureOr<SmallVector<Channel>> channels = readChannels(c, *count);
  if (failed(channels))
    return failure();
  size_t width = 1;
  for (const Channel &channel : *channels)
    width = std::max(width, channel.positions.size());
  // Channels that are shorter add nothing times number 0.
  SmallVector<int64_t> positions, weights;
  for (Channel &channel : *channels) {
    channel.positions.resize(width, 0);
    channel.weights.resize(width, 0);
    llvm::append_range(positions, channel.positions);
    llvm::append_range(weights, channel.weights);
  }
  Type i64 = c.b.getI64Type();
  auto table = [&](Type element, ArrayRef<int64_t> values) {
    return c.constantValue(
        DenseElementsAttr::get(RankedTensorType::get({*count, int64_t(width)}, element), values));
  };
  using utils::IteratorType;
  AffineMap all = c.b.getMultiDimIdentityMap(2);
  Value sums = structuredLoops(c, {table(c.b.getIndexType(), positions), table(i64, weights)},
                               c.filled({*count}, i64, 0), {all, all, selectDims(c, 2, {0})},
                               {IteratorType::parallel, IteratorType::reduction},
                               [&](ScalarBuilder &b, ValueRange s) {
                                 Value energy = tensor::ExtractOp::create(b, c.input(0), s[0]);
                                 energy = arith::ExtUIOp::create(b, i64, energy);
                                 return addOf(b, s[2], mulOf(b, energy, s[1]));
                               });
  return c.replace(sums);
}

//===----------------------------------------------------------------------===//
// SignalFilterBankSquareRoot
//===----------------------------------------------------------------------===//

/// The square root of an i64, unsigned, to the nearest; bit by bit, which needs neither
/// divisions nor doubles. Of arguments of 32 bits it is at most 2^16 - 1, of others at
/// most 2^32 - 1, as the kernels for both widths have it.
static Value squareRoot(ScalarBuilder &b, Value x) {
  Type type = x.getType();
  Value root = constantOf(b, type, 0), rest = x;
  for (int bit = 62; bit >= 0; bit -= 2) {
    Value one = arith::ConstantOp::create(b, b.getI64IntegerAttr(int64_t(1) << bit));
    Value candidate = addOf(b, root, one);
    Value fits = compareOf(b, Number::Unsigned, Relation::GreaterOrEqual, rest, candidate);
    root = shiftDown(b, root, 1);
    root = selectOf(b, fits, addOf(b, root, one), root);
    rest = selectOf(b, fits, subOf(b, rest, candidate), rest);
  }
  Value isShort = compareOf(b, Number::Unsigned, Relation::LessOrEqual, x,
                            arith::ConstantOp::create(b, b.getI64IntegerAttr(UINT32_MAX)));
  Value most = selectOf(b, isShort, constantOf(b, type, UINT16_MAX),
                        arith::ConstantOp::create(b, b.getI64IntegerAttr(UINT32_MAX)));
  Value isAbove = compareOf(b, Number::Unsigned, Relation::Greater, rest, root);
  Value rounded = addOf(b, root, constantOf(b, type, 1));
  Value isMost = compareOf(b, Number::Unsigned, Relation::Equal, root, most);
  return selectOf(b, isMost, root, selectOf(b, isAbove, rounded, root));
}

static LogicalResult convertSquareRoot(TfliteConversion &c) {
  if (!isUnsigned(c, 0, 64) || !isSigned(c, 1, 32) || !c.resultElement().isInteger(32) ||
      !c.isResultUnsigned())
    return c.unsupportedTypes();
  if (c.shape(0).size() != 1 || productOf(c.shape(1)) != 1)
    return c.unsupported("the input must have rank 1 and the shift be one number");
  Value bits = c.reshape(c.input(1), {});
  return c.replace(pointwise(
      c, c.shape(0), {c.input(0), bits}, {c.b.getMultiDimIdentityMap(1), selectDims(c, 1, {})},
      c.b.getI32Type(), [&](ScalarBuilder &b, ValueRange s) -> Value {
        Value root = arith::TruncIOp::create(b, b.getI32Type(), squareRoot(b, s[0]));
        Value bits = arith::AndIOp::create(b, s[1], constantOf(b, s[1].getType(), 31));
        return arith::ShRUIOp::create(b, root, bits);
      }));
}

//===----------------------------------------------------------------------===//
// SignalFilterBankSpectralSubtraction
//===----------------------------------------------------------------------===//

namespace {

/// Smooths each channel over time to an estimate of the noise and subtracts that. Odd
/// channels have other coefficients.
struct Subtraction {
  int64_t smoothing[2], rest[2], floor, scaleBits, fractionBits;
  bool clamps;

  LogicalResult read(TfliteConversion &c);
  Value weigh(ScalarBuilder &b, Value x, Value weight);
  SmallVector<Value> apply(ScalarBuilder &b, Value x, Value estimate, Value isOdd);
};

} // namespace

LogicalResult Subtraction::read(TfliteConversion &c) {
  struct {
    StringRef name;
    int64_t *value, low, high;
  } options[] = {{"smoothing", &smoothing[0], INT32_MIN, INT32_MAX},
                 {"alternate_smoothing", &smoothing[1], INT32_MIN, INT32_MAX},
                 {"one_minus_smoothing", &rest[0], INT32_MIN, INT32_MAX},
                 {"alternate_one_minus_smoothing", &rest[1], INT32_MIN, INT32_MAX},
                 {"min_signal_remaining", &floor, INT32_MIN, INT32_MAX},
                 {"smoothing_bits", &scaleBits, 0, 31},
                 {"spectral_subtraction_bits", &fractionBits, 0, 63}};
  for (auto &option : options) {
    FailureOr<int64_t> value = customInt(c, option.name, option.low, option.high);
    if (failed(value))
      return failure();
    *option.value = *value;
  }
  FailureOr<int64_t> clamping = customInt(c, "clamping", 0, 1);
  clamps = succeeded(clamping) && *clamping != 0;
  return LogicalResult(clamping);
}

/// The product of two unsigned numbers in 64 bits.
Value Subtraction::weigh(ScalarBuilder &b, Value x, Value weight) {
  Type wide = b.getI64Type();
  return mulOf(b, arith::ExtUIOp::create(b, wide, x), arith::ExtUIOp::create(b, wide, weight));
}

/// Returns what is left and the next estimate.
SmallVector<Value> Subtraction::apply(ScalarBuilder &b, Value x, Value estimate, Value isOdd) {
  Type i32 = b.getI32Type();
  auto constant = [&](int64_t value) { return constantOf(b, i32, double(value)); };
  auto coefficient = [&](int64_t (&values)[2]) {
    return selectOf(b, isOdd, constant(values[1]), constant(values[0]));
  };
  auto shorten = [&](Value x) -> Value {
    return arith::TruncIOp::create(b, i32, shiftDown(b, x, fractionBits));
  };
  Value scaled = shiftLeft(b, x, scaleBits);
  Value next = shorten(
      addOf(b, weigh(b, scaled, coefficient(smoothing)), weigh(b, estimate, coefficient(rest))));
  Value taken = minOf(b, Number::Unsigned, next, scaled);
  Value left = shiftDown(b, subOf(b, scaled, taken), scaleBits);
  Value least = shorten(weigh(b, x, constant(floor)));
  return {maxOf(b, Number::Unsigned, left, least), clamps ? taken : next};
}

static LogicalResult convertSubtraction(TfliteConversion &c) {
  bool fits = isUnsigned(c, 0, 32) && c.numResults() == 2;
  for (unsigned i = 0; i < c.numResults(); ++i)
    fits &= c.resultElement(i).isInteger(32) && c.isResultUnsigned(i);
  if (!fits)
    return c.unsupportedTypes();
  Subtraction subtraction;
  FailureOr<int64_t> count = customInt(c, "num_channels", 1);
  if (failed(count) || failed(subtraction.read(c)))
    return failure();
  if (c.shape(0) != ArrayRef(*count))
    return c.unsupported("the input of shape " + shapeText(c.shape(0)) + " does not hold " +
                         Twine(*count) + " channels");
  Type i32 = c.b.getI32Type();
  OperatorState noise(c, "noise", zeroElements({*count}, i32));
  SmallVector<Value> inits(2, c.empty({*count}, i32));
  SmallVector<AffineMap> maps(4, c.b.getMultiDimIdentityMap(1));
  auto build = [&](OpBuilder &nested, Location loc, ValueRange s) {
    ScalarBuilder b(loc, nested);
    Value i = linalg::IndexOp::create(b, 0);
    Value isOdd = arith::TruncIOp::create(b, b.getI1Type(), arith::IndexCastOp::create(b, i32, i));
    linalg::YieldOp::create(b, subtraction.apply(b, s[0], s[1], isOdd));
  };
  auto generic = linalg::GenericOp::create(c.b, TypeRange(ValueRange(inits)),
                                           ValueRange{c.input(0), noise.load()}, inits, maps,
                                           utils::IteratorType::parallel, build);
  noise.store(generic.getResult(1));
  return c.replace(generic.getResults());
}

void sinter::populateTfliteSignalFilterBank(TfliteTable &table) {
  table.add("CUSTOM:SignalFilterBank", convertFilterBank, 6);
  table.add("CUSTOM:SignalFilterBankSpectralSubtraction", convertSubtraction);
  table.add("CUSTOM:SignalFilterBankSquareRoot", convertSquareRoot, 2);
}
