//===- TensorImport.cpp - ONNX tensors and types to attributes ------------===//
//
// A tensor keeps its elements in `raw_data` or in one of several typed fields.
// Nothing in the file is believed: sizes are computed from dims with overflow
// checks and compared with the data that is there before anything is built.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/TensorImport.h"

#include "compiler/Import/ONNX/ExternalData.h"
#include "passes/Onnx/DataType.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;

namespace sinter {

OnnxElementType onnxElementType(MLIRContext *context, int32_t dataType) {
  Builder b(context);
  switch (dataType) {
  case ::onnx::TensorProto::FLOAT:
    return {b.getF32Type(), false, "float"};
  case ::onnx::TensorProto::DOUBLE:
    return {b.getF64Type(), false, "double"};
  case ::onnx::TensorProto::FLOAT16:
    return {b.getF16Type(), false, "float16"};
  case ::onnx::TensorProto::BFLOAT16:
    return {b.getBF16Type(), false, "bfloat16"};
  case ::onnx::TensorProto::INT8:
    return {b.getIntegerType(8), false, "int8"};
  case ::onnx::TensorProto::INT16:
    return {b.getIntegerType(16), false, "int16"};
  case ::onnx::TensorProto::INT32:
    return {b.getIntegerType(32), false, "int32"};
  case ::onnx::TensorProto::INT64:
    return {b.getIntegerType(64), false, "int64"};
  case ::onnx::TensorProto::UINT8:
    return {b.getIntegerType(8), true, "uint8"};
  case ::onnx::TensorProto::UINT16:
    return {b.getIntegerType(16), true, "uint16"};
  case ::onnx::TensorProto::UINT32:
    return {b.getIntegerType(32), true, "uint32"};
  case ::onnx::TensorProto::UINT64:
    return {b.getIntegerType(64), true, "uint64"};
  case ::onnx::TensorProto::BOOL:
    return {b.getI1Type(), false, "bool"};
  case ::onnx::TensorProto::STRING:
    return {Type(), false, "string"};
  case ::onnx::TensorProto::COMPLEX64:
    return {Type(), false, "complex64"};
  case ::onnx::TensorProto::COMPLEX128:
    return {Type(), false, "complex128"};
  default:
    // Debian's schema has no names for these numbers.
    Narrow narrow = getNarrowType(dataType);
    if (narrow == Narrow::None)
      return {Type(), false, "undefined"};
    return {b.getI8Type(), isNarrowUnsigned(narrow), nameOf(narrow), narrow};
  }
}

/// Narrows each value of a typed field to the element type.
template <typename T, typename Field>
static HostTensor narrow(RankedTensorType type, const Field &field) {
  HostTensor tensor = HostTensor::zeros(type);
  llvm::transform(field, tensor.mutableAs<T>().begin(), [](auto value) { return T(value); });
  return tensor;
}

/// Returns the elements of whichever typed field holds this element type, or
/// nothing when their number is wrong.
static std::optional<HostTensor> fromTypedField(const ::onnx::TensorProto &tensor,
                                                RankedTensorType type) {
  auto has = [&](const auto &field) { return int64_t(field.size()) == type.getNumElements(); };
  switch (tensor.data_type()) {
  case ::onnx::TensorProto::FLOAT:
    if (has(tensor.float_data()))
      return narrow<float>(type, tensor.float_data());
    break;
  case ::onnx::TensorProto::DOUBLE:
    if (has(tensor.double_data()))
      return narrow<double>(type, tensor.double_data());
    break;
  case ::onnx::TensorProto::INT64:
    if (has(tensor.int64_data()))
      return narrow<int64_t>(type, tensor.int64_data());
    break;
  case ::onnx::TensorProto::UINT64:
    if (has(tensor.uint64_data()))
      return narrow<uint64_t>(type, tensor.uint64_data());
    break;
  case ::onnx::TensorProto::UINT32:
    if (has(tensor.uint64_data()))
      return narrow<uint32_t>(type, tensor.uint64_data());
    break;
  case ::onnx::TensorProto::INT32:
    if (has(tensor.int32_data()))
      return narrow<int32_t>(type, tensor.int32_data());
    break;
  case ::onnx::TensorProto::INT16:
  case ::onnx::TensorProto::UINT16:
  case ::onnx::TensorProto::FLOAT16:
  case ::onnx::TensorProto::BFLOAT16:
    if (has(tensor.int32_data()))
      return narrow<uint16_t>(type, tensor.int32_data());
    break;
  case ::onnx::TensorProto::INT8:
  case ::onnx::TensorProto::UINT8:
  case ::onnx::TensorProto::BOOL:
    if (has(tensor.int32_data()))
      return narrow<uint8_t>(type, tensor.int32_data());
    break;
  default:
    break;
  }
  return std::nullopt;
}

/// Returns numbers of 8 bits and less, of which a byte of either field may hold several.
static std::optional<HostTensor> fromBytes(const ::onnx::TensorProto &tensor, RankedTensorType type,
                                           Narrow narrow) {
  if (tensor.has_raw_data())
    return unpackNarrow(type, {tensor.raw_data().data(), tensor.raw_data().size()}, narrow);
  SmallVector<char> bytes(tensor.int32_data().begin(), tensor.int32_data().end());
  return unpackNarrow(type, bytes, narrow);
}

static std::string dimsText(ArrayRef<int64_t> dims) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleave(dims, os, "x");
  os << ']';
  return text;
}

ImportedTensor importTensor(MLIRContext *context, ::onnx::TensorProto &tensor,
                            ExternalData &files) {
  auto problem = [](const Twine &text) {
    return ImportedTensor{{}, false, text.str(), Narrow::None};
  };
  if (tensor.has_segment())
    return problem("is stored in segments, which is not supported");

  OnnxElementType element = onnxElementType(context, tensor.data_type());
  if (!element.type)
    return problem("has element type " + element.name + " (" + Twine(tensor.data_type()) +
                   "), which is not supported");
  SmallVector<int64_t> shape(tensor.dims().begin(), tensor.dims().end());
  std::optional<int64_t> bytes = tensorBytes(shape, element.type);
  if (!bytes)
    return problem("has impossible dimensions " + dimsText(shape));

  auto type = RankedTensorType::get(shape, element.type);
  std::optional<HostTensor> elements;
  if (tensor.data_location() == ::onnx::TensorProto::EXTERNAL) {
    int64_t stored = *bytes; // Several narrow numbers share one.
    if (element.narrow != Narrow::None)
      stored = llvm::divideCeil(*bytes * int64_t(bitsOf(element.narrow)), int64_t(8));
    llvm::Expected<ExternalData::Bytes> data = files.read(
        tensor, stored, HostTensor::elementSize(element.type), element.type.isInteger(1));
    if (!data)
      return problem(llvm::toString(data.takeError()));
    elements = element.narrow == Narrow::None
                   ? HostTensor::adopt(type, data->view, std::move(data->storage))
                   : unpackNarrow(type, data->view, element.narrow);
  } else if (element.narrow != Narrow::None) {
    elements = fromBytes(tensor, type, element.narrow);
    if (!elements)
      return problem("does not hold as many bytes as " + dimsText(shape) + " elements of type " +
                     element.name + " take");
    tensor.Clear();
  } else if (tensor.has_raw_data()) {
    if (int64_t(tensor.raw_data().size()) != *bytes)
      return problem("holds " + Twine(tensor.raw_data().size()) + " bytes, but " + dimsText(shape) +
                     " elements of type " + element.name + " take " + Twine(*bytes));
    auto data = std::make_shared<std::string>(std::move(*tensor.mutable_raw_data()));
    ArrayRef<char> view(data->data(), data->size());
    elements = HostTensor::adopt(type, view, std::move(data));
  } else {
    elements = fromTypedField(tensor, type);
    if (!elements)
      return problem("does not hold as many elements as its dimensions " + dimsText(shape) +
                     " ask for");
    tensor.Clear();
  }
  if (element.type.isInteger(1))
    for (char &value : MutableArrayRef<char>(elements->data(), elements->bytes().size()))
      value = value != 0;
  return {elements->toAttr(tensor.name().empty() ? "constant" : tensor.name()), element.isUnsigned,
          "", element.narrow};
}

} // namespace sinter
