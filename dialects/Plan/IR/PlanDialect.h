//===- PlanDialect.h - The plan dialect -------------------------*- C++ -*-===//

#ifndef DIALECTS_PLAN_IR_PLANDIALECT_H
#define DIALECTS_PLAN_IR_PLANDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Plan/IR/PlanDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/Plan/IR/PlanOps.h.inc"

namespace sinter::plan {

/// Workspace, constants, state and its variables start at a multiple of this in modules, in bytes
/// (SINTER_BUFFER_ALIGNMENT of the executable ABI). Other buffers: exec::getBufferAlignment.
constexpr int64_t kBufferAlignment = 64;

/// Attribute of a dispatch function's argument: memory for intermediate values,
/// undefined before and after the call.
constexpr llvm::StringLiteral kScratch = "plan.scratch";

/// Attribute of a dispatch call (integer): the wave that it belongs to. Calls of one
/// wave follow one another, do not depend on one another and may run at once.
constexpr llvm::StringLiteral kWave = "plan.wave";

/// Attribute of a dispatch call (unit): its workgroups run from the last to the first. Where no
/// call of the function may run at the same time only (exec.sequential).
constexpr llvm::StringLiteral kDescending = "plan.descending";

/// Returns the number of bytes that a buffer of `type` occupies, or nothing if
/// its element type has no byte size.
std::optional<int64_t> getByteSize(mlir::ShapedType type);

/// Returns the number of bytes of state that the variables of `module` take.
int64_t getStateSize(mlir::ModuleOp module);

} // namespace sinter::plan

#endif // DIALECTS_PLAN_IR_PLANDIALECT_H
