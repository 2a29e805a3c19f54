//===- OnnxMatmul.cpp - MatMul and Gemm -----------------------------------===//
//
// Products become linalg.matmul wherever the right side is one matrix: the rows
// of all left matrices then form one tall matrix. Equal batches become
// batch_matmul, others a generic that reads each side through its own map; so do
// products of quantized integers, which are widened by the sign of each side.
//
//===----------------------------------------------------------------------===//

#include "passes/Input/OnnxMatmul.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Input/OnnxGenerics.h"
#include "passes/Input/OnnxScalars.h"

using namespace mlir;
using namespace sinter;

/// Declines products of other than two tensors of one number type.
static LogicalResult checkOperands(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(0) || !c.input(1))
    return c.unsupported("two inputs are required");
  if (c.elementType(0) != c.elementType(1))
    return c.unsupported("inputs differ in element type");
  Number number = numberOf(c);
  if (number == Number::Bool || number == Number::Other)
    return c.unsupported("element type of the inputs is not a number");
  return success();
}

//===----------------------------------------------------------------------===//
// MatMul
//===----------------------------------------------------------------------===//

/// [M, K] x [K, N], accumulated in the accumulator type.
static Value matmul(NodeConversion &c, Value a, Value b) {
  Value init = c.filled({shapeOf(a)[0], shapeOf(b)[1]}, accumulatorOf(elementOf(a)), 0);
  return linalg::MatmulOp::create(c.b, ValueRange{a, b}, init).getResult(0);
}

static Value batchMatmul(NodeConversion &c, Value a, Value b) {
  Value init =
      c.filled({shapeOf(a)[0], shapeOf(a)[1], shapeOf(b)[2]}, accumulatorOf(elementOf(a)), 0);
  return linalg::BatchMatmulOp::create(c.b, ValueRange{a, b}, init).getResult(0);
}

/// The map of an operand with shape `batch` + a matrix, over the loops
/// (result batch..., m, n, k); unit batch dims that broadcast are dropped from
/// the operand.
static AffineMap batchMap(NodeConversion &c, Value &operand, ArrayRef<int64_t> batch, int64_t row,
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
static Value genericMatmul(NodeConversion &c, const MatrixProduct &product, Value a, Value b,
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
                           return addOf(body, s[2], mulOf(body, x, y));
                         });
}

FailureOr<Value> sinter::multiplyMatrices(NodeConversion &c, const MatrixProduct &product,
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
    sum = named(matmul, {count * m, k}, {k, n}, {});
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

static LogicalResult convertMatMul(NodeConversion &c) {
  if (failed(checkOperands(c)))
    return failure();
  MatrixProduct product = {c.input(0), c.input(1), accumulatorOf(c.elementType(0))};
  FailureOr<Value> result = multiplyMatrices(
      c, product, [&](Value sum) { return floatCastTensor(c, sum, c.elementType(0)); });
  return failed(result) ? failure() : c.replace(*result);
}

//===----------------------------------------------------------------------===//
// Gemm
//===----------------------------------------------------------------------===//

static LogicalResult convertGemm(NodeConversion &c) {
  if (failed(checkOperands(c)))
    return failure();
  Type element = c.elementType(0), accumulator = accumulatorOf(element);
  if (c.shape(0).size() != 2 || c.shape(1).size() != 2)
    return c.unsupported("inputs of shape " + shapeText(c.shape(0)) + " and " +
                         shapeText(c.shape(1)) + " are not matrices");
  double alpha = c.floatAttr("alpha", 1), beta = c.floatAttr("beta", 1);
  bool isFloat = isa<FloatType>(element);
  if (!isFloat && (alpha != 1 || beta != 1))
    return c.unsupported("alpha and beta other than 1 are not supported for integers");
  Value a = c.input(0), b = c.input(1);
  if (c.intAttr("transA", 0))
    a = c.transpose(a, {1, 0});
  if (c.intAttr("transB", 0))
    b = c.transpose(b, {1, 0});
  if (shapeOf(a)[1] != shapeOf(b)[0])
    return c.unsupported("inputs of shape " + shapeText(shapeOf(a)) + " and " +
                         shapeText(shapeOf(b)) + " do not agree in the summed dimension");
  SmallVector<int64_t> shape = {shapeOf(a)[0], shapeOf(b)[1]};
  bool addC = c.input(2) && beta != 0;
  if (c.input(2)) {
    if (broadcastShapes({ArrayRef<int64_t>(shape), c.shape(2)}) != shape)
      return c.unsupported("C of shape " + shapeText(c.shape(2)) +
                           " does not broadcast to the product " + shapeText(shape));
    if (c.elementType(2) != element)
      return c.unsupported("inputs differ in element type");
  }

  Value product = matmul(c, a, b);
  SmallVector<Value> inputs = {product};
  if (addC)
    inputs.push_back(c.input(2));
  if (!addC && alpha == 1)
    return c.replace(floatCastTensor(c, product, element));
  FailureOr<Value> result = mapElements(c, inputs, element, [&](ScalarBuilder &body, ValueRange s) {
    auto scaled = [&](Value value, double factor) {
      return factor == 1 ? value : mulOf(body, value, constantOf(body, accumulator, factor));
    };
    Value sum = scaled(s[0], alpha);
    if (addC)
      sum = addOf(body, sum, scaled(floatCast(body, s[1], accumulator), beta));
    return floatCast(body, sum, element);
  });
  if (failed(result))
    return failure();
  return c.replace(*result);
}

void sinter::populateMatmulConverters(ConverterTable &table) {
  table.add("MatMul", 1, convertMatMul);
  table.add("Gemm", 1, convertGemm);
}
