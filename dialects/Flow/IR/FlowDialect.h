//===- FlowDialect.h - The flow dialect -------------------------*- C++ -*-===//

#ifndef DIALECTS_FLOW_IR_FLOWDIALECT_H
#define DIALECTS_FLOW_IR_FLOWDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Flow/IR/FlowDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/Flow/IR/FlowOps.h.inc"

namespace sinter::flow {

/// Attributes of a dispatch function.
constexpr llvm::StringLiteral kRoot = "flow.root";     ///< kind of its root (string)
constexpr llvm::StringLiteral kNodes = "flow.nodes";   ///< model nodes it computes (strings)
constexpr llvm::StringLiteral kReason = "flow.reason"; ///< why it holds what it does (string)
constexpr llvm::StringLiteral kFlops = "flow.flops";   ///< arithmetic operations (i64)
constexpr llvm::StringLiteral kBytesRead = "flow.bytes_read";       ///< of all arguments (i64)
constexpr llvm::StringLiteral kBytesWritten = "flow.bytes_written"; ///< of all results (i64)

/// Returns true if `op` is an outlined dispatch function.
inline bool isDispatchFunction(mlir::Operation *op) { return op->hasAttr(kRoot); }

} // namespace sinter::flow

#endif // DIALECTS_FLOW_IR_FLOWDIALECT_H
