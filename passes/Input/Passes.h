//===- Passes.h - Passes that take in a model's functions -------*- C++ -*-===//

#ifndef PASSES_INPUT_PASSES_H
#define PASSES_INPUT_PASSES_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Input/Passes.h.inc"

} // namespace sinter

#endif // PASSES_INPUT_PASSES_H
