//===- Pad.cpp - Pad ------------------------------------------------------===//

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Extend.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;

namespace sinter {

namespace {
/// Elements added before and after each dimension; negative ones are cut off.
struct Padding {
  SmallVector<int64_t> low, high;
};
} // namespace

/// Reads the padding of all dimensions, or nothing after declining the node.
static std::optional<Padding> readPadding(NodeConversion &node) {
  int64_t rank = node.shape(0).size();
  std::optional<SmallVector<int64_t>> pads;
  if (node.opset() >= 11)
    pads = node.constantInts(1);
  else
    pads = node.intsAttr(node.opset() >= 2 ? "pads" : "paddings");
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (node.input(3)) {
    std::optional<SmallVector<int64_t>> given = node.constantInts(3);
    if (!given) {
      (void)node.unsupported("the axes must be constant");
      return std::nullopt;
    }
    axes = *given;
  }
  if (!pads) {
    (void)node.unsupported("the padding must be constant");
    return std::nullopt;
  }
  if (pads->size() != 2 * axes.size()) {
    (void)node.unsupported("the padding must hold two numbers per padded dimension");
    return std::nullopt;
  }
  Padding padding{SmallVector<int64_t>(rank, 0), SmallVector<int64_t>(rank, 0)};
  for (auto [i, given] : llvm::enumerate(axes)) {
    std::optional<int64_t> axis = node.axis(given, rank);
    if (!axis)
      return std::nullopt;
    padding.low[*axis] = (*pads)[i];
    padding.high[*axis] = (*pads)[i + axes.size()];
  }
  for (int64_t amount : llvm::concat<int64_t>(padding.low, padding.high))
    if (std::abs(amount / 2) > kMaxTensorBytes) {
      (void)node.unsupported("a padding of " + Twine(amount) + " is not possible");
      return std::nullopt;
    }
  return padding;
}

/// Removes what negative amounts cut off and sets them to zero; fails after
/// declining the node when nothing is left.
static FailureOr<Value> crop(NodeConversion &node, Value tensor, Padding &padding) {
  SmallVector<int64_t> starts, sizes;
  for (auto [dim, low, high] : llvm::zip(node.shape(0), padding.low, padding.high)) {
    starts.push_back(std::max<int64_t>(-low, 0));
    sizes.push_back(dim - starts.back() - std::max<int64_t>(-high, 0));
    if (sizes.back() < 0) {
      (void)node.unsupported("negative padding cuts off more than dimension size " + Twine(dim));
      return failure();
    }
    low = std::max<int64_t>(low, 0);
    high = std::max<int64_t>(high, 0);
  }
  return node.slice(tensor, starts, sizes);
}

static LogicalResult convertPad(NodeConversion &node) {
  std::optional<Padding> padding = readPadding(node);
  if (!padding)
    return failure();
  SmallVector<int64_t> shape(node.shape(0));
  for (auto [dim, low, high] : llvm::zip(shape, padding->low, padding->high))
    dim = std::max<int64_t>(dim + low + high, 0);
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  FailureOr<Value> tensor = crop(node, node.input(0), *padding);
  if (failed(tensor))
    return failure();

  StringRef mode = node.stringAttr("mode", "constant");
  if (mode == "edge" || mode == "reflect" || mode == "wrap") {
    Border border = mode == "edge" ? Border::Edge : mode == "wrap" ? Border::Wrap : Border::Reflect;
    tensor = extend(node, *tensor, border, padding->low, padding->high);
    return failed(tensor) ? failure() : node.replace(*tensor);
  }
  if (mode != "constant")
    return node.unsupported("mode '" + mode + "' is not supported",
                            "supported: constant, edge, reflect, wrap");
  double value = node.floatAttr("value", 0);
  if (node.opset() >= 11 && node.input(2)) {
    std::optional<SmallVector<int64_t>> integer = node.constantInts(2);
    std::optional<double> number = node.constantFloat(2);
    if (integer && integer->size() == 1)
      value = integer->front();
    else if (number)
      value = *number;
    else
      return node.unsupported("the padding value must be constant");
  }
  return node.replace(node.pad(*tensor, padding->low, padding->high, value));
}

/// Cuts or pads each axis on both sides until it has the size that input 1 says; what is odd goes
/// to the end.
static LogicalResult convertCenterCropPad(NodeConversion &node) {
  SmallVector<int64_t> shape(node.shape(0));
  std::optional<SmallVector<int64_t>> sizes = node.constantInts(1);
  if (!sizes)
    return node.unsupported("the shape is not constant",
                            "fold the input 'shape' into an initializer");
  SmallVector<int64_t> axes =
      node.intsAttr("axes").value_or(llvm::to_vector(llvm::seq<int64_t>(0, shape.size())));
  if (axes.size() != sizes->size())
    return node.unsupported("there must be one size per axis");
  SmallVector<int64_t> starts(shape.size(), 0), low = starts, high = starts, result = shape;
  for (auto [given, size] : llvm::zip(axes, *sizes)) {
    std::optional<int64_t> axis = node.axis(given, shape.size());
    if (!axis)
      return failure();
    if (size < 0)
      return node.unsupported("a size of " + Twine(size) + " is not possible");
    result[*axis] = size;
  }
  if (failed(node.checkSize(result, node.elementType(0))))
    return failure();
  for (auto [i, dim] : llvm::enumerate(shape)) {
    int64_t missing = result[i] - dim;
    starts[i] = missing < 0 ? -missing / 2 : 0;
    low[i] = missing > 0 ? missing / 2 : 0;
    high[i] = missing > 0 ? missing - low[i] : 0;
    dim = std::min(dim, result[i]);
  }
  return node.replace(node.pad(node.slice(node.input(0), starts, shape), low, high, 0));
}

void populatePadConverters(ConverterTable &table) {
  table.add("Pad", 1, convertPad);
  table.add("CenterCropPad", 18, convertCenterCropPad, 2);
}

} // namespace sinter
