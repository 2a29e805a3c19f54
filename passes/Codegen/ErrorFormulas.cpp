//===- ErrorFormulas.cpp - The error function -----------------------------===//
//
// erf(x) = x * P(x^2) up to where erf rounds to 1. One polynomial in x^2 less the
// middle of its range: there its terms fall, and nothing cancels near zero. So a GELU
// needs neither a division nor a choice between cases.
//
// In f64, where such a polynomial would be long and cancel, a series whose terms are all
// positive: erf(x) = 2 / sqrt(pi) * x * e^(-x^2) * sum of (2 x^2)^n / (2n + 1)!!.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/MathFormulas.h"

using namespace mlir;
using namespace sinter::codegen;

static Value expandDoubleErf(MathBuilder &b, Value x) {
  constexpr double end = 6, factor = 1.1283791670955126; // erf(6) rounds to 1
  constexpr int terms = 140;                             // the next is below 1e-17 of the sum
  SmallVector<double> coefficients = {factor};
  for (int n = 1; n < terms; ++n)
    coefficients.push_back(coefficients.back() * 2 / (2 * n + 1));
  Value limited = b.clamp(x, -end, end);
  Value square = b.mul(limited, limited);
  Value sum = b.mul(limited, b.polynomial(square, coefficients));
  Value result = b.clamp(b.mul(sum, expandExp(b, b.neg(square))), -1, 1);
  Value isOne = b.lessEqual(b.constant(end), b.abs(x));
  return b.select(isOne, b.copySign(b.constant(1), x), result);
}

Value sinter::codegen::expandErf(MathBuilder &b, Value x) {
  if (b.isDouble())
    return expandDoubleErf(b, x);
  constexpr double end = 3.84, middle = 6.5;
  static constexpr double coefficients[] = {
      0.39211007952690125,     -0.030031830072402954,   0.003399954177439213,
      -0.00041413286817260087, 5.0315131375100464e-05,  -5.88147304370068e-06,
      6.475954137385997e-07,   -6.637553440214106e-08,  6.381478456773948e-09,
      -5.824236093410207e-10,  4.7449537354804505e-11,  -3.1808273463079795e-12,
      2.2889437741036023e-13,  -2.3329896228860975e-14, 1.7710653186996344e-15,
      -5.5259810747772364e-17};
  Value limited = b.clamp(x, -end, end);
  Value centered = b.fma(limited, limited, b.constant(-middle));
  return b.clamp(b.mul(limited, b.polynomial(centered, coefficients)), -1, 1);
}
