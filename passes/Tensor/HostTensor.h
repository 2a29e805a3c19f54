//===- HostTensor.h - Constant elements at compile time ---------*- C++ -*-===//
//
// One view of constants whatever attribute holds them (dense or resource), with
// plain bytes: an element takes its bit width rounded up to bytes, so a bool
// takes one. A splat holds one element, however large the tensor is.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TENSOR_HOSTTENSOR_H
#define PASSES_TENSOR_HOSTTENSOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include <memory>

namespace sinter {

/// A constant tensor: its type and its elements, shared by copies.
class HostTensor {
public:
  /// Returns the elements of a constant, or nothing when its storage is not one
  /// we can read. Dense and resource data are viewed, not copied.
  static std::optional<HostTensor> from(mlir::ElementsAttr attr);

  /// Returns a tensor with zeroed elements to be written through `data`.
  static HostTensor zeros(mlir::RankedTensorType type, bool splat = false);

  /// Returns a tensor with the elements `bytes`, which `storage` keeps alive.
  static HostTensor adopt(mlir::RankedTensorType type, llvm::ArrayRef<char> bytes,
                          std::shared_ptr<void> storage);

  mlir::RankedTensorType getType() const { return type; }
  llvm::ArrayRef<int64_t> getShape() const { return type.getShape(); }
  mlir::Type getElementType() const { return type.getElementType(); }
  int64_t size() const { return type.getNumElements(); }

  /// Bytes of one element.
  size_t elementSize() const { return elementSize(type.getElementType()); }
  static size_t elementSize(mlir::Type element) {
    return (element.getIntOrFloatBitWidth() + 7) / 8;
  }

  bool isSplat() const { return splat; }

  /// The stored elements: all of them, or one for a splat.
  llvm::ArrayRef<char> bytes() const { return view; }
  char *data() { return const_cast<char *>(view.data()); }

  /// The stored elements as `T`, which must have the element's size.
  template <typename T> llvm::ArrayRef<T> as() const {
    assert(sizeof(T) == elementSize() && "element size differs");
    return llvm::ArrayRef<T>(reinterpret_cast<const T *>(view.data()), view.size() / sizeof(T));
  }
  template <typename T> llvm::MutableArrayRef<T> mutableAs() {
    assert(sizeof(T) == elementSize() && "element size differs");
    return llvm::MutableArrayRef<T>(reinterpret_cast<T *>(data()), view.size() / sizeof(T));
  }

  /// Position of element `i` in the stored elements.
  size_t index(size_t i) const { return splat ? 0 : i; }

  /// Returns the same elements under another shape with as many elements.
  HostTensor reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// Returns a splat of the first element with another shape.
  HostTensor splatOf(llvm::ArrayRef<int64_t> shape) const;

  /// Returns the same tensor with all elements stored.
  HostTensor unsplatted() const;

  /// Returns the elements as an attribute: dense when small or all equal, else a
  /// resource called `name` that takes over the storage.
  mlir::ElementsAttr toAttr(llvm::StringRef name = "constant") const;

private:
  explicit HostTensor(mlir::RankedTensorType type) : type(type) {}

  mlir::RankedTensorType type;
  bool splat = false;
  llvm::ArrayRef<char> view;
  std::shared_ptr<void> storage; ///< Keeps `view` alive when it is ours.
  mlir::ElementsAttr source;     ///< The attribute that `view` points into.
};

/// Tensors above this many bytes are refused: no model is near, and the sizes of
/// all of a model's tensors can be added without overflow.
inline constexpr int64_t kMaxTensorBytes = int64_t(1) << 47;

/// Returns the bytes of a tensor, or nothing when a dim is negative or the size
/// exceeds `kMaxTensorBytes`.
std::optional<int64_t> tensorBytes(llvm::ArrayRef<int64_t> shape, mlir::Type element);

/// Says whether a constant of `shape` may be computed at compile time from
/// constants that store `inputBytes`: results may be large only if inputs are.
bool isFoldable(llvm::ArrayRef<int64_t> shape, mlir::Type element, size_t inputBytes);

/// Returns all elements of an integer tensor.
llvm::SmallVector<int64_t> readIntegers(const HostTensor &tensor, bool isUnsigned);

/// Returns the same elements under an element type of the same width that differs
/// in sign only.
mlir::ElementsAttr withSign(mlir::ElementsAttr elements,
                            mlir::IntegerType::SignednessSemantics sign);

} // namespace sinter

#endif // PASSES_TENSOR_HOSTTENSOR_H
