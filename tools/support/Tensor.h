//===- Tensor.h - A tensor in a tool's memory -------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_TENSOR_H
#define TOOLS_SUPPORT_TENSOR_H

#include "sinter/module.h"
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace sinter::tools {

using Dims = std::vector<int64_t>;

/// Dense and row-major. Bytes are aligned to 64.
class Tensor {
public:
  Tensor() = default;
  Tensor(sinter_element_type_t type, Dims dims);

  sinter_element_type_t type() const { return elementType; }
  const Dims &dims() const { return shape; }
  uint64_t count() const { return elementCount; }
  size_t size() const { return size_t(elementCount) * sinter_element_size(elementType); }
  char *data() { return bytes.get(); }
  const char *data() const { return bytes.get(); }
  /// False when there was no memory, or the dims make no sense.
  bool isValid() const { return bytes != nullptr; }

  /// Gives the tensor other dims, of no more elements than it was made with.
  void setDims(Dims dims);

  /// Element `index` as text that reads back as the same value, and as a number.
  std::string format(uint64_t index) const;
  double number(uint64_t index) const;
  /// Sets element `index` from text. Returns false when it is no such number.
  bool set(uint64_t index, std::string_view text);

private:
  struct Free {
    void operator()(char *pointer) const { std::free(pointer); }
  };
  sinter_element_type_t elementType = sinter_element_type_t(0);
  Dims shape;
  uint64_t elementCount = 0;
  std::unique_ptr<char, Free> bytes;
};

/// Writes a type such as "1x4xf32", or "f32" for rank 0; "?" for a dim of -1.
std::string formatType(sinter_element_type_t type, const int64_t *dims, size_t rank);
inline std::string formatType(const Tensor &tensor) {
  return formatType(tensor.type(), tensor.dims().data(), tensor.dims().size());
}
inline std::string formatType(const sinter_tensor_info_t &info) {
  return formatType(info.element_type, info.dims, info.rank);
}

/// Writes a position such as "[0 5]".
std::string formatIndex(uint64_t index, const Dims &dims);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_TENSOR_H
