//===- Window.cpp - Sliding windows ---------------------------------------===//

#include "passes/Tensor/Window.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/LeastSizes.h"

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

/// Sets pads and output size of dimension `i` so that the output is the input
/// divided by the stride, rounded up.
static LogicalResult padSame(TensorBuilder &c, Window &window, size_t i, bool extraFirst) {
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
static LogicalResult fit(TensorBuilder &c, Window &window, size_t i, bool roundUp) {
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

/// Computes pads, output and reach for the sizes that `window` has.
static LogicalResult place(TensorBuilder &c, Window &window, WindowPadding padding, bool roundUp) {
  window.output.assign(window.rank(), 0);
  window.reachHigh.clear();
  for (size_t i = 0; i < window.rank(); ++i) {
    LogicalResult placed = padding == WindowPadding::Given
                               ? fit(c, window, i, roundUp)
                               : padSame(c, window, i, padding == WindowPadding::SameLower);
    if (failed(placed))
      return failure();
    int64_t reach = (window.output[i] - 1) * window.strides[i] +
                    window.dilations[i] * (window.kernel[i] - 1) + 1;
    window.reachHigh.push_back(std::max<int64_t>(reach - window.input[i] - window.padLow[i], 0));
  }
  return success();
}

/// Where calls decide how large the input is, what was computed for the size that stands for it
/// must hold for all others: the output follows, and the pads stay.
static LogicalResult checkOpen(TensorBuilder &c, const Window &given, const Window &placed,
                               WindowPadding padding, bool roundUp) {
  auto dims = exec::SymbolicDims::get(c.b.getInsertionBlock()->getParentOp());
  if (!dims.isSymbolic(given.input))
    return success();
  for (int64_t more : {1, 2, 3}) {
    Window other = given;
    for (int64_t &size : other.input)
      size = dims.evaluate(size, more);
    if (failed(place(c, other, padding, roundUp)))
      return failure();
    for (size_t i = 0; i < given.rank(); ++i)
      if (other.output[i] != dims.evaluate(placed.output[i], more) ||
          other.padLow[i] != placed.padLow[i] || other.padHigh[i] != placed.padHigh[i] ||
          other.reachHigh[i] != placed.reachHigh[i])
        return c.unsupported("its windows move by " + Twine(given.strides[i]) +
                                 " along a dimension of " + Twine(given.input[i]) +
                                 ", which calls decide, and leave a rest that differs",
                             "let calls give multiples, as with --dim=NAME:32..1024/32");
  }
  for (int64_t size : placed.output)
    if (failed(needAtLeast(c, size, 1)))
      return failure();
  return success();
}

LogicalResult sinter::placeWindow(TensorBuilder &c, Window &window, WindowPadding padding,
                                  bool roundUp) {
  Window given = window;
  if (failed(place(c, window, padding, roundUp)))
    return failure();
  return checkOpen(c, given, window, padding, roundUp);
}

Value sinter::padChannelsLast(TensorBuilder &c, Value tensor, const Window &window,
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
