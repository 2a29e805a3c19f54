//===- Constants.cpp - Elements that a .tflite model stores ---------------===//
//
// Nothing in the file is believed: sizes are computed from dims with overflow checks
// and compared with the bytes that are there before anything is built.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/Constants.h"

#include "compiler/Import/Shapes/InputShapes.h"
#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/NegativeScales.h"
#include "compiler/Import/TFLite/TensorTypes.h"
#include "dialects/Tflite/IR/TfliteDialect.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

bool TfliteConstants::isStored(const format::Tensor &tensor) const {
  if (tensor.external_buffer() != 0)
    return true;
  if (tensor.buffer() >= sizeOf(model.buffers()))
    return false;
  const format::Buffer *buffer = model.buffers()->Get(tensor.buffer());
  return sizeOf(buffer->data()) != 0 || buffer->offset() > 1;
}

std::optional<StringRef> TfliteConstants::getFileRange(uint64_t offset, uint64_t size) const {
  if (offset > file.size() || size > file.size() - offset)
    return std::nullopt;
  return file.substr(offset, size);
}

static TfliteElements damaged(const Twine &text) { return {{}, text.str(), /*isDamage=*/true}; }

TfliteElements TfliteConstants::get(const format::Tensor &tensor, Type element, StringRef name) {
  auto unsupported = [](const Twine &text) { return TfliteElements{{}, text.str(), false}; };
  if (tensor.external_buffer() != 0)
    return unsupported("keeps its data in another file, which is not supported; store it inside "
                       "the model");
  if (tensor.sparsity())
    return unsupported("is sparse, which is not supported; store it dense");
  if (auto opaque = dyn_cast<tflite::OpaqueType>(element))
    return unsupported("has element type " + opaque.getElement() + ", which is not supported");
  Type storage = tflite::getStorageElementType(element);
  SmallVector<int64_t> shape = tfliteShape(tensor);
  if (ShapedType::isDynamicShape(shape))
    return damaged("is a constant, but has open dimensions " + inputShapeText(shape));
  auto type = RankedTensorType::get(shape, storage);

  StringRef bytes;
  if (tensor.buffer() < sizeOf(model.buffers())) {
    const format::Buffer *buffer = model.buffers()->Get(tensor.buffer());
    if (buffer->offset() > 1) {
      std::optional<StringRef> range = getFileRange(buffer->offset(), buffer->size());
      if (!range)
        return damaged("keeps its data behind the end of the file");
      bytes = *range;
    } else if (buffer->data()) {
      bytes =
          StringRef(reinterpret_cast<const char *>(buffer->data()->data()), buffer->data()->size());
    }
  }
  ElementsAttr &elements = known[{bytes.data(), type, element, int(tensor.type())}];
  if (elements && findNegativeScales(tensor).empty())
    return {elements, "", false};
  TfliteElements result = read(tensor, element, type, bytes, name);
  elements = result.elements;
  return result;
}

/// Returns memory that is aligned as code generation and the module want constants.
static std::shared_ptr<char> allocate(size_t size) {
  std::align_val_t alignment{64};
  return {static_cast<char *>(::operator new(std::max<size_t>(size, 1), alignment)),
          [=](char *memory) { ::operator delete(memory, alignment); }};
}

/// Spreads elements of a few bits, the lowest first, to a byte each.
static void unpack(StringRef packed, unsigned bits, bool isSigned, MutableArrayRef<char> elements) {
  for (auto [i, element] : llvm::enumerate(elements)) {
    size_t at = i * bits;
    uint64_t value = (uint8_t(packed[at / 8]) >> (at % 8)) & ((1u << bits) - 1);
    element = char(isSigned ? llvm::SignExtend64(value, bits) : int64_t(value));
  }
}

TfliteElements TfliteConstants::read(const format::Tensor &tensor, Type element,
                                     RankedTensorType type, StringRef bytes, StringRef name) {
  unsigned bits = tfliteStoredBits(tensor.type(), type.getElementType());
  // No product of dims overflows: the model's check has computed each tensor's size.
  uint64_t stored = (uint64_t(type.getNumElements()) * bits + 7) / 8;
  if (stored != bytes.size())
    return damaged("holds " + Twine(bytes.size()) + " bytes, but [" +
                   inputShapeText(type.getShape()) + "] elements of type " +
                   format::EnumNameTensorType(tensor.type()) + " take " + Twine(stored));

  SmallVector<int64_t> negative = findNegativeScales(tensor);
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  bool isBool = type.getElementType().isInteger(1);
  bool isCopy = bits >= 8 && !isBool && (!perAxis || negative.empty());
  std::shared_ptr<char> memory = isCopy ? copies.lookup(bytes.data()) : nullptr;
  size_t size = type.getNumElements() * HostTensor::elementSize(type.getElementType());
  if (!memory) {
    memory = allocate(size);
    MutableArrayRef<char> elements(memory.get(), size);
    if (bits < 8)
      unpack(bytes, bits, tensor.type() != format::TensorType::UINT4, elements);
    else
      llvm::copy(bytes, elements.begin());
    for (char &value : isBool ? elements : MutableArrayRef<char>())
      value = value != 0;
    if (isCopy)
      copies[bytes.data()] = memory;
    if (perAxis && !negative.empty() &&
        (!perAxis.isSigned() ||
         llvm::any_of(perAxis.getZeroPoints(), [](int64_t point) { return point != 0; }) ||
         !negateChannels(elements, type, perAxis.getQuantizedDimension(), negative)))
      return {{}, "has a negative scale, and elements that have no opposite", false};
  }
  return {HostTensor::adopt(type, ArrayRef(memory.get(), size), memory).toAttr(name), "", false};
}

} // namespace sinter
