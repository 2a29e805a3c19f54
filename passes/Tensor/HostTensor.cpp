//===- HostTensor.cpp - Constant elements at compile time -----------------===//

#include "passes/Tensor/HostTensor.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace sinter {

/// Constants of more bytes than this become resources: they are neither hashed
/// nor uniqued by the context.
static constexpr size_t kMaxDenseBytes = 1024;

static size_t storedSize(RankedTensorType type, bool splat) {
  return (splat ? 1 : type.getNumElements()) * HostTensor::elementSize(type.getElementType());
}

HostTensor HostTensor::zeros(RankedTensorType type, bool splat) {
  HostTensor tensor(type);
  tensor.splat = splat && type.getNumElements() != 0;
  size_t size = storedSize(type, tensor.splat);
  // Aligned as codegen and the module want constants, so that they can be used in place.
  std::align_val_t alignment{64};
  char *memory = static_cast<char *>(::operator new(std::max<size_t>(size, 1), alignment));
  std::memset(memory, 0, size);
  tensor.storage.reset(memory, [=](void *p) { ::operator delete(p, alignment); });
  tensor.view = {memory, size};
  return tensor;
}

HostTensor HostTensor::adopt(RankedTensorType type, ArrayRef<char> bytes,
                             std::shared_ptr<void> storage) {
  assert(bytes.size() == storedSize(type, false) && "wrong number of bytes");
  HostTensor tensor(type);
  tensor.view = bytes;
  tensor.storage = std::move(storage);
  return tensor;
}

/// Copies bools out of their packed dense form.
static HostTensor unpackBools(DenseElementsAttr dense, RankedTensorType type) {
  HostTensor tensor = HostTensor::zeros(type, dense.isSplat());
  if (dense.isSplat()) {
    tensor.data()[0] = dense.getSplatValue<bool>();
    return tensor;
  }
  for (auto [i, value] : llvm::enumerate(dense.getValues<bool>()))
    tensor.data()[i] = value;
  return tensor;
}

std::optional<HostTensor> HostTensor::from(ElementsAttr attr) {
  auto type = dyn_cast_or_null<RankedTensorType>(attr ? attr.getType() : Type());
  if (!type || !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return std::nullopt;
  HostTensor tensor(type);
  tensor.source = attr;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    if (type.getElementType().isInteger(1))
      return unpackBools(dense, type);
    tensor.splat = dense.isSplat() && type.getNumElements() != 0;
    tensor.view = dense.getRawData();
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return std::nullopt;
    tensor.view = blob->getData();
  } else {
    return std::nullopt;
  }
  if (type.getNumElements() == 0)
    tensor.view = {};
  if (tensor.view.size() != storedSize(type, tensor.splat))
    return std::nullopt;
  return tensor;
}

HostTensor HostTensor::reshaped(ArrayRef<int64_t> shape) const {
  HostTensor tensor = *this;
  tensor.type = type.clone(shape);
  assert(tensor.size() == size() && "element count differs");
  return tensor;
}

HostTensor HostTensor::splatOf(ArrayRef<int64_t> shape) const {
  HostTensor tensor = zeros(type.clone(shape), /*splat=*/true);
  if (tensor.size() != 0)
    std::memcpy(tensor.data(), view.data(), elementSize());
  return tensor;
}

HostTensor HostTensor::unsplatted() const {
  if (!splat)
    return *this;
  HostTensor tensor = zeros(type);
  for (size_t at = 0, step = elementSize(); at < tensor.view.size(); at += step)
    std::memcpy(tensor.data() + at, view.data(), step);
  return tensor;
}

/// Says whether all of several elements are the same; stops at the first that differs.
static bool allEqual(ArrayRef<char> bytes, size_t elementSize) {
  return bytes.size() > elementSize &&
         std::memcmp(bytes.data(), bytes.data() + elementSize, bytes.size() - elementSize) == 0;
}

ElementsAttr HostTensor::toAttr(StringRef name) const {
  if (source) {
    if (source.getType() == type)
      return source;
    if (auto dense = dyn_cast<DenseElementsAttr>(source))
      return dense.isSplat() && size() != 0 ? dense.resizeSplat(type) : dense.reshape(type);
    return DenseResourceElementsAttr::get(type,
                                          cast<DenseResourceElementsAttr>(source).getRawHandle());
  }
  ArrayRef<char> stored = allEqual(view, elementSize()) ? view.take_front(elementSize()) : view;
  if (stored.size() <= kMaxDenseBytes) {
    if (!type.getElementType().isInteger(1))
      return DenseElementsAttr::getFromRawBuffer(type, stored);
    SmallVector<bool> bools(stored.begin(), stored.end());
    return DenseElementsAttr::get(type, bools);
  }
  auto keepAlive = [storage = storage](void *, size_t, size_t) {};
  // What is mapped from a file lies where the file has it.
  size_t alignment = llvm::isAddrAligned(llvm::Align(16), view.data()) ? 16 : elementSize();
  return DenseResourceElementsAttr::get(
      type, name, AsmResourceBlob(view, alignment, keepAlive, /*dataIsMutable=*/false));
}

std::optional<int64_t> tensorBytes(ArrayRef<int64_t> shape, Type element) {
  // A zero among huge dims makes the product zero; each factor is still bounded.
  int64_t bytes = HostTensor::elementSize(element);
  for (int64_t dim : shape) {
    if (dim < 0 || dim > kMaxTensorBytes)
      return std::nullopt;
    if (dim != 0 && bytes > kMaxTensorBytes / dim)
      return std::nullopt;
    bytes *= dim;
  }
  return bytes;
}

bool isFoldable(ArrayRef<int64_t> shape, Type element, size_t inputBytes) {
  size_t bytes = HostTensor::elementSize(element);
  size_t limit = std::max<size_t>(size_t(64) << 20, 2 * inputBytes);
  for (int64_t dim : shape) {
    if (dim != 0 && bytes > limit / dim)
      return false;
    bytes *= dim;
  }
  return true;
}

SmallVector<int64_t> readIntegers(const HostTensor &tensor, bool isUnsigned) {
  unsigned width = tensor.getElementType().getIntOrFloatBitWidth();
  size_t step = tensor.elementSize();
  SmallVector<int64_t> values(tensor.size());
  for (auto [i, value] : llvm::enumerate(values)) {
    uint64_t bits = 0;
    std::memcpy(&bits, tensor.bytes().data() + tensor.index(i) * step, step);
    value = isUnsigned || width == 1 ? int64_t(bits) : llvm::SignExtend64(bits, width);
  }
  return values;
}

ElementsAttr withSign(ElementsAttr elements, IntegerType::SignednessSemantics sign) {
  auto type = cast<RankedTensorType>(elements.getType());
  auto integer = dyn_cast<IntegerType>(type.getElementType());
  if (!integer || integer.getSignedness() == sign)
    return elements;
  Type element = IntegerType::get(type.getContext(), integer.getWidth(), sign);
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.bitcast(element);
  return DenseResourceElementsAttr::get(type.clone(element),
                                        cast<DenseResourceElementsAttr>(elements).getRawHandle());
}

} // namespace sinter
