//===- OnnxSequence.h - Sequences of several lengths ------------*- C++ -*-===//
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_INPUT_ONNXSEQUENCE_H
#define PASSES_INPUT_ONNXSEQUENCE_H

#include "passes/Input/OnnxConversion.h"

namespace sinter {

/// Reverses the first lengths[b] steps (dim `timeAxis`) of each sequence b (dim
/// `batchAxis`) of `tensor`; later steps stay. Lengths out of range are clamped.
mlir::Value reverseSequences(NodeConversion &c, mlir::Value tensor, mlir::Value lengths,
                             int64_t batchAxis, int64_t timeAxis);

} // namespace sinter

#endif // PASSES_INPUT_ONNXSEQUENCE_H
