//===- Convolution.cpp - CONV_2D, DEPTHWISE_CONV_2D -----------------------===//
//
// Values are channels-last as everywhere in TFLite. A depthwise convolution is one
// with a group per input channel. Integers are convolved as they are stored, see
// StoredProduct.h; weights stored in integers of a convolution of floats (hybrid
// models) become floats while compiling.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Convolve.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Contraction.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/WindowOptions.h"

using namespace mlir;
using namespace sinter;

namespace {

/// One convolution before it is known how its elements are stored.
struct Shape {
  Value weights; ///< [OC, IC / groups, KH, KW]
  int64_t groups;
  int64_t filterAxis; ///< In the model's weights.
  Window window;
};

} // namespace

static FailureOr<Shape> checkShapes(TfliteConversion &c, bool isDepthwise, Value weights) {
  ArrayRef<int64_t> input = c.shape(0), filter = c.shape(1);
  if (input.size() != 4 || filter.size() != 4)
    return c.unsupported("input of shape " + shapeText(input) + " and weights of shape " +
                         shapeText(filter) + " are not of rank 4");
  if (productOf(input) == 0 || productOf(filter) == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(filter));
  Shape shape;
  int64_t channels = input[3], filters;
  if (isDepthwise) {
    filters = filter[3];
    shape.groups = channels;
    shape.filterAxis = 3;
    if (filter[0] != 1 || filters % channels != 0)
      return c.unsupported("weights of shape " + shapeText(filter) + " do not fit " +
                           Twine(channels) + " input channels");
    shape.weights = c.transpose(weights, {3, 0, 1, 2});
  } else {
    filters = filter[0];
    shape.groups = channels / filter[3];
    shape.filterAxis = 0;
    if (channels % filter[3] != 0 || filters % shape.groups != 0)
      return c.unsupported("weights of shape " + shapeText(filter) + " do not divide " +
                           Twine(channels) + " input channels into groups");
    shape.weights = c.transpose(weights, {0, 3, 1, 2});
  }
  if (failed(checkBias(c, 2, filters)))
    return failure();
  FailureOr<Window> window =
      readWindow(c, input.slice(1, 2), filter.slice(1, 2), /*hasDilation=*/true);
  if (failed(window))
    return failure();
  shape.window = *window;
  return shape;
}

static LogicalResult convolveFloats(TfliteConversion &c, bool isDepthwise) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  FailureOr<Value> weights = realWeights(c, 1);
  if (failed(bounds) || failed(weights))
    return failure();
  FailureOr<Shape> shape = checkShapes(c, isDepthwise, *weights);
  if (failed(shape))
    return failure();
  Type element = c.element(0);
  Value input = padChannelsLast(c, c.input(0), shape->window, c.b.getZeroAttr(element));
  Convolution convolution = {input, shape->weights, shape->groups, shape->window};
  return c.replace(convolve(c, convolution, [&](Value sum, ArrayRef<int64_t> filters) {
    return finishReal(c, sum, c.input(2), filters, *bounds);
  }));
}

static LogicalResult convolveIntegers(TfliteConversion &c, bool isDepthwise) {
  FailureOr<Shape> shape = checkShapes(c, isDepthwise, c.input(1));
  if (failed(shape))
    return failure();
  FailureOr<QuantizedProduct> product =
      readQuantizedProduct(c, {0, 1, 2}, shape->filterAxis, shape->weights);
  if (failed(product))
    return failure();
  const ProductOperands &operands = product->operands;
  Value input = padChannelsLast(c, operands.x, shape->window, operands.padding);
  Convolution convolution = {input,
                             operands.w,
                             shape->groups,
                             shape->window,
                             operands.isXUnsigned,
                             operands.isWUnsigned,
                             operands.accumulator};
  return c.replace(convolve(c, convolution, [&](Value sum, ArrayRef<int64_t> filters) {
    return requantizeSums(c, sum, filters, product->requantization);
  }));
}

template <bool isDepthwise> static LogicalResult convertConvolution(TfliteConversion &c) {
  return c.number(0) == Number::Float ? convolveFloats(c, isDepthwise)
                                      : convolveIntegers(c, isDepthwise);
}

void sinter::populateTfliteConvolution(TfliteTable &table) {
  table.add("CONV_2D", convertConvolution<false>, 2);
  table.add("DEPTHWISE_CONV_2D", convertConvolution<true>, 2);
}
