//===- QuantConv.cpp - QLinearConv, ConvInteger ---------------------------===//
//
// The integers are convolved as they are stored; offsets, scales and rounding are
// the epilogue.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Convolution.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/QuantContraction.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Emits the sums of products with `operands`.
static Value convolveIntegers(NodeConversion &c, const IntegerOperands &operands,
                              const Window &window, ConvolutionEpilogue epilogue) {
  Convolution convolution = {operands.x, operands.w,           c.intAttr("group", 1),
                             window,     operands.isXUnsigned, operands.isWUnsigned};
  return convolveChannelsFirst(c, convolution, operands.padding, epilogue);
}

/// Without a scale of the result (input 6), which the standard's operator has, the
/// result is f32: so recognized graphs say that nothing quantizes it.
static LogicalResult convertQLinearConv(NodeConversion &c) {
  if (failed(checkQuantized(c, 0)) || failed(checkQuantized(c, 3)))
    return failure();
  if (c.input(8) && !c.elementType(8).isInteger(32))
    return c.unsupported("bias is not of 32-bit integers");
  FailureOr<Window> window = readConvolution(c, 0, 3, 8);
  if (failed(window))
    return failure();
  FailureOr<Quantization> x = readQuantization(c, {0, 1, 2});
  FailureOr<Quantization> w = readQuantization(c, {3, 4, 5}, c.shape(3)[0]);
  if (failed(x) || failed(w))
    return failure();

  Requantization how;
  how.multiplier = combine(c, "Mul", x->scale, w->scale);
  if (c.input(6)) {
    FailureOr<Quantization> y = readResultQuantization(c, 6, 7);
    FailureOr<StoredRange> range = readStoredRange(c, 7);
    if (failed(y) || failed(range))
      return failure();
    how.multiplier = combine(c, "Div", how.multiplier, y->scale);
    how.range = *range;
    how.result = *y;
  }
  IntegerOperands operands =
      prepareOperands(c, {0, *x, 3, *w, /*filterAxis=*/0, window->isPadded()}, c.input(8));
  how.addend = operands.addend;
  Value result = convolveIntegers(c, operands, *window, [&](Value sum, ArrayRef<int64_t> filters) {
    return requantize(c, sum, filters, how);
  });
  return c.replace(result, how.range && how.range->isUnsigned);
}

static LogicalResult convertConvInteger(NodeConversion &c) {
  if (failed(checkQuantized(c, 0)) || failed(checkQuantized(c, 1)))
    return failure();
  FailureOr<Window> window = readConvolution(c, 0, 1, /*bias=*/4);
  if (failed(window))
    return failure();
  FailureOr<Quantization> x = readQuantization(c, {0, std::nullopt, 2});
  FailureOr<Quantization> w = readQuantization(c, {1, std::nullopt, 3}, c.shape(1)[0]);
  if (failed(x) || failed(w))
    return failure();
  IntegerOperands operands =
      prepareOperands(c, {0, *x, 1, *w, /*filterAxis=*/0, window->isPadded()}, Value());
  Value result = convolveIntegers(c, operands, *window, [&](Value sum, ArrayRef<int64_t> filters) {
    return addChannels(c, sum, filters, operands.addend);
  });
  return c.replace(result, /*isUnsigned=*/false);
}

void sinter::populateQuantConvConverters(ConverterTable &table) {
  table.add("QLinearConv", 10, convertQLinearConv, 5);
  table.add("ConvInteger", 10, convertConvInteger, 2);
}
