//===- Npy.h - NumPy's file format ------------------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_NPY_H
#define TOOLS_SUPPORT_NPY_H

#include "tools/support/Tensor.h"
#include <optional>

namespace sinter::tools {

/// Reads a .npy file of any element type that the runtime knows; bf16 is what
/// NumPy calls V2. On failure `error` names the file and says why.
std::optional<Tensor> readNpy(const std::string &path, std::string &error);

/// Writes a .npy file. Returns false and sets `error` on failure.
bool writeNpy(const std::string &path, const Tensor &tensor, std::string &error);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_NPY_H
