//===- AttributeImport.cpp - ONNX attributes to MLIR attributes -----------===//

#include "compiler/Import/ONNX/AttributeImport.h"

#include "compiler/Import/ONNX/TensorImport.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;

namespace sinter {

DictionaryAttr unsupportedOnnxAttr(Builder &b, const Twine &what) {
  return b.getDictionaryAttr(b.getNamedAttr(onnx::kUnsupported, b.getStringAttr(what)));
}

::onnx::AttributeProto::AttributeType onnxAttributeType(const ::onnx::AttributeProto &attribute) {
  using Proto = ::onnx::AttributeProto;
  if (attribute.type() != Proto::UNDEFINED)
    return attribute.type();
  if (attribute.has_f())
    return Proto::FLOAT;
  if (attribute.has_i())
    return Proto::INT;
  if (attribute.has_s())
    return Proto::STRING;
  if (attribute.has_t())
    return Proto::TENSOR;
  if (attribute.has_g())
    return Proto::GRAPH;
  if (attribute.floats_size() != 0)
    return Proto::FLOATS;
  if (attribute.strings_size() != 0)
    return Proto::STRINGS;
  return attribute.ints_size() != 0 ? Proto::INTS : Proto::UNDEFINED;
}

static Attribute importTensorAttribute(Builder &b, ::onnx::TensorProto &tensor,
                                       ExternalData &files) {
  ImportedTensor imported = importTensor(b.getContext(), tensor, files);
  if (!imported.elements)
    return unsupportedOnnxAttr(b, imported.problem);
  if (imported.narrow != Narrow::None)
    return b.getDictionaryAttr(
        {b.getNamedAttr(onnx::kNarrow, b.getStringAttr(nameOf(imported.narrow))),
         b.getNamedAttr("value", imported.elements)});
  return imported.isUnsigned ? withSign(imported.elements, IntegerType::Unsigned)
                             : imported.elements;
}

Attribute importOnnxAttribute(MLIRContext *context, ::onnx::AttributeProto &attribute,
                              ExternalData &files) {
  Builder b(context);
  using Proto = ::onnx::AttributeProto;
  switch (onnxAttributeType(attribute)) {
  case Proto::FLOAT:
    return b.getF32FloatAttr(attribute.f());
  case Proto::INT:
    return b.getI64IntegerAttr(attribute.i());
  case Proto::STRING:
    return b.getStringAttr(attribute.s());
  case Proto::TENSOR:
    return importTensorAttribute(b, *attribute.mutable_t(), files);
  case Proto::FLOATS:
    return b.getDenseF32ArrayAttr(ArrayRef(attribute.floats().data(), attribute.floats_size()));
  case Proto::INTS:
    return b.getDenseI64ArrayAttr(
        SmallVector<int64_t>(attribute.ints().begin(), attribute.ints().end()));
  case Proto::STRINGS: {
    SmallVector<StringRef> strings(attribute.strings().begin(), attribute.strings().end());
    return b.getStrArrayAttr(strings);
  }
  case Proto::GRAPHS:
    return unsupportedOnnxAttr(b, "is a list of subgraphs, which is not supported");
  case Proto::SPARSE_TENSOR:
  case Proto::SPARSE_TENSORS:
    return unsupportedOnnxAttr(b, "is a sparse tensor, which is not supported");
  case Proto::TENSORS:
    return unsupportedOnnxAttr(b, "is a list of tensors, which is not supported");
  default:
    return unsupportedOnnxAttr(b, "has a kind that is not supported");
  }
}

} // namespace sinter
