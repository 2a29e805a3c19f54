//===- Operands.h - Operands that must be known -----------------*- C++ -*-===//
//
// Shapes are static, so what shapes depend on has to be known while compiling.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_TFLITE_OPERANDS_H
#define PASSES_TFLITE_OPERANDS_H

#include "passes/Tflite/Conversion.h"

namespace sinter {

/// Returns the integers of input `i`, which is `what` (as in "the axes"); declines the
/// operator when they are computed at run time.
mlir::FailureOr<llvm::SmallVector<int64_t>> knownInts(TfliteConversion &c, unsigned i,
                                                      const llvm::Twine &what);

/// The same of an input with one element.
mlir::FailureOr<int64_t> knownInt(TfliteConversion &c, unsigned i, const llvm::Twine &what);

/// The same of one axis, returned as a number from 0 on.
mlir::FailureOr<int64_t> knownAxis(TfliteConversion &c, unsigned i, int64_t rank);

/// Declines the operator unless inputs `i` and `k` hold elements of one type and sign.
mlir::LogicalResult checkSameElement(TfliteConversion &c, unsigned i, unsigned k);

/// Replaces the operator by `result` unless that failed.
mlir::LogicalResult replaceBy(TfliteConversion &c, mlir::FailureOr<mlir::Value> result);

} // namespace sinter

#endif // PASSES_TFLITE_OPERANDS_H
