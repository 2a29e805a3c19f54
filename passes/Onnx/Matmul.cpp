//===- Matmul.cpp - MatMul and Gemm ---------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"
#include "passes/Tensor/Scalars.h"

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

  Value product = multiplyMatrix(c, a, b);
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
  populateDftConverters(table);
  populateEinsumConverters(table);
  populateDeterminantConverters(table);
}
