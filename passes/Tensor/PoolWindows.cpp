//===- PoolWindows.cpp - Maxima and sums of windows -----------------------===//

#include "passes/Tensor/PoolWindows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// The shape of the channels-last result.
static SmallVector<int64_t> outputShape(Value input, const Window &window) {
  SmallVector<int64_t> shape = {shapeOf(input).front()};
  llvm::append_range(shape, window.output);
  shape.push_back(shapeOf(input).back());
  return shape;
}

template <typename OpT>
static Value pool2D(TensorBuilder &c, Value input, Value init, const Window &window) {
  Value shape = c.empty(window.kernel, elementOf(init));
  return OpT::create(c.b, TypeRange{init.getType()}, ValueRange{input, shape}, ValueRange{init},
                     c.b.getI64TensorAttr(window.strides), c.b.getI64TensorAttr(window.dilations))
      .getResult(0);
}

/// Any number of spatial dimensions: a generic over (n, out..., c, kernel...).
static Value poolGeneric(TensorBuilder &c, Value input, Value init, const Window &window,
                         TensorBuilder::BodyFn body) {
  int64_t rank = window.rank(), channel = rank + 1, k = rank + 2, dims = k + rank;
  auto dim = [&](int64_t i) { return c.b.getAffineDimExpr(i); };
  SmallVector<AffineExpr> read = {dim(0)}, kernel, write = {dim(0)};
  for (int64_t i = 0; i < rank; ++i) {
    read.push_back(dim(1 + i) * window.strides[i] + dim(k + i) * window.dilations[i]);
    kernel.push_back(dim(k + i));
    write.push_back(dim(1 + i));
  }
  read.push_back(dim(channel));
  write.push_back(dim(channel));
  SmallVector<AffineMap> maps;
  for (const SmallVector<AffineExpr> &exprs : {read, kernel, write})
    maps.push_back(AffineMap::get(dims, 0, exprs, c.b.getContext()));
  SmallVector<utils::IteratorType> iterators(k, utils::IteratorType::parallel);
  iterators.append(rank, utils::IteratorType::reduction);
  // The window's extent comes from an operand that is never read.
  Value shape = c.empty(window.kernel, elementOf(init));
  return structuredLoops(c, {input, shape}, init, maps, iterators,
                         [&](ScalarBuilder &b, ValueRange s) { return body(b, {s[0], s[2]}); });
}

Value sinter::poolWindows(TensorBuilder &c, Pooling kind, Number number, Value input,
                          const Window &window) {
  SmallVector<int64_t> shape = outputShape(input, window);
  Type element = elementOf(input);
  if (kind == Pooling::Max) {
    Value init = linalg::FillOp::create(
                     c.b, Value(arith::ConstantOp::create(c.b, lowestOf(element, number))),
                     c.empty(shape, element))
                     .getResult(0);
    if (window.rank() != 2)
      return poolGeneric(c, input, init, window, [&](ScalarBuilder &b, ValueRange s) {
        return maxOf(b, number, s[0], s[1]);
      });
    if (number == Number::Unsigned)
      return pool2D<linalg::PoolingNhwcMaxUnsignedOp>(c, input, init, window);
    return pool2D<linalg::PoolingNhwcMaxOp>(c, input, init, window);
  }
  Type accumulator = accumulatorOf(element);
  Value init = c.filled(shape, accumulator, 0);
  if (window.rank() == 2)
    return pool2D<linalg::PoolingNhwcSumOp>(c, input, init, window);
  return poolGeneric(c, input, init, window, [&](ScalarBuilder &b, ValueRange s) {
    return addOf(b, s[1], floatCast(b, s[0], accumulator));
  });
}

Value sinter::sumIntegerWindows(TensorBuilder &c, Value input, const Window &window,
                                bool isUnsigned) {
  Value init = c.filled(outputShape(input, window), c.b.getI32Type(), 0);
  return poolGeneric(c, input, init, window, [&](ScalarBuilder &b, ValueRange s) {
    return addOf(b, s[1], widenInteger(b, s[0], isUnsigned));
  });
}
