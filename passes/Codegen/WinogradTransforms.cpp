//===- WinogradTransforms.cpp - Arithmetic of exec.winograd_conv ----------===//
//
// With the points 0, p, -p, q, -q and P = p^2, Q = q^2, a line of pixels d becomes
// the coefficients of the polynomials that vanish at all points but one:
//
//   0         (x^2 - P)(x^2 - Q)     P Q d0 - (P + Q) d2 + d4
//   p, -p     x (x +- p)(x^2 - Q)    (d4 - Q d2) +- p (d3 - Q d1)
//   q, -q     x (x +- q)(x^2 - P)    (d4 - P d2) +- q (d3 - P d1)
//   infinity  x (x^2 - P)(x^2 - Q)   P Q d1 - (P + Q) d3 + d5
//
// and result k is the sum of the products times the k-th power of their points.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/WinogradTransforms.h"

#include "dialects/Exec/IR/Winograd.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace sinter::codegen;

WinogradTransforms::WinogradTransforms(OpBuilder &builder, Location loc, int64_t tile, bool hasFma)
    : builder(builder), loc(loc), tile(tile), hasFma(hasFma) {}

/// Applies `transform` to the columns of `from` (`rows` x `columns`), then to the
/// rows of what this gives.
template <typename Transform>
static SmallVector<Value> transformBoth(ArrayRef<Value> from, int64_t side,
                                        Transform transformColumn, Transform transformRow) {
  SmallVector<SmallVector<Value>> columns;
  for (int64_t x = 0; x < side; ++x) {
    SmallVector<Value> column;
    for (int64_t y = 0; y < side; ++y)
      column.push_back(from[y * side + x]);
    columns.push_back(transformColumn(column));
  }
  SmallVector<Value> results;
  for (size_t y = 0; y < columns.front().size(); ++y) {
    SmallVector<Value> row;
    for (auto &column : columns)
      row.push_back(column[y]);
    llvm::append_range(results, transformRow(row));
  }
  return results;
}

SmallVector<Value> WinogradTransforms::transformPixels(ArrayRef<Value> pixels) {
  std::function<Line(ArrayRef<Value>)> line = [&](ArrayRef<Value> from) {
    return transformPixelLine(from);
  };
  Line results = transformBoth(pixels, tile + 2, line, line);
  for (Value &result : results)
    if (!result)
      result = constant(0);
  return results;
}

SmallVector<Value> WinogradTransforms::transformProducts(ArrayRef<Value> products, int64_t height,
                                                         int64_t width) {
  std::function<Line(ArrayRef<Value>)> column = [&](ArrayRef<Value> from) {
    return transformProductLine(from, height);
  };
  std::function<Line(ArrayRef<Value>)> row = [&](ArrayRef<Value> from) {
    return transformProductLine(from, width);
  };
  return transformBoth(products, tile + 2, column, row);
}

WinogradTransforms::Line WinogradTransforms::transformPixelLine(ArrayRef<Value> d) {
  SmallVector<double> points = sinter::exec::getWinogradPoints(tile);
  double p = points[1], P = p * p;
  if (tile == 2)
    return {sum({{1, d[2]}, {-P, d[0]}}), sum({{1, d[2]}, {p, d[1]}}), sum({{1, d[2]}, {-p, d[1]}}),
            sum({{1, d[3]}, {-P, d[1]}})};
  double q = points[3], Q = q * q;
  Value evenP = sum({{1, d[4]}, {-Q, d[2]}}), oddP = sum({{1, d[3]}, {-Q, d[1]}});
  Value evenQ = sum({{1, d[4]}, {-P, d[2]}}), oddQ = sum({{1, d[3]}, {-P, d[1]}});
  return {sum({{1, d[4]}, {-(P + Q), d[2]}, {P * Q, d[0]}}),
          sum({{1, evenP}, {p, oddP}}),
          sum({{1, evenP}, {-p, oddP}}),
          sum({{1, evenQ}, {q, oddQ}}),
          sum({{1, evenQ}, {-q, oddQ}}),
          sum({{1, d[5]}, {-(P + Q), d[3]}, {P * Q, d[1]}})};
}

WinogradTransforms::Line WinogradTransforms::transformProductLine(ArrayRef<Value> m,
                                                                  int64_t count) {
  SmallVector<double> points = sinter::exec::getWinogradPoints(tile);
  // Results by power of the point: even powers take sums of opposite points, odd
  // ones differences. Infinity counts for the highest power only.
  Line results;
  for (int64_t power = 0; power < count; ++power) {
    SmallVector<Term> terms;
    if (power == 0)
      terms.push_back({1, m[0]});
    if (power == tile - 1)
      terms.push_back({1, m[tile + 1]});
    for (int64_t pair = 1; pair <= tile; pair += 2) {
      double factor = std::pow(points[pair], power);
      Value both = sum({{1, m[pair]}, {power % 2 ? -1.0 : 1.0, m[pair + 1]}});
      terms.push_back({factor, both});
    }
    results.push_back(sum(terms));
  }
  return results;
}

/// Adds the terms that are not zero; null stands for zero.
Value WinogradTransforms::sum(ArrayRef<Term> terms) {
  Value result;
  for (const Term &term : terms)
    if (term.value)
      result = add(result, term);
  return result;
}

Value WinogradTransforms::add(Value sum, Term term) {
  if (!sum && term.factor == 1)
    return term.value;
  if (sum && term.factor == 1)
    return arith::AddFOp::create(builder, loc, sum, term.value);
  if (sum && term.factor == -1)
    return arith::SubFOp::create(builder, loc, sum, term.value);
  Value factor = constant(term.factor);
  if (sum && hasFma)
    return math::FmaOp::create(builder, loc, term.value, factor, sum);
  Value product = arith::MulFOp::create(builder, loc, term.value, factor);
  return sum ? arith::AddFOp::create(builder, loc, sum, product).getResult() : product;
}

Value WinogradTransforms::constant(double value) {
  return arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(value));
}
