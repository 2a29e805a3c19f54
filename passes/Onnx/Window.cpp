//===- Window.cpp - Sliding windows of Conv and pooling -------------------===//

#include "passes/Onnx/Window.h"

#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

FailureOr<SmallVector<int64_t>> sinter::readSizes(NodeConversion &c, StringRef name, size_t count,
                                                  int64_t least, int64_t most) {
  std::optional<SmallVector<int64_t>> given = c.intsAttr(name);
  if (!given || given->empty())
    return SmallVector<int64_t>(count, least);
  if (given->size() != count)
    return c.unsupported("attribute '" + name + "' has " + Twine(given->size()) +
                         " values, expected " + Twine(count));
  for (int64_t value : *given)
    if (value < least || value > most)
      return c.unsupported("attribute '" + name + "' has value " + Twine(value) +
                           ", expected one from " + Twine(least) + " to " + Twine(most));
  return *given;
}

bool sinter::isKnownAutoPad(StringRef autoPad) {
  return llvm::is_contained<StringRef>({"", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"},
                                       autoPad);
}

FailureOr<Window> sinter::readWindow(NodeConversion &c, ArrayRef<int64_t> input,
                                     ArrayRef<int64_t> kernel) {
  size_t rank = input.size();
  FailureOr<SmallVector<int64_t>> strides = readSizes(c, "strides", rank, 1, kMaxStep);
  FailureOr<SmallVector<int64_t>> dilations = readSizes(c, "dilations", rank, 1, kMaxStep);
  FailureOr<SmallVector<int64_t>> pads = readSizes(c, "pads", 2 * rank, 0, kMaxPad);
  if (failed(strides) || failed(dilations) || failed(pads))
    return failure();
  for (int64_t size : input)
    if (size == 0)
      return c.unsupported("input has the empty shape " + shapeText(c.shape(0)));

  Window window;
  window.input.assign(input.begin(), input.end());
  window.kernel.assign(kernel.begin(), kernel.end());
  window.strides = *strides;
  window.dilations = *dilations;
  window.padLow.assign(rank, 0);
  window.padHigh.assign(rank, 0);

  StringRef autoPad = c.stringAttr("auto_pad", "NOTSET");
  bool roundUp = c.intAttr("ceil_mode", 0) != 0;
  if (!isKnownAutoPad(autoPad))
    return c.unsupported("auto_pad '" + autoPad + "' is unknown",
                         "known: NOTSET, VALID, SAME_UPPER, SAME_LOWER");
  if (autoPad == "NOTSET" || autoPad.empty()) {
    window.padLow.assign(pads->begin(), pads->begin() + rank);
    window.padHigh.assign(pads->begin() + rank, pads->end());
  }
  WindowPadding padding = WindowPadding::Given;
  if (autoPad.starts_with("SAME"))
    padding = autoPad == "SAME_LOWER" ? WindowPadding::SameLower : WindowPadding::SameUpper;
  if (failed(placeWindow(c, window, padding, roundUp)))
    return failure();
  return window;
}

//===----------------------------------------------------------------------===//
// Channels last
//===----------------------------------------------------------------------===//

Value sinter::toChannelsLast(NodeConversion &c, Value tensor) {
  int64_t rank = shapeOf(tensor).size();
  SmallVector<int64_t> permutation = {0};
  llvm::append_range(permutation, llvm::seq<int64_t>(2, rank));
  permutation.push_back(1);
  return c.transpose(tensor, permutation);
}

Value sinter::toChannelsFirst(NodeConversion &c, Value tensor) {
  int64_t rank = shapeOf(tensor).size();
  SmallVector<int64_t> permutation = {0, rank - 1};
  llvm::append_range(permutation, llvm::seq<int64_t>(1, rank - 1));
  return c.transpose(tensor, permutation);
}

Value sinter::insertUnitHeight(NodeConversion &c, Value tensor) {
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return c.reshape(tensor, {shape[0], shape[1], 1, shape[2]});
}

Value sinter::dropUnitHeight(NodeConversion &c, Value tensor) {
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return c.reshape(tensor, {shape[0], shape[1], shape[3]});
}
