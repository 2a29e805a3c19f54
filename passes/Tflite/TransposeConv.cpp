//===- TransposeConv.cpp - TRANSPOSE_CONV ---------------------------------===//
//
// Inputs are the shape of the result, the weights and the values, in this order.
// Where an element of the input lands follows from padding the result as a
// convolution back to the input would.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/TransposedConvolution.h"
#include "passes/Tflite/Contraction.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"
#include "passes/Tflite/WindowOptions.h"

using namespace mlir;
using namespace sinter;

namespace {
constexpr unsigned kShape = 0, kWeights = 1, kInput = 2, kBias = 3;
} // namespace

/// Returns the shape of the result: what input 0 says, or what the model declares where
/// that is computed at run time. The kernels only know the latter.
static FailureOr<SmallVector<int64_t>> readShape(TfliteConversion &c) {
  auto declared = dyn_cast<RankedTensorType>(c.node.getResult(0).getType());
  if (!c.constantInts(kShape) && declared && declared.hasStaticShape())
    return SmallVector<int64_t>(declared.getShape());
  return knownInts(c, kShape, "the shape of the result");
}

static FailureOr<TransposedWindow> readPlacement(TfliteConversion &c) {
  ArrayRef<int64_t> input = c.shape(kInput), weights = c.shape(kWeights);
  if (input.size() != 4 || weights.size() != 4 || weights[3] != input[3])
    return c.unsupported("input of shape " + shapeText(input) + " and weights of shape " +
                         shapeText(weights) + " do not fit");
  if (productOf(input) == 0 || productOf(weights) == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(weights));
  FailureOr<SmallVector<int64_t>> shape = readShape(c);
  if (failed(shape) || failed(checkBias(c, kBias, weights[0])))
    return failure();
  if (shape->size() != 4 || (*shape)[0] != input[0] || (*shape)[3] != weights[0] ||
      (*shape)[1] < 1 || (*shape)[2] < 1)
    return c.unsupported("a result of shape " + shapeText(*shape) + " does not fit input " +
                         shapeText(input) + " and weights " + shapeText(weights));
  if (failed(c.checkSize(*shape, c.element(kInput))))
    return failure();

  // The convolution back from the result to the input.
  FailureOr<Window> back = readWindow(c, ArrayRef(*shape).slice(1, 2), weights.slice(1, 2),
                                      /*hasDilation=*/false);
  if (failed(back))
    return failure();
  if (ArrayRef<int64_t>(back->output) != input.slice(1, 2))
    return c.unsupported("a result of shape " + shapeText(*shape) + " does not come from input " +
                         shapeText(input));
  TransposedWindow place;
  place.strides = back->strides;
  place.dilations = back->dilations;
  place.kernel = back->kernel;
  place.output = back->input;
  for (size_t i = 0; i < 2; ++i) {
    int64_t full = productOf({place.strides[i], input[i + 1] - 1}) + place.kernel[i];
    if (full >= kMaxStep)
      return c.unsupported("strides spread the input over too many elements");
    place.cutLow.push_back(back->padLow[i]);
    place.cutHigh.push_back(full - back->padLow[i] - place.output[i]);
  }
  return place;
}

static LogicalResult convolveFloats(TfliteConversion &c, const TransposedWindow &place) {
  FailureOr<RealBounds> bounds = readFusedActivation(c);
  if (failed(bounds))
    return failure();
  if (c.element(kWeights) != c.element(kInput) || c.number(kWeights) != Number::Float)
    return c.unsupportedTypes();
  Convolution convolution;
  convolution.input = c.input(kInput);
  convolution.weights = c.transpose(c.input(kWeights), {0, 3, 1, 2});
  return c.replace(
      convolveTransposed(c, convolution, place, 0, [&](Value sum, ArrayRef<int64_t> filters) {
        return finishReal(c, sum, c.input(kBias), filters, *bounds);
      }));
}

static LogicalResult convolveIntegers(TfliteConversion &c, const TransposedWindow &place) {
  Value weights = c.transpose(c.input(kWeights), {0, 3, 1, 2});
  FailureOr<QuantizedProduct> product =
      readQuantizedProduct(c, {kInput, kWeights, kBias}, /*filterAxis=*/0, weights);
  if (failed(product))
    return failure();
  const ProductOperands &operands = product->operands;
  Convolution convolution;
  convolution.input = operands.x;
  convolution.weights = operands.w;
  convolution.isInputUnsigned = operands.isXUnsigned;
  convolution.areWeightsUnsigned = operands.isWUnsigned;
  convolution.accumulator = operands.accumulator;
  double zero = cast<IntegerAttr>(operands.padding).getInt();
  return c.replace(
      convolveTransposed(c, convolution, place, zero, [&](Value sum, ArrayRef<int64_t> filters) {
        return requantizeSums(c, sum, filters, product->requantization);
      }));
}

static LogicalResult convertTransposeConv(TfliteConversion &c) {
  FailureOr<TransposedWindow> place = readPlacement(c);
  if (failed(place))
    return failure();
  return c.number(kInput) == Number::Float ? convolveFloats(c, *place)
                                           : convolveIntegers(c, *place);
}

void sinter::populateTfliteTransposeConv(TfliteTable &table) {
  table.add("TRANSPOSE_CONV", convertTransposeConv, 3);
}
