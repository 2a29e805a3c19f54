//===- MatrixProduct.cpp - Matrix products as linalg operations -----------===//
//
// Products become linalg.matmul wherever the right side is one matrix: the rows
// of all left matrices then form one tall matrix. Equal batches become
// batch_matmul, others a generic that reads each side through its own map; so do
// products of quantized integers, which are widened by the sign of each side.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/MatrixProduct.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

Value sinter::multiplyMatrix(TensorBuilder &c, Value a, Value b) {
  Value init = c.filled({shapeOf(a)[0], shapeOf(b)[1]}, accumulatorOf(elementOf(a)), 0);
  return linalg::MatmulOp::create(c.b, ValueRange{a, b}, init).getResult(0);
}

static Value batchMatmul(TensorBuilder &c, Value a, Value b) {
  Value init =
      c.filled({shapeOf(a)[0], shapeOf(a)[1], shapeOf(b)[2]}, accumulatorOf(elementOf(a)), 0);
  return linalg::BatchMatmulOp::create(c.b, ValueRange{a, b}, init).getResult(0);
}

/// The map of an operand with shape `batch` + a matrix, over the loops
/// (result batch..., m, n, k); unit batch dims that broadcast are dropped from
/// the operand.
static AffineMap batchMap(TensorBuilder &c, Value &operand, ArrayRef<int64_t> batch, int64_t row,
                          int64_t column) {
  ArrayRef<int64_t> shape = shapeOf(operand);
  int64_t own = shape.size() - 2, missing = batch.size() - own;
  SmallVector<int64_t> kept, dims;
  for (int64_t i = 0; i < own; ++i) {
    if (shape[i] != batch[missing + i])
      continue;
    kept.push_back(shape[i]);
    dims.push_back(missing + i);
  }
  kept.append({shape[own], shape[own + 1]});
  dims.append({row, column});
  operand = c.reshape(operand, kept);
  return selectDims(c, batch.size() + 3, dims);
}

/// Reads both sides through maps of their own; batch dims of 1 broadcast.
static Value genericMatmul(TensorBuilder &c, const MatrixProduct &product, Value a, Value b,
                           ArrayRef<int64_t> batch) {
  Type accumulator = product.accumulator;
  int64_t m = batch.size(), n = m + 1, k = m + 2;
  SmallVector<int64_t> shape(batch);
  shape.append({shapeOf(a)[shapeOf(a).size() - 2], shapeOf(b).back()});
  AffineMap readA = batchMap(c, a, batch, m, k), readB = batchMap(c, b, batch, k, n);
  SmallVector<int64_t> write = llvm::to_vector(llvm::seq<int64_t>(0, k));
  SmallVector<utils::IteratorType> iterators(k, utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  auto widen = [&](ScalarBuilder &body, Value x, bool isUnsigned) {
    return product.isQuantized ? widenInteger(body, x, isUnsigned)
                               : floatCast(body, x, accumulator);
  };
  return structuredLoops(c, {a, b}, c.filled(shape, accumulator, 0),
                         {readA, readB, selectDims(c, k + 1, write)}, iterators,
                         [&](ScalarBuilder &body, ValueRange s) {
                           Value x = widen(body, s[0], product.isAUnsigned);
                           Value y = widen(body, s[1], product.isBUnsigned);
                           Value term = mulOf(body, x, y);
                           if (accumulator.isInteger(64))
                             term = arith::ExtSIOp::create(body, accumulator, term);
                           return addOf(body, s[2], term);
                         });
}

FailureOr<Value> sinter::multiplyMatrices(TensorBuilder &c, const MatrixProduct &product,
                                          ProductEpilogue epilogue) {
  Value a = product.a, b = product.b;
  SmallVector<int64_t> aShape(shapeOf(a)), bShape(shapeOf(b));
  auto shapes = [&] { return shapeText(shapeOf(a)) + " and " + shapeText(shapeOf(b)); };
  if (aShape.empty() || bShape.empty())
    return c.unsupported("a scalar has no matrix product");
  bool dropRow = aShape.size() == 1, dropColumn = bShape.size() == 1;
  if (dropRow)
    aShape.insert(aShape.begin(), 1);
  if (dropColumn)
    bShape.push_back(1);
  int64_t m = aShape[aShape.size() - 2], k = aShape.back(), n = bShape.back();
  if (bShape[bShape.size() - 2] != k)
    return c.unsupported("inputs of shape " + shapes() + " do not agree in the summed dimension");
  ArrayRef<int64_t> aBatch = ArrayRef(aShape).drop_back(2), bBatch = ArrayRef(bShape).drop_back(2);
  std::optional<SmallVector<int64_t>> batch = broadcastShapes({aBatch, bBatch});
  if (!batch)
    return c.unsupported("batch dimensions of shapes " + shapes() + " do not broadcast");

  int64_t count = productOf(*batch);
  auto named = [&](auto multiply, ArrayRef<int64_t> left, ArrayRef<int64_t> right,
                   ArrayRef<int64_t> leading) -> Value {
    Value x = c.reshape(a, left), y = c.reshape(b, right);
    return product.isQuantized ? genericMatmul(c, product, x, y, leading) : multiply(c, x, y);
  };
  Value sum;
  if (count * m * n == 0)
    sum = c.empty({count, m, n}, product.accumulator);
  else if (productOf(bBatch) == 1)
    sum = named(multiplyMatrix, {count * m, k}, {k, n}, {});
  else if (productOf(aBatch) == count && productOf(bBatch) == count)
    sum = named(batchMatmul, {count, m, k}, {count, k, n}, {count});
  else
    sum = genericMatmul(c, product, c.reshape(a, aShape), c.reshape(b, bShape), *batch);

  SmallVector<int64_t> shape(*batch);
  if (!dropRow)
    shape.push_back(m);
  if (!dropColumn)
    shape.push_back(n);
  return c.reshape(epilogue(sum), shape);
}
