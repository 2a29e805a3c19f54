//===- UnknownOperators.h - What nobody converts ----------------*- C++ -*-===//

#ifndef PASSES_ONNX_UNKNOWNOPERATORS_H
#define PASSES_ONNX_UNKNOWNOPERATORS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sinter {

/// Reports the nodes of `func` that a result needs and whose operator has no converter, as
/// convert-onnx does: for functions that do not get there, such as those of open shapes.
/// Erases what no result needs.
void reportUnknownOperators(mlir::func::FuncOp func);

} // namespace sinter

#endif // PASSES_ONNX_UNKNOWNOPERATORS_H
