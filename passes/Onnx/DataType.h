//===- DataType.h - Element types by ONNX's numbers -------------*- C++ -*-===//

#ifndef PASSES_ONNX_DATATYPE_H
#define PASSES_ONNX_DATATYPE_H

#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Casts.h"

namespace sinter {

/// Returns the type that a TensorProto.DataType means, or nothing when the compiler has none.
std::optional<CastType> getDataType(mlir::Builder &b, int64_t dataType);

/// Returns what the bytes of a tensor of a TensorProto.DataType hold, None if it is no narrow type.
Narrow getNarrowType(int64_t dataType);

/// Reads how the node rounds to narrow floats: its attributes `saturate` and `round_mode`.
mlir::FailureOr<NarrowRounding> readNarrowRounding(NodeConversion &node);

} // namespace sinter

#endif // PASSES_ONNX_DATATYPE_H
