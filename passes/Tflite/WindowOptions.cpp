//===- WindowOptions.cpp - Windows as options tell them -------------------===//

#include "passes/Tflite/WindowOptions.h"

#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

FailureOr<int64_t> sinter::readStep(TfliteConversion &c, StringRef option, int64_t otherwise) {
  int64_t value = c.intOption(option, otherwise);
  if (value < 1 || value >= kMaxStep)
    return c.unsupported("option '" + option + "' has value " + Twine(value) +
                         ", expected one from 1 on");
  return value;
}

FailureOr<Window> sinter::readWindow(TfliteConversion &c, ArrayRef<int64_t> input,
                                     ArrayRef<int64_t> kernel, bool hasDilation) {
  Window window;
  window.input.assign(input.begin(), input.end());
  window.kernel.assign(kernel.begin(), kernel.end());
  for (StringRef option : {"stride_h", "stride_w"}) {
    FailureOr<int64_t> stride = readStep(c, option, 0);
    if (failed(stride))
      return failure();
    window.strides.push_back(*stride);
  }
  window.dilations.assign(2, 1);
  if (hasDilation) {
    FailureOr<int64_t> down = readStep(c, "dilation_h_factor", 1);
    FailureOr<int64_t> across = readStep(c, "dilation_w_factor", 1);
    if (failed(down) || failed(across))
      return failure();
    window.dilations = {*down, *across};
  }
  window.padLow.assign(2, 0);
  window.padHigh.assign(2, 0);
  StringRef padding = c.stringOption("padding", "SAME");
  if (padding != "SAME" && padding != "VALID")
    return c.unsupported("padding " + padding + " is unknown", "known: SAME, VALID");
  for (auto [size, dilation] : llvm::zip(window.kernel, window.dilations))
    if (productOf({size, dilation}) >= kMaxStep)
      return c.unsupported("a window of " + Twine(size) + " elements dilated by " +
                           Twine(dilation) + " is too large");
  if (failed(placeWindow(c, window,
                         padding == "SAME" ? WindowPadding::SameUpper : WindowPadding::Given)))
    return failure();
  return window;
}
