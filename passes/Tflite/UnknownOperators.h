//===- UnknownOperators.h - Operators nobody converts -----------*- C++ -*-===//

#ifndef PASSES_TFLITE_UNKNOWNOPERATORS_H
#define PASSES_TFLITE_UNKNOWNOPERATORS_H

#include "mlir/IR/BuiltinOps.h"

namespace sinter {

/// Reports the operators of a model that have no converter: what an import that fails for
/// another reason can still tell.
void reportUnknownTfliteOperators(mlir::ModuleOp module);

} // namespace sinter

#endif // PASSES_TFLITE_UNKNOWNOPERATORS_H
