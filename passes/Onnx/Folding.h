//===- Folding.h - Evaluate ONNX nodes on constants -------------*- C++ -*-===//
//
// Models compute shapes, masks and weight layouts with ordinary nodes. Those
// whose inputs are constants are evaluated here, with exactly ONNX's semantics,
// so that converters see constants wherever the model has them.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_FOLDING_H
#define PASSES_ONNX_FOLDING_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// Evaluates the node and replaces it by constants if its inputs are constants
/// and it is one of the operators known here. Returns whether it did; otherwise
/// the node is left to its converter.
bool foldOnnxNode(NodeConversion &node);

} // namespace sinter

#endif // PASSES_ONNX_FOLDING_H
