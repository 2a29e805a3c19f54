//===- FullyConnected.cpp - FULLY_CONNECTED -------------------------------===//
//
// Rows of the input times [filters, depth]. Weights stored in integers of a product
// of floats (hybrid models) become floats while compiling.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"
#include "passes/Tflite/Contraction.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

/// Sums of rows times filters: [rows, depth] x [filters, depth].
static Value multiply(TfliteConversion &c, const ProductOperands &operands) {
  MatrixProduct product = {operands.x,
                           c.transpose(operands.w, {1, 0}),
                           operands.accumulator,
                           /*isQuantized=*/isa<IntegerType>(operands.accumulator),
                           operands.isXUnsigned,
                           operands.isWUnsigned};
  return *multiplyMatrices(c, product, [](Value sum) { return sum; });
}

static LogicalResult convertFullyConnected(TfliteConversion &c) {
  ArrayRef<int64_t> weights = c.shape(1), input = c.shape(0);
  if (weights.size() != 2)
    return c.unsupported("weights of shape " + shapeText(weights) + " are no matrix");
  if (StringRef format = c.stringOption("weights_format", "DEFAULT"); format != "DEFAULT")
    return c.unsupported("weights in the format " + format + " are not supported");
  int64_t filters = weights[0], depth = weights[1], count = productOf(input);
  if (filters == 0 || depth == 0 || count == 0 || count % depth != 0)
    return c.unsupported("input of shape " + shapeText(input) + " is not made of rows of " +
                         Twine(depth) + " elements");
  if (failed(checkBias(c, 2, filters)))
    return failure();
  int64_t rows = count / depth;
  SmallVector<int64_t> shape = {rows, filters};
  if (c.boolOption("keep_num_dims", false)) {
    if (input.empty() || input.back() != depth)
      return c.unsupported("input of shape " + shapeText(input) +
                           " does not end in the depth of the weights, " + Twine(depth));
    shape.assign(input.begin(), input.end());
    shape.back() = filters;
  }

  if (c.number(0) == Number::Float) {
    FailureOr<RealBounds> bounds = readFusedActivation(c);
    FailureOr<Value> real = realWeights(c, 1);
    if (failed(bounds) || failed(real))
      return failure();
    ProductOperands operands;
    operands.x = c.reshape(c.input(0), {rows, depth});
    operands.w = *real;
    operands.accumulator = accumulatorOf(c.element(0));
    Value result = finishReal(c, multiply(c, operands), c.input(2), {filters}, *bounds);
    return c.replace(c.reshape(result, shape));
  }
  FailureOr<QuantizedProduct> product =
      readQuantizedProduct(c, {0, 1, 2}, 0, c.input(1), SharedScale::Float);
  if (failed(product))
    return failure();
  product->operands.x = c.reshape(product->operands.x, {rows, depth});
  Value sum = multiply(c, product->operands);
  return c.replace(c.reshape(requantizeSums(c, sum, {filters}, product->requantization), shape));
}

void sinter::populateTfliteFullyConnected(TfliteTable &table) {
  table.add("FULLY_CONNECTED", convertFullyConnected, 2);
}
