//===- ExecDialect.h - The exec dialect -------------------------*- C++ -*-===//

#ifndef DIALECTS_EXEC_IR_EXECDIALECT_H
#define DIALECTS_EXEC_IR_EXECDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Exec/IR/ExecDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Exec/IR/ExecAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/Exec/IR/ExecOps.h.inc"

namespace sinter::exec {

/// Attribute of a dispatch function: into how many workgroups it is cut (i64).
constexpr llvm::StringLiteral kWorkgroups = "exec.workgroups";

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_EXECDIALECT_H
