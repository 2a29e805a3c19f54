//===- Convolution.cpp - Conv ---------------------------------------------===//
//
// Convolutions run channels-last: a transpose before and one after, those of
// neighbours cancel later. 1-D convolutions are 2-D ones of height 1.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Checks what does not depend on how the window moves.
static LogicalResult checkShapes(NodeConversion &c, ArrayRef<int64_t> input,
                                 ArrayRef<int64_t> weights) {
  if (input.size() < 3 || input.size() > 5)
    return c.unsupported("input of rank " + Twine(input.size()) + " is not supported",
                         "supported: 3, 4, 5 (batch, channels and 1 to 3 spatial dimensions)");
  if (weights.size() != input.size())
    return c.unsupported("weights of shape " + shapeText(weights) + " do not fit input " +
                         shapeText(input));

  int64_t groups = c.intAttr("group", 1);
  if (groups < 1 || weights[0] % groups != 0)
    return c.unsupported(Twine(weights[0]) + " filters do not divide into " + Twine(groups) +
                         " groups");
  // Not a product: a hostile group count must not overflow.
  if (input[1] % groups != 0 || input[1] / groups != weights[1])
    return c.unsupported("input has " + Twine(input[1]) + " channels, but weights of shape " +
                         shapeText(weights) + " in " + Twine(groups) + " groups expect " +
                         Twine(weights[1]) + " per group");
  if (productOf(weights) == 0 || input[0] == 0)
    return c.unsupported("empty tensors are not supported: input " + shapeText(input) +
                         ", weights " + shapeText(weights));
  std::optional<SmallVector<int64_t>> kernel = c.intsAttr("kernel_shape");
  if (kernel && !kernel->empty() && ArrayRef<int64_t>(*kernel) != weights.drop_front(2))
    return c.unsupported("kernel_shape " + shapeText(*kernel) + " differs from weights of shape " +
                         shapeText(weights));
  return success();
}

FailureOr<Window> sinter::readConvolution(NodeConversion &c, unsigned input, unsigned weights,
                                          unsigned bias) {
  if (failed(checkShapes(c, c.shape(input), c.shape(weights))))
    return failure();
  if (c.input(bias) && c.shape(bias) != ArrayRef<int64_t>{c.shape(weights)[0]})
    return c.unsupported("bias of shape " + shapeText(c.shape(bias)) + " does not fit " +
                         Twine(c.shape(weights)[0]) + " filters");
  return readWindow(c, c.shape(input).drop_front(2), c.shape(weights).drop_front(2));
}

Value sinter::convolveChannelsFirst(NodeConversion &c, Convolution convolution, TypedAttr padding,
                                    ConvolutionEpilogue epilogue) {
  Window &window = convolution.window;
  bool is1D = window.rank() == 1;
  if (is1D) {
    convolution.input = insertUnitHeight(c, convolution.input);
    convolution.weights = insertUnitHeight(c, convolution.weights);
    window.prependUnit();
  }
  convolution.input = padChannelsLast(c, toChannelsLast(c, convolution.input), window, padding);
  Value result = toChannelsFirst(c, convolve(c, convolution, epilogue));
  return is1D ? dropUnitHeight(c, result) : result;
}

static LogicalResult convertConv(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(0) || !c.input(1))
    return c.unsupported("input and weights are required");
  Type element = c.elementType(0);
  if (!isa<FloatType>(element) || c.elementType(1) != element ||
      (c.input(2) && c.elementType(2) != element))
    return c.unsupported("element types of input and weights are not one float type");
  FailureOr<Window> window = readConvolution(c, 0, 1, 2);
  if (failed(window))
    return failure();
  Convolution convolution = {c.input(0), c.input(1), c.intAttr("group", 1), *window};
  auto epilogue = [&](Value sum, ArrayRef<int64_t> filters) {
    return addBias(c, sum, c.input(2), filters, element);
  };
  return c.replace(convolveChannelsFirst(c, convolution, c.b.getZeroAttr(element), epilogue));
}

void sinter::populateConvolutionConverters(ConverterTable &table) {
  table.add("Conv", 1, convertConv);
  populateConvTransposeConverters(table);
  populateCausalConvConverters(table);
  populateDeformConvConverters(table);
}
