//===- BatchMatmul.cpp - BATCH_MATMUL -------------------------------------===//
//
// Products of matrices by numpy's rules; the options turn either side around before.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"
#include "passes/Tflite/Contraction.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

/// Swaps the last two dims of `tensor` if `swap` says so.
static Value orient(TfliteConversion &c, Value tensor, bool swap) {
  if (!swap)
    return tensor;
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(tensor).size()));
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return c.transpose(tensor, order);
}

/// Input `i` without its zero point, in i32 where it has one.
static Value steps(TfliteConversion &c, unsigned i, int64_t zero, bool &isUnsigned) {
  Value x = c.input(i);
  isUnsigned = c.isUnsigned(i);
  if (zero == 0)
    return x;
  bool wasUnsigned = std::exchange(isUnsigned, false);
  ArrayRef<int64_t> shape = shapeOf(x);
  return pointwise(c, shape, x, c.b.getMultiDimIdentityMap(shape.size()), c.b.getI32Type(),
                   [&](ScalarBuilder &b, ValueRange s) {
                     Value wide = widenInteger(b, s[0], wasUnsigned);
                     return subOf(b, wide, constantOf(b, wide.getType(), zero));
                   });
}

static LogicalResult multiplyIntegers(TfliteConversion &c, bool swapX, bool swapY) {
  Type element = c.element(0);
  bool isShort = element.isInteger(16);
  if ((!element.isInteger(8) && !isShort) || c.element(1) != element ||
      c.resultElement() != element || c.isUnsigned(0) != c.isUnsigned(1) ||
      c.isUnsigned(0) != c.isResultUnsigned())
    return c.unsupportedTypes();
  FailureOr<TfliteQuantization> x = c.tensorQuantization(0), y = c.tensorQuantization(1);
  FailureOr<StoredBounds> result = readStoredBounds(c);
  if (failed(x) || failed(y) || failed(result))
    return failure();
  if (isShort && (x->zeroPoint() != 0 || y->zeroPoint() != 0 || result->zeroPoint != 0))
    return c.unsupported("a zero point of 16-bit integers is not supported");

  MatrixProduct product;
  product.isQuantized = true;
  product.a = orient(c, steps(c, 0, x->zeroPoint(), product.isAUnsigned), swapX);
  product.b = orient(c, steps(c, 1, y->zeroPoint(), product.isBUnsigned), swapY);
  // The kernels sum products of 16 bits in 64.
  product.accumulator = isShort ? Type(c.b.getI64Type()) : Type(c.b.getI32Type());
  FixedRequantization how;
  how.factors = {quantizeMultiplier(double(float(x->scale()) * float(y->scale())) / result->scale)};
  how.isWide = isShort;
  how.result = *result;
  FailureOr<Value> value =
      multiplyMatrices(c, product, [&](Value sum) { return requantizeSums(c, sum, {}, how); });
  if (failed(value))
    return failure();
  return c.replace(*value);
}

static LogicalResult convertBatchMatmul(TfliteConversion &c) {
  bool swapX = c.boolOption("adj_x", false), swapY = c.boolOption("adj_y", false);
  if (c.shape(0).size() < 2 || c.shape(1).size() < 2)
    return c.unsupported("inputs of shape " + shapeText(c.shape(0)) + " and " +
                         shapeText(c.shape(1)) + " are no matrices");
  if (c.number(0) != Number::Float)
    return multiplyIntegers(c, swapX, swapY);
  FailureOr<Value> weights = realWeights(c, 1);
  if (failed(weights))
    return failure();
  MatrixProduct product;
  product.a = orient(c, c.input(0), swapX);
  product.b = orient(c, *weights, swapY);
  product.accumulator = accumulatorOf(c.element(0));
  FailureOr<Value> value = multiplyMatrices(
      c, product, [&](Value sum) { return finishReal(c, sum, {}, {}, RealBounds()); });
  if (failed(value))
    return failure();
  return c.replace(*value);
}

void sinter::populateTfliteBatchMatmul(TfliteTable &table) {
  table.add("BATCH_MATMUL", convertBatchMatmul, 2);
}
