//===- TensorFiles.cpp - Tensors in .npy and .pb files --------------------===//

#include "tools/sinter-check/TensorFiles.h"

#include "compiler/Import/ONNX/TensorFile.h"
#include "tools/support/Npy.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cstring>

using namespace sinter;
using namespace sinter::tools;

/// Returns the runtime's name of an element type, if it has one.
static std::optional<sinter_element_type_t> toElementType(mlir::Type type, bool isUnsigned) {
  if (type.isF16())
    return SINTER_F16;
  if (type.isBF16())
    return SINTER_BF16;
  if (type.isF32())
    return SINTER_F32;
  if (type.isF64())
    return SINTER_F64;
  if (type.isInteger(1))
    return SINTER_BOOL;
  if (type.isInteger(8))
    return isUnsigned ? SINTER_U8 : SINTER_I8;
  if (type.isInteger(16))
    return isUnsigned ? SINTER_U16 : SINTER_I16;
  if (type.isInteger(32))
    return isUnsigned ? SINTER_U32 : SINTER_I32;
  if (type.isInteger(64))
    return isUnsigned ? SINTER_U64 : SINTER_I64;
  return std::nullopt;
}

/// Reads a TensorProto. Returns why that fails, or an empty string.
static std::string readProto(mlir::MLIRContext &context, llvm::StringRef bytes, Tensor &tensor) {
  llvm::Expected<OnnxTensorFile> file = readOnnxTensorFile(context, bytes);
  if (!file)
    return llvm::toString(file.takeError());
  const HostTensor &elements = file->elements;
  auto type = toElementType(elements.getElementType(), file->isUnsigned);
  if (!type)
    return "has an element type that no input or output can have";
  tensor = Tensor(*type, Dims(elements.getShape().begin(), elements.getShape().end()));
  if (!tensor.isValid() || tensor.dims().size() > SINTER_MAX_RANK ||
      tensor.size() != elements.bytes().size())
    return "has impossible dimensions";
  std::memcpy(tensor.data(), elements.bytes().data(), tensor.size());
  return "";
}

std::optional<Tensor> TensorFiles::read(const std::string &path, std::string &error) {
  if (llvm::sys::path::extension(path) != ".pb")
    return readNpy(path, error);
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    error = path + ": cannot be read: " + buffer.getError().message();
    return std::nullopt;
  }
  Tensor tensor;
  std::string why = readProto(context, (*buffer)->getBuffer(), tensor);
  if (why.empty())
    return tensor;
  error = path + ": " + why;
  return std::nullopt;
}
