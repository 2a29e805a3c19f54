//===- OnnxWindow.cpp - Sliding windows of Conv and pooling ---------------===//

#include "passes/Input/OnnxWindow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Input/OnnxGenerics.h"

using namespace mlir;
using namespace sinter;

bool Window::isPadded() const {
  auto isPositive = [](int64_t amount) { return amount > 0; };
  return llvm::any_of(padLow, isPositive) || llvm::any_of(reachHigh, isPositive);
}

void Window::prependUnit() {
  for (auto *sizes : {&input, &kernel, &strides, &dilations, &output})
    sizes->insert(sizes->begin(), 1);
  for (auto *pads : {&padLow, &padHigh, &reachHigh})
    pads->insert(pads->begin(), 0);
}

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

/// Sets pads and output size of dimension `i` so that the output is the input
/// divided by the stride, rounded up.
static LogicalResult padSame(NodeConversion &c, Window &window, size_t i, bool extraFirst) {
  int64_t reach = window.dilations[i] * (window.kernel[i] - 1) + 1;
  window.output[i] = llvm::divideCeil(window.input[i], window.strides[i]);
  int64_t total =
      std::max<int64_t>((window.output[i] - 1) * window.strides[i] + reach - window.input[i], 0);
  if (total > kMaxPad)
    return c.unsupported("the window covers " + Twine(reach) + " elements of spatial dimension " +
                         Twine(i) + ", which is too large to pad for");
  window.padLow[i] = extraFirst ? total - total / 2 : total / 2;
  window.padHigh[i] = total - window.padLow[i];
  return success();
}

/// Sets the output size of dimension `i` from pads and stride.
static LogicalResult fit(NodeConversion &c, Window &window, size_t i, bool roundUp) {
  int64_t reach = window.dilations[i] * (window.kernel[i] - 1) + 1;
  int64_t padded = window.input[i] + window.padLow[i] + window.padHigh[i];
  if (reach > padded)
    return c.unsupported("the window covers " + Twine(reach) + " elements of spatial dimension " +
                         Twine(i) + ", but the padded input has " + Twine(padded));
  int64_t steps = padded - reach;
  int64_t &output = window.output[i];
  output = (roundUp ? llvm::divideCeil(steps, window.strides[i]) : steps / window.strides[i]) + 1;
  // A window added by rounding up must not start in the padding at the end.
  if (roundUp && (output - 1) * window.strides[i] >= window.input[i] + window.padLow[i])
    --output;
  return success();
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
  window.output.assign(rank, 0);

  StringRef autoPad = c.stringAttr("auto_pad", "NOTSET");
  bool roundUp = c.intAttr("ceil_mode", 0) != 0;
  if (!isKnownAutoPad(autoPad))
    return c.unsupported("auto_pad '" + autoPad + "' is unknown",
                         "known: NOTSET, VALID, SAME_UPPER, SAME_LOWER");
  if (autoPad == "NOTSET" || autoPad.empty()) {
    window.padLow.assign(pads->begin(), pads->begin() + rank);
    window.padHigh.assign(pads->begin() + rank, pads->end());
  }
  for (size_t i = 0; i < rank; ++i) {
    LogicalResult placed = autoPad.starts_with("SAME")
                               ? padSame(c, window, i, autoPad == "SAME_LOWER")
                               : fit(c, window, i, roundUp);
    if (failed(placed))
      return failure();
    int64_t reach = (window.output[i] - 1) * window.strides[i] +
                    window.dilations[i] * (window.kernel[i] - 1) + 1;
    window.reachHigh.push_back(std::max<int64_t>(reach - window.input[i] - window.padLow[i], 0));
  }
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

Value sinter::padChannelsLast(NodeConversion &c, Value tensor, const Window &window,
                              TypedAttr value) {
  if (!window.isPadded())
    return tensor;
  SmallVector<int64_t> low = {0}, high = {0}, shape(shapeOf(tensor));
  llvm::append_range(low, window.padLow);
  llvm::append_range(high, window.reachHigh);
  low.push_back(0);
  high.push_back(0);
  for (auto [dim, before, after] : llvm::zip(shape, low, high))
    dim += before + after;
  auto type = cast<RankedTensorType>(tensor.getType()).clone(shape);
  MLIRContext *context = c.b.getContext();
  return tensor::PadOp::create(c.b, type, tensor, getAsIndexOpFoldResult(context, low),
                               getAsIndexOpFoldResult(context, high),
                               Value(arith::ConstantOp::create(c.b, value)));
}

Value sinter::insertUnitHeight(NodeConversion &c, Value tensor) {
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return c.reshape(tensor, {shape[0], shape[1], 1, shape[2]});
}

Value sinter::dropUnitHeight(NodeConversion &c, Value tensor) {
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return c.reshape(tensor, {shape[0], shape[1], shape[3]});
}
