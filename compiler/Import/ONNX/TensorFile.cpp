//===- TensorFile.cpp - ONNX tensors that stand alone ---------------------===//

#include "compiler/Import/ONNX/TensorFile.h"

#include "compiler/Import/ONNX/ExternalData.h"
#include "compiler/Import/ONNX/TensorImport.h"

#include <google/protobuf/stubs/logging.h>

using namespace mlir;

namespace sinter {

llvm::Expected<OnnxTensorFile> readOnnxTensorFile(MLIRContext &context, StringRef bytes) {
  google::protobuf::LogSilencer quiet;
  ::onnx::TensorProto tensor;
  // A sequence or an optional value parses as a tensor without type.
  if (bytes.size() > INT_MAX || !tensor.ParseFromArray(bytes.data(), int(bytes.size())) ||
      tensor.data_type() == ::onnx::TensorProto::UNDEFINED)
    return llvm::createStringError("is not an ONNX tensor, or it is damaged");
  std::string name = tensor.name();
  ExternalData noFiles("");
  ImportedTensor imported = importTensor(&context, tensor, noFiles);
  if (!imported.elements)
    return llvm::createStringError(imported.problem);
  std::optional<HostTensor> elements = HostTensor::from(imported.elements);
  if (!elements)
    return llvm::createStringError("has elements that cannot be read");
  return OnnxTensorFile{std::move(name), imported.isUnsigned, elements->unsplatted()};
}

} // namespace sinter
