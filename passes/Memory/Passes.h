//===- Passes.h - Passes that decide where bytes live -----------*- C++ -*-===//

#ifndef PASSES_MEMORY_PASSES_H
#define PASSES_MEMORY_PASSES_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Memory/Passes.h.inc"

} // namespace sinter

#endif // PASSES_MEMORY_PASSES_H
