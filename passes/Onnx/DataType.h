//===- DataType.h - Element types by ONNX's numbers -------------*- C++ -*-===//

#ifndef PASSES_ONNX_DATATYPE_H
#define PASSES_ONNX_DATATYPE_H

#include "passes/Tensor/Casts.h"

namespace sinter {

/// Returns the type that a TensorProto.DataType means, or nothing when the compiler has none.
std::optional<CastType> getDataType(mlir::Builder &b, int64_t dataType);

} // namespace sinter

#endif // PASSES_ONNX_DATATYPE_H
