//===- Pad.cpp - PAD, PADV2, MIRROR_PAD -----------------------------------===//

#include "passes/Tensor/Extend.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

namespace {
/// Elements before and after each dimension.
struct Padding {
  SmallVector<int64_t> low, high;
};
} // namespace

static FailureOr<Padding> readPadding(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> given = knownInts(c, 1, "the padding");
  if (failed(given))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  if (given->size() != 2 * shape.size())
    return c.unsupported("the padding must hold two numbers per dimension");
  Padding padding;
  for (auto [i, dim] : llvm::enumerate(shape)) {
    int64_t low = (*given)[2 * i], high = (*given)[2 * i + 1];
    if (std::min(low, high) < 0 || std::max(low, high) > kMaxTensorBytes)
      return c.unsupported("a padding of " + Twine(low) + " and " + Twine(high) +
                           " is not possible");
    padding.low.push_back(low);
    padding.high.push_back(high);
    dim += low + high;
  }
  if (failed(c.checkSize(shape, c.element(0))))
    return failure();
  return padding;
}

/// The one element of input 2, or what zero is stored as.
static FailureOr<double> readValue(TfliteConversion &c) {
  if (!c.input(2)) {
    std::optional<TfliteQuantization> quantization = c.resultQuantization();
    return quantization && !quantization->isPerAxis() ? double(quantization->zeroPoint()) : 0.0;
  }
  if (failed(checkSameElement(c, 0, 2)))
    return failure();
  std::optional<HostTensor> value;
  if (ElementsAttr elements = c.constant(2))
    value = HostTensor::from(elements);
  if (!value || value->size() != 1)
    return c.unsupported("the padding value must be one constant number");
  if (value->getElementType().isF32())
    return double(value->as<float>()[0]);
  if (isa<IntegerType>(value->getElementType()))
    return double(readIntegers(*value, c.isUnsigned(2)).front());
  return c.unsupportedTypes();
}

static LogicalResult convertPad(TfliteConversion &c) {
  FailureOr<Padding> padding = readPadding(c);
  if (failed(padding))
    return failure();
  FailureOr<double> value = readValue(c);
  if (failed(value))
    return failure();
  return c.replace(c.pad(c.input(0), padding->low, padding->high, *value));
}

static LogicalResult convertMirrorPad(TfliteConversion &c) {
  FailureOr<Padding> padding = readPadding(c);
  if (failed(padding))
    return failure();
  bool isReflected = c.stringOption("mode", "REFLECT") == "REFLECT";
  for (auto [dim, low, high] : llvm::zip_equal(c.shape(0), padding->low, padding->high))
    if (std::max(low, high) > dim - (isReflected ? 1 : 0))
      return c.unsupported("a padding of " + Twine(std::max(low, high)) +
                           " is more than a mirrored dimension of " + Twine(dim) +
                           " elements holds");
  Border border = isReflected ? Border::Reflect : Border::Symmetric;
  return replaceBy(c, extend(c, c.input(0), border, padding->low, padding->high));
}

void sinter::populateTflitePad(TfliteTable &table) {
  table.add("MIRROR_PAD", convertMirrorPad, 2);
  table.add("PAD", convertPad, 2);
  table.add("PADV2", convertPad, 3);
}
