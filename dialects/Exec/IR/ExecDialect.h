//===- ExecDialect.h - The exec dialect -------------------------*- C++ -*-===//

#ifndef DIALECTS_EXEC_IR_EXECDIALECT_H
#define DIALECTS_EXEC_IR_EXECDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Exec/IR/ExecDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Exec/IR/ExecAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/Exec/IR/ExecOps.h.inc"

namespace sinter::exec {

/// Attribute of a dispatch function: into how many workgroups it is cut (i64).
constexpr llvm::StringLiteral kWorkgroups = "exec.workgroups";

/// Attributes of a compiled dispatch function (integers): about what all of its workgroups take.
constexpr llvm::StringLiteral kEstimatedInstructions = "exec.estimated_instructions",
                              kEstimatedCycles = "exec.estimated_cycles";

/// Attribute of an export (integer): bytes of the model's activations that are alive at once,
/// at most, as `measure-live-bytes` counts them.
constexpr llvm::StringLiteral kLiveBytes = "exec.live_bytes";

/// Attribute of an export (unit): its calls, and the workgroups of each, have to run one after
/// another in order. Results may lie on what they are made of.
constexpr llvm::StringLiteral kSequential = "exec.sequential";

/// Attribute of an export (array of i64): where in the workspace its inputs, then its outputs lie,
/// in bytes. Without it callers say where they are.
constexpr llvm::StringLiteral kIoOffsets = "exec.io_offsets";

/// Attribute of a model function and its export (array of strings): nodes that compute
/// in float on what a quantized model stores as integers.
constexpr llvm::StringLiteral kFloatNodes = "exec.float_nodes";

/// Attribute of a dispatch function whose workgroups take turns: the number of
/// parts. The first `kTurnBytes` bytes per part of its scratch are 0 at each call.
constexpr llvm::StringLiteral kTurns = "exec.turns";
constexpr int64_t kTurnBytes = 64;   ///< A cache line.
constexpr int64_t kMaxTurnParts = 8; ///< What scratch is claimed for.

/// Attributes of a model function's arguments and results: the name that callers
/// see (string), a mark that its signless integers are unsigned (unit), and the
/// element type that they stand for where it is quantized or unsigned (type).
constexpr llvm::StringLiteral kName = "exec.name";
constexpr llvm::StringLiteral kUnsigned = "exec.unsigned";
constexpr llvm::StringLiteral kElement = "exec.element";

/// Returns the type in which callers see elements that an export describes as
/// `element`: integers of the storage type, with its sign, where it is quantized.
mlir::Type getPassedElement(mlir::Type element);

/// Attribute of a dispatch function: how its code was generated (string).
constexpr llvm::StringLiteral kStrategy = "exec.strategy";

/// Attribute of a dispatch function: the method of its convolution ("direct",
/// "winograd-f2", "winograd-f4"), obeyed if it is already there (string).
constexpr llvm::StringLiteral kConvolution = "exec.convolution";

/// Attribute of the module: whether arithmetic may differ from the model's order
/// of operations more ("fast") or not at all ("strict") than it does by default.
constexpr llvm::StringLiteral kArithmetic = "exec.arithmetic";
constexpr llvm::StringLiteral kFastArithmetic = "fast";
constexpr llvm::StringLiteral kStrictArithmetic = "strict";

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_EXECDIALECT_H
