//===- Passes.h - Passes that shape the entry points ------------*- C++ -*-===//

#ifndef PASSES_ABI_PASSES_H
#define PASSES_ABI_PASSES_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/ABI/Passes.h.inc"

} // namespace sinter

#endif // PASSES_ABI_PASSES_H
