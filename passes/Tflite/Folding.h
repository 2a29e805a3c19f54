//===- Folding.h - Evaluate TFLite operators on constants -------*- C++ -*-===//
//
// Shapes that a model computes from shapes must be known before operators that need
// them are converted. So an operator whose inputs are all constants is evaluated when
// it can be; movements of constants fold as they are built (see TensorBuilder).
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_FOLDING_H
#define PASSES_TFLITE_FOLDING_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Replaces the operator by a constant if its inputs are constants and it is one that
/// can be evaluated. Says whether it did.
bool foldTfliteNode(TfliteConversion &c);

} // namespace sinter

#endif // PASSES_TFLITE_FOLDING_H
