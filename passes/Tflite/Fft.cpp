//===- Fft.cpp - Fourier transforms ---------------------------------------===//
//
// Mixed radix, one pass per factor. Between passes a tensor [2, done, left] holds, for each
// number `left` of a subsequence (every left-th element), its transform of `done` numbers. A
// pass of factor p splits `left` as p x rest and joins p transforms to one of p * done: it
// reads and writes contiguous rows, and the last one leaves results in their order. The
// twiddle factors and roundings are those of the reference, which joins the same
// transforms in the same order by recursion.
//
//===----------------------------------------------------------------------===//

#include "passes/Tflite/Fft.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include <cmath>

using namespace mlir;
using namespace sinter;

SmallVector<int64_t> sinter::fftFactors(int64_t size) {
  SmallVector<int64_t> factors;
  int64_t factor = 4;
  auto root = int64_t(std::floor(std::sqrt(double(size))));
  while (size > 1) {
    while (size % factor != 0) {
      factor = factor == 4 ? 2 : factor == 2 ? 3 : factor + 2;
      if (factor > root)
        factor = size;
    }
    size /= factor;
    factors.push_back(factor);
  }
  return factors;
}

Value sinter::rotations(TensorBuilder &c, Type element, ArrayRef<double> phases) {
  int64_t count = phases.size();
  HostTensor table = HostTensor::zeros(RankedTensorType::get({2, count}, element));
  auto fill = [&](auto values) {
    using T = typename decltype(values)::value_type;
    for (int64_t i = 0; i < count; ++i) {
      values[i] = T(FftScalars::encode(element, std::cos(phases[i])));
      values[count + i] = T(FftScalars::encode(element, std::sin(phases[i])));
    }
  };
  if (isa<FloatType>(element))
    fill(table.mutableAs<float>());
  else if (element.isInteger(16))
    fill(table.mutableAs<int16_t>());
  else
    fill(table.mutableAs<int32_t>());
  return c.constantValue(table.toAttr("twiddles"));
}

Complex sinter::rotation(FftScalars &s, Type element, double phase) {
  return {s.constant(FftScalars::encode(element, std::cos(phase))),
          s.constant(FftScalars::encode(element, std::sin(phase)))};
}

namespace {

/// Joins `factor` transforms of `done` numbers each.
class FftPass {
public:
  FftPass(TensorBuilder &c, Type element, int64_t size, bool isInverse, int64_t factor,
          int64_t done)
      : c(c), element(element), size(size), factor(factor), done(done), isInverse(isInverse) {}

  /// From [2, done, factor * rest] to [2, factor * done, rest].
  Value apply(Value numbers);

private:
  /// The angle of the `index`-th twiddle factor.
  double phase(int64_t index) const {
    constexpr double kPi = 3.14159265358979323846264338327950288;
    double phase = -2 * kPi * double(index) / double(size);
    return isInverse ? phase * -1 : phase;
  }
  int64_t stride() const { return size / (factor * done); }
  Value twiddles();
  SmallVector<Complex> join(FftScalars &s, ArrayRef<Complex> x, ArrayRef<Complex> factors);
  SmallVector<Complex> joinThree(FftScalars &s, ArrayRef<Complex> x);
  SmallVector<Complex> joinFour(FftScalars &s, ArrayRef<Complex> x);
  SmallVector<Complex> joinFive(FftScalars &s, ArrayRef<Complex> x);
  SmallVector<Complex> joinAny(FftScalars &s, ArrayRef<Complex> x, ArrayRef<Complex> factors);

  bool isGeneral() const { return factor > 5; }
  /// Twiddle factors that one result needs.
  int64_t countFactors() const { return isGeneral() ? factor * (factor - 1) : factor - 1; }

  TensorBuilder &c;
  Type element;
  int64_t size, factor, done;
  bool isInverse;
};

} // namespace

/// Twiddle factors as a constant [2, factors, done]. The general form has own ones for
/// each of the results.
Value FftPass::twiddles() {
  SmallVector<double> phases;
  for (int64_t result = 0; result < (isGeneral() ? factor : 1); ++result)
    for (int64_t i = 1; i < factor; ++i)
      for (int64_t u = 0; u < done; ++u)
        phases.push_back(phase(i * stride() * (u + result * done) % size));
  return c.reshape(rotations(c, element, phases), {2, countFactors(), done});
}

Value FftPass::apply(Value numbers) {
  int64_t rest = shapeOf(numbers)[2] / factor;
  Value split = c.reshape(numbers, {2, done, factor, rest}), table = twiddles();
  AffineExpr u = c.b.getAffineDimExpr(0), r = c.b.getAffineDimExpr(1);
  auto constant = [&](int64_t i) { return c.b.getAffineConstantExpr(i); };
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(2, 0, results, c.b.getContext());
  };
  SmallVector<Value> inputs, inits;
  SmallVector<AffineMap> maps;
  for (int64_t i = 0; i < factor; ++i)
    for (int64_t part = 0; part < 2; ++part) {
      inputs.push_back(split);
      maps.push_back(map({constant(part), u, constant(i), r}));
    }
  for (int64_t i = 0; i < countFactors(); ++i)
    for (int64_t part = 0; part < 2; ++part) {
      inputs.push_back(table);
      maps.push_back(map({constant(part), constant(i), u}));
    }
  for (int64_t i = 0; i < 2 * factor; ++i) {
    inits.push_back(c.empty({done, rest}, element));
    maps.push_back(map({u, r}));
  }
  auto build = [&](OpBuilder &nested, Location loc, ValueRange values) {
    ScalarBuilder b(loc, nested);
    FftScalars s(b, element);
    SmallVector<Complex> read;
    for (int64_t i = 0; i < factor + countFactors(); ++i)
      read.push_back({s.load(values[2 * i]), s.load(values[2 * i + 1])});
    SmallVector<Complex> joined =
        join(s, ArrayRef(read).take_front(factor), ArrayRef(read).drop_front(factor));
    SmallVector<Value> results;
    for (const Complex &x : joined)
      results.push_back(s.save(x.re));
    for (const Complex &x : joined)
      results.push_back(s.save(x.im));
    linalg::YieldOp::create(b, results);
  };
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(c.b, TypeRange(ValueRange(inits)), inputs, inits, maps,
                                           iterators, build);
  return c.reshape(c.concat(generic.getResults(), 0), {2, factor * done, rest});
}

SmallVector<Complex> FftPass::join(FftScalars &s, ArrayRef<Complex> x, ArrayRef<Complex> factors) {
  SmallVector<Complex> parts;
  for (const Complex &number : x)
    parts.push_back(s.divide(number, factor));
  if (isGeneral())
    return joinAny(s, parts, factors);
  for (int64_t i = 1; i < factor; ++i)
    parts[i] = s.multiply(parts[i], factors[i - 1]);
  switch (factor) {
  case 2:
    return {s.add(parts[0], parts[1]), s.sub(parts[0], parts[1])};
  case 3:
    return joinThree(s, parts);
  case 4:
    return joinFour(s, parts);
  default:
    return joinFive(s, parts);
  }
}

SmallVector<Complex> FftPass::joinThree(FftScalars &s, ArrayRef<Complex> x) {
  Value sine = rotation(s, element, phase(stride() * done)).im;
  Complex sum = s.add(x[1], x[2]), difference = s.sub(x[1], x[2]);
  Complex middle = {s.sub(x[0].re, s.half(sum.re)), s.sub(x[0].im, s.half(sum.im))};
  Complex turned = {s.multiply(difference.re, sine), s.multiply(difference.im, sine)};
  return {s.add(x[0], sum),
          {s.sub(middle.re, turned.im), s.add(middle.im, turned.re)},
          {s.add(middle.re, turned.im), s.sub(middle.im, turned.re)}};
}

SmallVector<Complex> FftPass::joinFour(FftScalars &s, ArrayRef<Complex> x) {
  Complex even = s.add(x[0], x[2]), difference = s.sub(x[0], x[2]);
  Complex odd = s.add(x[1], x[3]), turned = s.sub(x[1], x[3]);
  Complex one = {s.add(difference.re, turned.im), s.sub(difference.im, turned.re)};
  Complex three = {s.sub(difference.re, turned.im), s.add(difference.im, turned.re)};
  if (isInverse)
    std::swap(one, three);
  return {s.add(even, odd), one, s.sub(even, odd), three};
}

SmallVector<Complex> FftPass::joinFive(FftScalars &s, ArrayRef<Complex> x) {
  Complex a = rotation(s, element, phase(stride() * done));
  Complex b = rotation(s, element, phase(stride() * 2 * done));
  Complex sum1 = s.add(x[1], x[4]), difference1 = s.sub(x[1], x[4]);
  Complex sum2 = s.add(x[2], x[3]), difference2 = s.sub(x[2], x[3]);
  auto weigh = [&](Value base, Value first, Value w1, Value second, Value w2) {
    return s.add(s.add(base, s.multiply(first, w1)), s.multiply(second, w2));
  };
  Complex outer = {weigh(x[0].re, sum1.re, a.re, sum2.re, b.re),
                   weigh(x[0].im, sum1.im, a.re, sum2.im, b.re)};
  Complex inner = {weigh(x[0].re, sum1.re, b.re, sum2.re, a.re),
                   weigh(x[0].im, sum1.im, b.re, sum2.im, a.re)};
  Complex outerTurn = {
      s.add(s.multiply(difference1.im, a.im), s.multiply(difference2.im, b.im)),
      s.sub(s.negate(s.multiply(difference1.re, a.im)), s.multiply(difference2.re, b.im))};
  Complex innerTurn = {s.sub(s.multiply(difference2.im, a.im), s.multiply(difference1.im, b.im)),
                       s.sub(s.multiply(difference1.re, b.im), s.multiply(difference2.re, a.im))};
  return {s.add(x[0], s.add(sum1, sum2)), s.sub(outer, outerTurn), s.add(inner, innerTurn),
          s.sub(inner, innerTurn), s.add(outer, outerTurn)};
}

SmallVector<Complex> FftPass::joinAny(FftScalars &s, ArrayRef<Complex> x,
                                      ArrayRef<Complex> factors) {
  SmallVector<Complex> results;
  for (int64_t result = 0; result < factor; ++result) {
    Complex sum = x[0];
    for (int64_t i = 1; i < factor; ++i)
      sum = s.add(sum, s.multiply(x[i], factors[result * (factor - 1) + i - 1]));
    results.push_back(sum);
  }
  return results;
}

Value sinter::transformComplex(TensorBuilder &c, Value numbers, bool isInverse) {
  int64_t size = shapeOf(numbers)[1], count = shapeOf(numbers)[2], done = 1;
  Type element = elementOf(numbers);
  Value current = c.reshape(numbers, {2, 1, size * count});
  SmallVector<int64_t> factors = fftFactors(size);
  for (int64_t factor : llvm::reverse(factors)) {
    current = FftPass(c, element, size, isInverse, factor, done).apply(current);
    done *= factor;
  }
  return c.reshape(current, {2, size, count});
}
