//===- AttributeImport.h - ONNX attributes to MLIR attributes ---*- C++ -*-===//

#ifndef COMPILER_IMPORT_ONNX_ATTRIBUTEIMPORT_H
#define COMPILER_IMPORT_ONNX_ATTRIBUTEIMPORT_H

#include "mlir/IR/Builders.h"
#include <onnx/onnx_pb.h>

namespace sinter {

class ExternalData;

/// Returns the kind of an attribute. Files before IR version 2 leave it out: then
/// it is that of the set field.
::onnx::AttributeProto::AttributeType onnxAttributeType(const ::onnx::AttributeProto &attribute);

/// Returns the attribute in the form that onnx.node describes; subgraphs are the
/// caller's. Tensors are moved out of `attribute`, or lie in `files`.
mlir::Attribute importOnnxAttribute(mlir::MLIRContext *context, ::onnx::AttributeProto &attribute,
                                    ExternalData &files);

/// Stands for an attribute that we cannot represent; `what` completes "attribute
/// 'x' ...".
mlir::DictionaryAttr unsupportedOnnxAttr(mlir::Builder &b, const llvm::Twine &what);

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_ATTRIBUTEIMPORT_H
