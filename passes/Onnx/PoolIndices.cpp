//===- PoolIndices.cpp - Where the maxima of windows lie ------------------===//

#include "passes/Onnx/Pooling.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Emits the flat index of the element that loops (n, out..., c, kernel...) visit.
static Value flatIndex(ScalarBuilder &b, const Window &window, int64_t channels, bool columnMajor) {
  int64_t rank = window.rank(), channel = rank + 1, k = rank + 2;
  auto number = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(b, value); };
  auto loop = [&](int64_t dim) -> Value { return linalg::IndexOp::create(b, dim); };
  auto append = [&](Value flat, int64_t size, Value next) {
    return addOf(b, mulOf(b, flat, number(size)), next);
  };
  Value flat = append(loop(0), channels, loop(channel));
  for (int64_t at = 0; at < rank; ++at) {
    int64_t i = columnMajor ? rank - 1 - at : at;
    Value start = mulOf(b, loop(1 + i), number(window.strides[i]));
    Value offset = mulOf(b, loop(k + i), number(window.dilations[i]));
    Value position = subOf(b, addOf(b, start, offset), number(window.padLow[i]));
    flat = append(flat, window.input[i], position);
  }
  return arith::IndexCastOp::create(b, b.getI64Type(), flat);
}

Value sinter::maxPositions(NodeConversion &c, Value input, const Window &window, Number number,
                           bool columnMajor) {
  int64_t rank = window.rank(), channel = rank + 1, k = rank + 2, dims = k + rank;
  auto dim = [&](int64_t i) { return c.b.getAffineDimExpr(i); };
  SmallVector<AffineExpr> read = {dim(0)}, kernel, write = {dim(0)};
  SmallVector<int64_t> shape = {shapeOf(input).front()};
  for (int64_t i = 0; i < rank; ++i) {
    read.push_back(dim(1 + i) * window.strides[i] + dim(k + i) * window.dilations[i]);
    kernel.push_back(dim(k + i));
    write.push_back(dim(1 + i));
    shape.push_back(window.output[i]);
  }
  int64_t channels = shapeOf(input).back();
  read.push_back(dim(channel));
  write.push_back(dim(channel));
  shape.push_back(channels);
  SmallVector<AffineMap> maps;
  for (const SmallVector<AffineExpr> &exprs : {read, kernel, write, write})
    maps.push_back(AffineMap::get(dims, 0, exprs, c.b.getContext()));
  SmallVector<utils::IteratorType> iterators(k, utils::IteratorType::parallel);
  iterators.append(rank, utils::IteratorType::reduction);

  Type element = elementOf(input);
  Value best =
      linalg::FillOp::create(c.b, Value(arith::ConstantOp::create(c.b, lowestOf(element, number))),
                             c.empty(shape, element))
          .getResult(0);
  Value at = c.filled(shape, c.b.getI64Type(), 0);
  Value extent = c.empty(window.kernel, element);
  auto build = [&](OpBuilder &nested, Location loc, ValueRange s) {
    ImplicitLocOpBuilder b(loc, nested);
    Value wins = compareOf(b, number, Relation::Greater, s[0], s[2]);
    Value here = flatIndex(b, window, channels, columnMajor);
    linalg::YieldOp::create(
        b, ValueRange{selectOf(b, wins, s[0], s[2]), selectOf(b, wins, here, s[3])});
  };
  return linalg::GenericOp::create(c.b, TypeRange{best.getType(), at.getType()},
                                   ValueRange{input, extent}, ValueRange{best, at}, maps, iterators,
                                   build)
      .getResult(1);
}
