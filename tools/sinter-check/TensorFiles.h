//===- TensorFiles.h - Tensors in .npy and .pb files ------------*- C++ -*-===//

#ifndef TOOLS_SINTER_CHECK_TENSORFILES_H
#define TOOLS_SINTER_CHECK_TENSORFILES_H

#include "mlir/IR/MLIRContext.h"
#include "tools/support/Tensor.h"
#include <optional>

namespace sinter::tools {

class TensorFiles {
public:
  /// Reads NumPy's format or, from a .pb file, a TensorProto of ONNX. On failure `error` names
  /// the file and says why.
  std::optional<Tensor> read(const std::string &path, std::string &error);

private:
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
};

} // namespace sinter::tools

#endif // TOOLS_SINTER_CHECK_TENSORFILES_H
