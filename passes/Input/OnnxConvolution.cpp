//===- OnnxConvolution.cpp - Conv -----------------------------------------===//
//
// Convolutions run channels-last: a transpose before and one after, those of
// neighbours cancel later. 1-D convolutions are 2-D ones of height 1.
//
//===----------------------------------------------------------------------===//

#include "passes/Input/OnnxConvolution.h"
#include "passes/Input/OnnxGenerics.h"
#include "passes/Input/OnnxGroups.h"

using namespace mlir;
using namespace sinter;

/// Checks what does not depend on how the window moves.
static LogicalResult checkConv(NodeConversion &c) {
  if (c.numInputs() < 2 || !c.input(0) || !c.input(1))
    return c.unsupported("input and weights are required");
  ArrayRef<int64_t> input = c.shape(0), weights = c.shape(1);
  if (!isa<FloatType>(c.elementType(0)) || c.elementType(1) != c.elementType(0))
    return c.unsupported("element types of input and weights are not one float type");
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
  if (c.input(2) &&
      (c.shape(2) != ArrayRef<int64_t>{weights[0]} || c.elementType(2) != c.elementType(0)))
    return c.unsupported("bias of shape " + shapeText(c.shape(2)) + " does not fit " +
                         Twine(weights[0]) + " filters");
  return success();
}

static LogicalResult convertConv(NodeConversion &c) {
  if (failed(checkConv(c)))
    return failure();
  FailureOr<Window> window = readWindow(c, c.shape(0).drop_front(2), c.shape(1).drop_front(2));
  if (failed(window))
    return failure();

  bool is1D = window->rank() == 1;
  Value input = is1D ? insertUnitHeight(c, c.input(0)) : Value(c.input(0));
  Value weights = is1D ? insertUnitHeight(c, c.input(1)) : Value(c.input(1));
  if (is1D)
    window->prependUnit();
  Value padded =
      padChannelsLast(c, toChannelsLast(c, input), *window, c.b.getZeroAttr(c.elementType(0)));
  Value result = toChannelsFirst(
      c, convolve(c, {padded, weights, c.input(2), c.intAttr("group", 1), *window}));
  return c.replace(is1D ? dropUnitHeight(c, result) : result);
}

void sinter::populateConvolutionConverters(ConverterTable &table) {
  table.add("Conv", 1, convertConv);
  populateConvTransposeConverters(table);
}
