//===- Dft.cpp - DFT, STFT ------------------------------------------------===//
//
// A transform is a product with a constant table of cosines and sines, [length, frequencies, parts
// of the input, parts of the result]; numbers are complex where the last dim has two parts. Lengths
// of speech are a few hundred, where that is as fast as a transform of fewer multiplications.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tensor/Generics.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

namespace {
/// The size of a table, and what it computes.
struct Transform {
  int64_t in, out, inParts, outParts;
  int64_t length; ///< Of a period.
  bool isInverse, isOneSided;
};
} // namespace

/// Tables above this are refused; a transform of fewer multiplications would be due.
static constexpr int64_t kMostNumbers = int64_t(1) << 26;

/// The factor of `in` (part 0 real, 1 imaginary) in `out`, for the angle `turn`.
static double factorOf(const Transform &t, int64_t in, int64_t inPart, int64_t outPart,
                       double turn) {
  double cosine = std::cos(turn), sine = t.isInverse ? std::sin(turn) : -std::sin(turn);
  double factor = inPart == outPart ? cosine : inPart == 0 ? sine : -sine;
  if (!t.isInverse)
    return factor;
  // The frequencies that one side leaves out mirror those it has, but for the first and the middle.
  bool isMirrored = t.isOneSided && in != 0 && 2 * in != t.length;
  return factor * (isMirrored ? 2 : 1) / t.length;
}

/// Returns the table as a constant of `element`.
static FailureOr<Value> makeTable(NodeConversion &c, const Transform &t, Type element) {
  int64_t numbers = productOf({t.in, t.out, t.inParts, t.outParts});
  if (numbers > kMostNumbers)
    return c.unsupported("a transform of length " + Twine(t.length) + " is too long");
  SmallVector<double> values;
  values.reserve(numbers);
  for (int64_t in = 0; in < t.in; ++in)
    for (int64_t out = 0; out < t.out; ++out) {
      double turn = 2 * llvm::numbers::pi * double(in * out % t.length) / double(t.length);
      for (int64_t inPart = 0; inPart < t.inParts; ++inPart)
        for (int64_t outPart = 0; outPart < t.outParts; ++outPart)
          values.push_back(factorOf(t, in, inPart, outPart, turn));
    }
  SmallVector<int64_t> shape = {t.in, t.out, t.inParts, t.outParts};
  Value table = c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get(shape, c.b.getF64Type()), ArrayRef(values)));
  return castTensor(c, table, /*fromUnsigned=*/false, {element, false});
}

/// Returns the one constant number of input `i`, or `otherwise` if it is absent.
static FailureOr<int64_t> readNumber(NodeConversion &c, unsigned i, StringRef name,
                                     int64_t otherwise) {
  if (!c.input(i))
    return otherwise;
  std::optional<SmallVector<int64_t>> value = c.constantInts(i);
  if (!value || value->size() != 1)
    return c.unsupported(name + " is not one constant number");
  return value->front();
}

/// Cuts or pads the end of dim `axis` to `length`.
static Value fit(NodeConversion &c, Value x, int64_t axis, int64_t length) {
  SmallVector<int64_t> sizes(shapeOf(x)), none(sizes.size(), 0), high = none;
  high[axis] = std::max<int64_t>(length - sizes[axis], 0);
  sizes[axis] = std::min(length, sizes[axis]);
  return c.pad(c.slice(x, none, sizes), none, high, 0);
}

static LogicalResult checkSignal(NodeConversion &c, int64_t leastRank) {
  ArrayRef<int64_t> shape = c.shape(0);
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  if (int64_t(shape.size()) < leastRank || shape.back() < 1 || shape.back() > 2 ||
      productOf(shape) == 0)
    return c.unsupported("signal of shape " + shapeText(shape) +
                         " has no last dimension of 1 (real) or 2 (complex)");
  return success();
}

static LogicalResult convertDft(NodeConversion &c) {
  if (failed(checkSignal(c, 2)))
    return failure();
  int64_t rank = c.shape(0).size();
  int64_t given = c.intAttr("axis", c.opset() < 20 ? 1 : -2);
  if (c.opset() >= 20) {
    FailureOr<int64_t> read = readNumber(c, 2, "the axis", given);
    if (failed(read))
      return failure();
    given = *read;
  }
  std::optional<int64_t> axis = c.axis(given, rank);
  if (!axis)
    return failure();
  if (*axis == rank - 1)
    return c.unsupported("the axis is that of the real and imaginary parts");
  bool isInverse = c.intAttr("inverse", 0) != 0, isOneSided = c.intAttr("onesided", 0) != 0;
  int64_t size = c.shape(0)[*axis], parts = c.shape(0).back();
  FailureOr<int64_t> length =
      readNumber(c, 1, "the length", isInverse && isOneSided ? 2 * (size - 1) : size);
  if (failed(length))
    return failure();
  if (*length < 1)
    return c.unsupported("a length of " + Twine(*length) + " is not possible");

  int64_t half = *length / 2 + 1;
  Transform t = {*length, *length, parts, 2, *length, isInverse, isOneSided};
  if (isOneSided && isInverse)
    t.in = half, t.outParts = 1;
  else if (isOneSided)
    t.out = half;
  Type element = c.elementType(0), compute = accumulatorOf(element);
  FailureOr<Value> table = makeTable(c, t, compute);
  if (failed(table))
    return failure();

  SmallVector<int64_t> shape(c.shape(0));
  shape[*axis] = t.out;
  shape.back() = t.outParts;
  if (failed(c.checkSize(shape, compute)))
    return failure();
  // Loops: those of the result, then the sum over the signal and over its parts.
  SmallVector<int64_t> write = llvm::to_vector(llvm::seq<int64_t>(0, rank)), read = write;
  read[*axis] = rank;
  read.back() = rank + 1;
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  iterators.append(2, utils::IteratorType::reduction);
  Value sum = structuredLoops(
      c, {fit(c, c.input(0), *axis, t.in), *table}, c.filled(shape, compute, 0),
      {selectDims(c, rank + 2, read), selectDims(c, rank + 2, {rank, *axis, rank + 1, rank - 1}),
       selectDims(c, rank + 2, write)},
      iterators, [&](ScalarBuilder &b, ValueRange s) {
        return addOf(b, s[2], mulOf(b, floatCast(b, s[0], compute), s[1]));
      });
  return c.replace(floatCastTensor(c, sum, element));
}

/// Multiplies the rows of a table by the window of input 2, if there is one.
static Value applyWindow(NodeConversion &c, Value table) {
  if (!c.input(2))
    return table;
  Type type = elementOf(table);
  return pointwise(
      c, shapeOf(table), {table, c.input(2)},
      {c.b.getMultiDimIdentityMap(4), selectDims(c, 4, {0})}, type,
      [&](ScalarBuilder &b, ValueRange s) { return mulOf(b, s[0], floatCast(b, s[1], type)); });
}

/// Transforms of frames that overlap: [batch, frames, frequencies, 2].
static LogicalResult convertStft(NodeConversion &c) {
  if (failed(checkSignal(c, 3)))
    return failure();
  ArrayRef<int64_t> signal = c.shape(0);
  if (signal.size() != 3)
    return c.unsupported("signal of shape " + shapeText(signal) + " is not of rank 3");
  bool hasWindow = c.input(2) && c.shape(2).size() == 1;
  FailureOr<int64_t> step, length;
  if (failed(step = readNumber(c, 1, "the step of frames", 0)) ||
      failed(length = readNumber(c, 3, "the length of frames",
                                 hasWindow ? c.shape(2).front() : signal[1])))
    return failure();
  if (*step < 1 || *length < 1 || *length > signal[1])
    return c.unsupported("frames of " + Twine(*length) + " every " + Twine(*step) +
                         " do not fit a signal of shape " + shapeText(signal));
  if (c.input(2) && (c.shape(2) != ArrayRef<int64_t>(*length) || !isa<FloatType>(c.elementType(2))))
    return c.unsupported("the window does not hold " + Twine(*length) + " floats");
  bool isOneSided = c.intAttr("onesided", 1) != 0;
  int64_t frequencies = isOneSided ? *length / 2 + 1 : *length;
  Type element = c.elementType(0), compute = accumulatorOf(element);
  FailureOr<Value> table = makeTable(
      c, {*length, frequencies, signal[2], 2, *length, /*isInverse=*/false, isOneSided}, compute);
  if (failed(table))
    return failure();
  SmallVector<int64_t> shape = {signal[0], (signal[1] - *length) / *step + 1, frequencies, 2};
  if (failed(c.checkSize(shape, compute)))
    return failure();
  auto d = [&](unsigned i) { return c.b.getAffineDimExpr(i); };
  AffineMap read = AffineMap::get(6, 0, {d(0), d(1) * *step + d(4), d(5)}, c.b.getContext());
  SmallVector<utils::IteratorType> iterators(4, utils::IteratorType::parallel);
  iterators.append(2, utils::IteratorType::reduction);
  Value sum =
      structuredLoops(c, {c.input(0), applyWindow(c, *table)}, c.filled(shape, compute, 0),
                      {read, selectDims(c, 6, {4, 2, 5, 3}), selectDims(c, 6, {0, 1, 2, 3})},
                      iterators, [&](ScalarBuilder &b, ValueRange s) {
                        return addOf(b, s[2], mulOf(b, floatCast(b, s[0], compute), s[1]));
                      });
  return c.replace(floatCastTensor(c, sum, element));
}

void sinter::populateDftConverters(ConverterTable &table) {
  table.add("DFT", 17, convertDft);
  table.add("STFT", 17, convertStft, 2);
}
