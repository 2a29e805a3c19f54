//===- Passes.h - From dispatch functions to machine code -------*- C++ -*-===//

#ifndef PASSES_CODEGEN_PASSES_H
#define PASSES_CODEGEN_PASSES_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Codegen/Passes.h.inc"

} // namespace sinter

#endif // PASSES_CODEGEN_PASSES_H
