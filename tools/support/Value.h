//===- Value.h - Tensors on the command line --------------------*- C++ -*-===//
//
//   1x3x224x224xf32=0         every element the same
//   2x2xi32=[[1 2][3 4]]      element by element, row-major
//   f32=-2                    rank 0
//   @image.npy                NumPy's format
//   4xf32=@weights.bin        plain little-endian bytes
//   NAME=VALUE                any of these for the input or output NAME
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SUPPORT_VALUE_H
#define TOOLS_SUPPORT_VALUE_H

#include "tools/support/Tensor.h"
#include <optional>
#include <string_view>

namespace sinter::tools {

/// A value and the name before it, which may be empty.
struct NamedText {
  std::string_view name;
  std::string_view value;
};

/// Splits NAME=VALUE. A text that begins with a type or "@" has no name.
NamedText splitName(std::string_view text);

/// Reads a value without name. On failure `error` says why.
std::optional<Tensor> parseValue(std::string_view text, std::string &error);

/// Returns "; 'f23' is no element type: ..." for a text like 2x3xf23 that means to be a type,
/// else nothing.
std::string explainType(std::string_view text);

/// Writes a tensor as a value. Of a tensor with more than `limit` elements it
/// writes the first and last three indices of each dimension, "..." between.
std::string formatValue(const Tensor &tensor, uint64_t limit = 4096);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_VALUE_H
