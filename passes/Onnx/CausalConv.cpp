//===- CausalConv.cpp - CausalConvWithState -------------------------------===//
//
// A depthwise convolution along time that looks back only: what came before, or
// zeros, stands in front of the input, and its end is what comes before the next.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

enum Input : unsigned { kInput, kWeights, kBias, kPast };

static LogicalResult checkOperands(NodeConversion &c) {
  if (failed(checkNumber(c, kInput, {Number::Float})))
    return failure();
  ArrayRef<int64_t> input = c.shape(kInput), weights = c.shape(kWeights);
  if (input.size() != 3 || weights.size() != 3 || weights[0] != input[1] || weights[1] != 1)
    return c.unsupported("weights of shape " + shapeText(weights) +
                         " are not (channels, 1, size) for an input of shape " + shapeText(input));
  if (productOf(input) == 0 || productOf(weights) == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(weights));
  if (c.input(kBias) && c.shape(kBias) != ArrayRef<int64_t>{input[1]})
    return c.unsupported("bias of shape " + shapeText(c.shape(kBias)) + " does not fit " +
                         Twine(input[1]) + " channels");
  SmallVector<int64_t> past = {input[0], input[1], weights[2] - 1};
  if (c.input(kPast) && c.shape(kPast) != ArrayRef<int64_t>(past))
    return c.unsupported("past_state has shape " + shapeText(c.shape(kPast)) + ", not " +
                         shapeText(past));
  for (unsigned i : {kWeights, kBias, kPast})
    if (c.input(i) && c.elementType(i) != c.elementType(kInput))
      return c.unsupported("inputs differ in element type");
  return success();
}

/// x * sigmoid(x), computed wide.
static Value applySilu(NodeConversion &c, Value tensor) {
  Type element = elementOf(tensor);
  return *c.elementwise(tensor, element, [&](ScalarBuilder &b, ValueRange s) {
    Value x = floatCast(b, s[0], accumulatorOf(element));
    return floatCast(b, mulOf(b, x, sigmoidOf(b, x)), element);
  });
}

static LogicalResult convertCausalConv(NodeConversion &c) {
  if (failed(checkOperands(c)))
    return failure();
  StringRef activation = c.stringAttr("activation", "none");
  if (activation != "none" && activation != "silu" && activation != "swish")
    return c.unsupported("activation '" + activation + "' is not known",
                         "supported: none, silu, swish");
  ArrayRef<int64_t> shape = c.shape(kInput);
  int64_t size = c.shape(kWeights)[2], before = size - 1, length = shape[2];
  Type element = c.elementType(kInput);
  Value sequence = c.input(kInput);
  if (before != 0) {
    Value past = c.input(kPast);
    if (!past)
      past = c.splat(RankedTensorType::get({shape[0], shape[1], before}, element), 0);
    sequence = c.concat({past, sequence}, 2);
  }
  Value present = c.slice(sequence, {0, 0, length}, {shape[0], shape[1], before});

  Window window;
  window.input = {before + length};
  window.kernel = {size};
  window.strides = window.dilations = {1};
  window.padLow = window.padHigh = {0};
  if (failed(placeWindow(c, window, WindowPadding::Given)))
    return failure();
  Convolution convolution = {sequence, c.input(kWeights), shape[1], window};
  auto epilogue = [&](Value sum, ArrayRef<int64_t> filters) {
    return addBias(c, sum, c.input(kBias), filters, element);
  };
  Value result = convolveChannelsFirst(c, convolution, c.b.getZeroAttr(element), epilogue);
  if (activation != "none")
    result = applySilu(c, result);
  return c.replace({result, present});
}

void sinter::populateCausalConvConverters(ConverterTable &table) {
  table.add("CausalConvWithState", 27, convertCausalConv, 2);
}
