//===- Subgraph.h - Bodies of If, Loop and Scan -----------------*- C++ -*-===//

#ifndef PASSES_ONNX_SUBGRAPH_H
#define PASSES_ONNX_SUBGRAPH_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

/// Returns subgraph `name` if it has that many inputs and outputs; else declines the node.
mlir::Region *findGraph(NodeConversion &c, llvm::StringRef name, unsigned inputs, unsigned outputs);

/// Declines the node if an output of a converted subgraph is a sequence or holds narrow numbers.
mlir::LogicalResult checkTensors(NodeConversion &c, mlir::Region &graph);

/// Moves the operations of a converted subgraph before `where`; returns its outputs.
llvm::SmallVector<mlir::Value> moveGraph(mlir::Region &graph, mlir::Block *block,
                                         mlir::Block::iterator where);

/// Returns row `at` (an index) of dim 0 of `tensor`, without that dim.
mlir::Value extractRow(mlir::ImplicitLocOpBuilder &b, mlir::Value tensor, mlir::Value at);

/// Returns `tensor` with `row` as row `at` of dim 0.
mlir::Value insertRow(mlir::ImplicitLocOpBuilder &b, mlir::Value row, mlir::Value tensor,
                      mlir::Value at);

} // namespace sinter

#endif // PASSES_ONNX_SUBGRAPH_H
