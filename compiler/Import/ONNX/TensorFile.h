//===- TensorFile.h - ONNX tensors that stand alone -------------*- C++ -*-===//
//
// ONNX stores the inputs and outputs of test cases as TensorProto, one per file.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_ONNX_TENSORFILE_H
#define COMPILER_IMPORT_ONNX_TENSORFILE_H

#include "passes/Tensor/HostTensor.h"
#include "llvm/Support/Error.h"

namespace sinter {

struct OnnxTensorFile {
  std::string name; ///< May be empty.
  bool isUnsigned;
  HostTensor elements; ///< All of them are stored.
};

/// Reads a serialized TensorProto, or says why that fails ("is ..."). Any bytes are safe to pass.
/// Types live in `context`.
llvm::Expected<OnnxTensorFile> readOnnxTensorFile(mlir::MLIRContext &context,
                                                  llvm::StringRef bytes);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_TENSORFILE_H
