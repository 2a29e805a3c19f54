//===- FlexBuffer.h - FlexBuffers as attributes -----------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_FLEXBUFFER_H
#define COMPILER_IMPORT_TFLITE_FLEXBUFFER_H

#include "mlir/IR/Attributes.h"
#include "llvm/ADT/ArrayRef.h"

namespace sinter {

/// Returns what a FlexBuffer holds, or null if `bytes` are none. Maps become
/// dictionaries, vectors arrays, integers i64, floats f64, typed vectors of them dense
/// arrays, blobs arrays of i8, and null the unit. Any bytes are safe to pass.
mlir::Attribute decodeFlexBuffer(mlir::MLIRContext *context, llvm::ArrayRef<uint8_t> bytes);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_FLEXBUFFER_H
