//===- TensorImport.h - ONNX tensors and types to attributes ----*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_TENSORIMPORT_H
#define COMPILER_IMPORT_ONNX_TENSORIMPORT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Support/LLVM.h"
#include "passes/Tensor/Narrow.h"
#include <onnx/onnx_pb.h>

namespace sinter {

/// What an element type of ONNX is here.
struct OnnxElementType {
  mlir::Type type; ///< Signless; null if we have no such type.
  bool isUnsigned = false;
  llvm::StringRef name;         ///< As ONNX calls it, for messages.
  Narrow narrow = Narrow::None; ///< What the bytes of an i8 hold.
};

/// Returns the meaning of a `TensorProto.DataType`, known or not.
OnnxElementType onnxElementType(mlir::MLIRContext *context, int32_t dataType);

/// A tensor's elements (of signless type), or why there are none.
struct ImportedTensor {
  mlir::ElementsAttr elements;
  bool isUnsigned = false;
  std::string problem;          ///< Completes "tensor 'x' ...".
  Narrow narrow = Narrow::None; ///< What the bytes of an i8 hold.
};

class ExternalData;

/// Reads a tensor and takes its data out of `tensor`, or of the file that it names.
ImportedTensor importTensor(mlir::MLIRContext *context, ::onnx::TensorProto &tensor,
                            ExternalData &files);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_TENSORIMPORT_H
