//===- QuantizedMovement.h - Move stored integers, not numbers --*- C++ -*-===//

#ifndef PASSES_ONNX_QUANTIZEDMOVEMENT_H
#define PASSES_ONNX_QUANTIZEDMOVEMENT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sinter {

/// Rewrites move(DequantizeLinear(x)) as DequantizeLinear(move(x)) for operators that
/// only move elements or take the largest.
void sinkDequantize(mlir::func::FuncOp func);

/// Rewrites QuantizeLinear(move(x)) as move(QuantizeLinear(x)) where nothing else
/// uses the moved tensor.
void raiseQuantize(mlir::func::FuncOp func);

} // namespace sinter

#endif // PASSES_ONNX_QUANTIZEDMOVEMENT_H
