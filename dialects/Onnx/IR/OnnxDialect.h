//===- OnnxDialect.h - The onnx dialect -------------------------*- C++ -*-===//

#ifndef DIALECTS_ONNX_IR_ONNXDIALECT_H
#define DIALECTS_ONNX_IR_ONNXDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Onnx/IR/OnnxDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/IR/OnnxTypes.h.inc"

#define GET_OP_CLASSES
#include "dialects/Onnx/IR/OnnxOps.h.inc"

namespace sinter::onnx {

/// Attribute of a constant: its signless integers are unsigned (unit).
constexpr llvm::StringLiteral kUnsigned = "onnx.unsigned";

/// Attribute of an argument or constant of i8, and key of the dictionary that stands for such a
/// tensor as attribute: what its bytes hold, such as "float8e4m3fn" or "uint4" (string).
constexpr llvm::StringLiteral kNarrow = "onnx.narrow";

/// Key of the dictionary that stands for an attribute we cannot represent; its
/// value completes "attribute 'x' ...".
constexpr llvm::StringLiteral kUnsupported = "unsupported";

/// Key of the dictionary that stands for a subgraph; its value is the number of
/// the node's region.
constexpr llvm::StringLiteral kGraph = "graph";

} // namespace sinter::onnx

#endif // DIALECTS_ONNX_IR_ONNXDIALECT_H
