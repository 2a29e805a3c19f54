//===- Sequence.h - Sequences of several lengths ----------------*- C++ -*-===//
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_SEQUENCE_H
#define PASSES_ONNX_SEQUENCE_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// Reverses the first lengths[b] steps (dim `timeAxis`) of each sequence b (dim
/// `batchAxis`) of `tensor`; later steps stay. Lengths out of range are clamped.
mlir::Value reverseSequences(NodeConversion &c, mlir::Value tensor, mlir::Value lengths,
                             int64_t batchAxis, int64_t timeAxis);

} // namespace sinter

#endif // PASSES_ONNX_SEQUENCE_H
