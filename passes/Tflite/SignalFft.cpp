//===- SignalFft.cpp - SignalRfft, SignalIrfft ----------------------------===//
//
// A real sequence of 2n numbers is transformed as n complex ones, whose transform is then
// taken apart into those of the even and the odd numbers; backwards for the inverse.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/CustomOptions.h"
#include "passes/Tflite/Fft.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

namespace {

class RealTransform {
public:
  RealTransform(TfliteConversion &c, bool isInverse) : c(c), isInverse(isInverse) {}

  LogicalResult convert();

private:
  LogicalResult read();
  Value forward();
  Value inverse();
  Value readTable(ArrayRef<int64_t> entries);
  Value combine(Value source, int64_t count, bool isComplexFirst,
                llvm::function_ref<Complex(FftScalars &, Complex, Complex, Complex, Value, Value)>);

  /// Of the pair k and n - k, for k up to n / 2, the second one is computed from the first
  /// one's numbers.
  bool isSecond(int64_t k) const { return k != 0 && k != size && k >= size - size / 2; }

  TfliteConversion &c;
  bool isInverse;
  int64_t length, size, batch; ///< Real numbers, complex ones, sequences.
  SmallVector<int64_t> outer;
  Type element;
};

} // namespace

LogicalResult RealTransform::read() {
  element = c.element(0);
  bool isInteger = (element.isInteger(16) || element.isInteger(32)) && !c.isUnsigned(0);
  if ((!element.isF32() && !isInteger) || c.resultElement() != element)
    return c.unsupportedTypes();
  FailureOr<int64_t> given = customInt(c, "fft_length", 4, 1 << 16);
  if (failed(given))
    return failure();
  length = *given;
  if (length % 2 != 0)
    return c.unsupported("option 'fft_length' is odd");
  size = length / 2;
  if (fftFactors(size).empty() ||
      *llvm::max_element(fftFactors(size)) > std::max<int64_t>(kLargestFftFactor, 4))
    return c.unsupported("a transform of " + Twine(length) +
                             " numbers has a prime factor that is too large",
                         "supported: factors up to 13");
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.empty() || productOf(shape) == 0)
    return c.unsupported("the input is empty");
  int64_t last = shape.back();
  if (isInverse ? last != length + 2 : last > length)
    return c.unsupported("the input has " + Twine(last) +
                         " numbers in a row, which does not fit a "
                         "transform of " +
                         Twine(length));
  outer.assign(shape.begin(), shape.end() - 1);
  batch = productOf(outer);
  return c.checkSize({batch, length + 2}, element);
}

Value RealTransform::readTable(ArrayRef<int64_t> entries) {
  return c.constantValue(DenseElementsAttr::get(
      RankedTensorType::get({int64_t(entries.size())}, c.b.getIndexType()), entries));
}

/// Numbers k < count of all sequences, [batch, count] twice, made of number k and number
/// n - k of `source`: [2, numbers, batch], or [batch, numbers, 2]. `body` gets the first of
/// the pair, the conjugate of the second, the turning factor, and says of k whether it
/// is the second and whether it is an end.
Value RealTransform::combine(
    Value source, int64_t count, bool isComplexFirst,
    llvm::function_ref<Complex(FftScalars &, Complex, Complex, Complex, Value, Value)> body) {
  constexpr double kPi = 3.14159265358979323846264338327;
  SmallVector<int64_t> firsts, seconds;
  SmallVector<double> phases;
  SmallVector<bool> mirrored, ends;
  for (int64_t k = 0; k < count; ++k) {
    bool isEnd = k == 0 || k == size;
    int64_t first = isEnd ? 0 : isSecond(k) ? size - k : k;
    // The transform of complex numbers has no number n; that of real ones has.
    firsts.push_back(first);
    seconds.push_back(isEnd ? (isInverse ? size : 0) : size - first);
    double phase = -kPi * (double(isEnd ? 1 : first) / double(size) + .5);
    phases.push_back(isInverse ? phase * -1 : phase);
    mirrored.push_back(isSecond(k) || (isEnd && k != 0));
    ends.push_back(isEnd);
  }
  auto flags = [&](ArrayRef<bool> values) {
    return c.constantValue(
        DenseElementsAttr::get(RankedTensorType::get({count}, c.b.getI1Type()), values));
  };
  Value turns = rotations(c, element, phases);
  AffineExpr k = c.b.getAffineDimExpr(1);
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(2, 0, results, c.b.getContext());
  };
  SmallVector<Value> inputs = {readTable(firsts), readTable(seconds), turns, turns,
                               flags(mirrored),   flags(ends)};
  SmallVector<AffineMap> maps = {map({k}),
                                 map({k}),
                                 map({c.b.getAffineConstantExpr(0), k}),
                                 map({c.b.getAffineConstantExpr(1), k}),
                                 map({k}),
                                 map({k}),
                                 c.b.getMultiDimIdentityMap(2),
                                 c.b.getMultiDimIdentityMap(2)};
  SmallVector<Value> inits(2, c.empty({batch, count}, element));
  auto build = [&](OpBuilder &nested, Location loc, ValueRange values) {
    ScalarBuilder b(loc, nested);
    FftScalars s(b, element);
    Value sequence = linalg::IndexOp::create(b, 0);
    auto read = [&](Value number) -> Complex {
      auto part = [&](int64_t i) {
        Value part = arith::ConstantIndexOp::create(b, i);
        SmallVector<Value> at = {part, number, sequence};
        if (!isComplexFirst)
          std::reverse(at.begin(), at.end());
        return s.load(tensor::ExtractOp::create(b, source, at));
      };
      return {part(0), part(1)};
    };
    Complex turn = {s.load(values[2]), s.load(values[3])};
    Complex result = body(s, read(values[0]), read(values[1]), turn, values[4], values[5]);
    linalg::YieldOp::create(b, ValueRange{s.save(result.re), s.save(result.im)});
  };
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(c.b, TypeRange(ValueRange(inits)), inputs, inits, maps,
                                           iterators, build);
  SmallVector<Value> parts;
  for (Value part : generic.getResults())
    parts.push_back(c.reshape(part, {batch, count, 1}));
  return c.concat(parts, 2);
}

/// Returns [batch, n + 1, 2].
Value RealTransform::forward() {
  int64_t given = c.shape(0).back();
  Value rows = c.pad(c.reshape(c.input(0), {batch, given}), {0, 0}, {0, length - given}, 0);
  Value numbers = c.transpose(c.reshape(rows, {batch, size, 2}), {2, 1, 0});
  numbers = transformComplex(c, numbers, false);
  return combine(numbers, size + 1, true,
                 [&](FftScalars &s, Complex x, Complex y, Complex turn, Value isSecond,
                     Value isEnd) -> Complex {
                   ScalarBuilder &b = s.builder();
                   x = s.divide(x, 2);
                   y = s.divide(s.conjugate(y), 2);
                   Complex sum = s.add(x, y), other = s.multiply(s.sub(x, y), turn);
                   Value re = selectOf(b, isSecond, s.halfDifference(sum.re, other.re),
                                       s.halfSum(sum.re, other.re));
                   Value im = selectOf(b, isSecond, s.halfDifference(other.im, sum.im),
                                       s.halfSum(sum.im, other.im));
                   // The ends are sum and difference of the two parts of number 0; of
                   // ends, the second of a pair is n.
                   Value last = s.sub(x.re, x.im), first = s.add(x.re, x.im);
                   return {selectOf(b, isEnd, selectOf(b, isSecond, last, first), re),
                           selectOf(b, isEnd, s.zero(), im)};
                 });
}

/// Returns [batch, 2n].
Value RealTransform::inverse() {
  Value source = c.reshape(c.input(0), {batch, size + 1, 2});
  Value numbers =
      combine(source, size, false,
              [&](FftScalars &s, Complex x, Complex y, Complex turn, Value isSecond,
                  Value isEnd) -> Complex {
                ScalarBuilder &b = s.builder();
                Complex ends = s.divide({s.add(x.re, y.re), s.sub(x.re, y.re)}, 2);
                x = s.divide(x, 2);
                y = s.divide(s.conjugate(y), 2);
                Complex sum = s.add(x, y), other = s.multiply(s.sub(x, y), turn);
                Complex plain = s.add(sum, other), mirrored = s.conjugate(s.sub(sum, other));
                return {selectOf(b, isEnd, ends.re, selectOf(b, isSecond, mirrored.re, plain.re)),
                        selectOf(b, isEnd, ends.im, selectOf(b, isSecond, mirrored.im, plain.im))};
              });
  numbers = transformComplex(c, c.transpose(numbers, {2, 1, 0}), true);
  Value rows = c.reshape(c.transpose(numbers, {2, 1, 0}), {batch, length});
  if (!element.isF32())
    return rows;
  return pointwise(c, {batch, length}, rows, c.b.getMultiDimIdentityMap(2), element,
                   [&](ScalarBuilder &b, ValueRange x) {
                     return divOf(b, Number::Float, x[0], constantOf(b, element, double(length)));
                   });
}

LogicalResult RealTransform::convert() {
  if (failed(read()))
    return failure();
  outer.push_back(isInverse ? length : length + 2);
  return c.replace(c.reshape(isInverse ? inverse() : forward(), outer));
}

static LogicalResult convertRfft(TfliteConversion &c) { return RealTransform(c, false).convert(); }
static LogicalResult convertIrfft(TfliteConversion &c) { return RealTransform(c, true).convert(); }

void sinter::populateTfliteSignalFft(TfliteTable &table) {
  table.add("CUSTOM:SignalIrfft", convertIrfft);
  table.add("CUSTOM:SignalRfft", convertRfft);
}
