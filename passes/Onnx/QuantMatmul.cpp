//===- QuantMatmul.cpp - QLinearMatMul, MatMulInteger, QGemm --------------===//
//
// The integers are multiplied as they are stored; offsets, scales and rounding are
// the epilogue.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Onnx/QuantContraction.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Which inputs of the node mean what.
struct Roles {
  QuantizedInput a, b;
  std::optional<unsigned> bias, resultScale;
  unsigned resultZero = 0;
};

/// A quantized product under conversion.
class QuantizedProduct {
public:
  QuantizedProduct(NodeConversion &c, const Roles &roles) : c(c), roles(roles) {}

  /// Checks operands; `columns` is the dimension of b that becomes columns.
  LogicalResult read(int64_t columns);
  LogicalResult convert(bool transposeA, bool transposeB, double alpha);

private:
  FailureOr<Value> readBias();
  LogicalResult readScales(double alpha);

  NodeConversion &c;
  Roles roles;
  Quantization a, b;
  int64_t axis = 0, columns = 0;
  Requantization how;
};

} // namespace

LogicalResult QuantizedProduct::read(int64_t columnAxis) {
  if (failed(checkQuantized(c, roles.a.tensor)) || failed(checkQuantized(c, roles.b.tensor)))
    return failure();
  axis = columnAxis;
  // A vector has no columns of its own.
  columns = columnAxis < 0 ? 1 : c.shape(roles.b.tensor)[columnAxis];
  FailureOr<Quantization> left = readQuantization(c, roles.a);
  FailureOr<Quantization> right = readQuantization(c, roles.b, columns);
  if (failed(left) || failed(right))
    return failure();
  a = *left;
  b = *right;
  return success();
}

/// One number per column, or null.
FailureOr<Value> QuantizedProduct::readBias() {
  if (!roles.bias || !c.input(*roles.bias))
    return Value();
  unsigned i = *roles.bias;
  if (!c.elementType(i).isInteger(32))
    return c.unsupported("C is not of 32-bit integers");
  int64_t count = productOf(c.shape(i));
  if (count == 1)
    return c.broadcastTo(c.reshape(c.input(i), {1}), {columns});
  if (count != columns || c.shape(i).back() != columns)
    return c.unsupported("C of shape " + shapeText(c.shape(i)) +
                             " is not one number per column of the product",
                         "supported: a scalar or " + std::to_string(columns) + " numbers");
  return c.reshape(c.input(i), {columns});
}

LogicalResult QuantizedProduct::readScales(double alpha) {
  how.multiplier = combine(c, "Mul", a.scale, b.scale);
  if (alpha != 1)
    how.multiplier = combine(c, "Mul", how.multiplier, numberTensor(c, alpha));
  if (!roles.resultScale || !c.input(*roles.resultScale))
    return success();
  FailureOr<Quantization> y = readResultQuantization(c, *roles.resultScale, roles.resultZero);
  FailureOr<StoredRange> range = readStoredRange(c, roles.resultZero);
  if (failed(y) || failed(range))
    return failure();
  how.multiplier = combine(c, "Div", how.multiplier, y->scale);
  how.range = *range;
  how.result = *y;
  return success();
}

LogicalResult QuantizedProduct::convert(bool transposeA, bool transposeB, double alpha) {
  FailureOr<Value> bias = readBias();
  bool isScaled = roles.a.scale.has_value();
  if (failed(bias) || (isScaled && failed(readScales(alpha))))
    return failure();
  // Batches of weights, and a vector's, are not one matrix with filters as columns.
  bool isBatched = axis < 0 || productOf(c.shape(roles.b.tensor).drop_back(2)) > 1;
  IntegerOperands operands = prepareOperands(
      c, {roles.a.tensor, a, roles.b.tensor, b, std::max<int64_t>(axis, 0), false, isBatched},
      *bias);
  how.addend = operands.addend;
  MatrixProduct product = {operands.x, operands.w,           c.b.getI32Type(),
                           true,       operands.isXUnsigned, operands.isWUnsigned};
  if (transposeA)
    product.a = c.transpose(product.a, {1, 0});
  if (transposeB)
    product.b = c.transpose(product.b, {1, 0});
  FailureOr<Value> result = multiplyMatrices(c, product, [&](Value sum) {
    return isScaled ? requantize(c, sum, columns, how) : addChannels(c, sum, columns, how.addend);
  });
  if (failed(result))
    return failure();
  return c.replace(*result, isScaled && how.range && how.range->isUnsigned);
}

/// Weights in batches have columns per matrix: only whole-tensor values serve them.
static LogicalResult convertMatmul(NodeConversion &c, const Roles &roles) {
  QuantizedProduct product(c, roles);
  if (!c.input(roles.a.tensor) || !c.input(roles.b.tensor))
    return c.unsupported("two tensors are required");
  int64_t rank = c.shape(roles.b.tensor).size();
  if (rank == 0)
    return c.unsupported("a scalar has no matrix product");
  if (failed(product.read(rank == 1 ? -1 : rank - 1)))
    return failure();
  return product.convert(false, false, 1);
}

/// Without a scale of the result (input 6) the result is f32, as QGemm's may be.
static LogicalResult convertQLinearMatMul(NodeConversion &c) {
  return convertMatmul(c, {{0, 1, 2}, {3, 4, 5}, std::nullopt, 6, 7});
}

static LogicalResult convertMatMulInteger(NodeConversion &c) {
  return convertMatmul(c, {{0, std::nullopt, 2}, {1, std::nullopt, 3}, std::nullopt, std::nullopt});
}

static LogicalResult convertQGemm(NodeConversion &c) {
  if (!c.input(0) || !c.input(3) || c.shape(0).size() != 2 || c.shape(3).size() != 2)
    return c.unsupported("A and B are not matrices");
  bool transposeA = c.intAttr("transA", 0) != 0, transposeB = c.intAttr("transB", 0) != 0;
  QuantizedProduct product(c, {{0, 1, 2}, {3, 4, 5}, 6, 7, 8});
  if (failed(product.read(transposeB ? 0 : 1)))
    return failure();
  return product.convert(transposeA, transposeB, c.floatAttr("alpha", 1));
}

void sinter::populateQuantMatmulConverters(ConverterTable &table) {
  table.add("QLinearMatMul", 10, convertQLinearMatMul, 5);
  table.add("MatMulInteger", 10, convertMatMulInteger, 2);
  table.add("com.microsoft.QGemm", 1, convertQGemm, 5);
}
