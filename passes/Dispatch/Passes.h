//===- Passes.h - Passes that cut a function into dispatches ----*- C++ -*-===//

#ifndef PASSES_DISPATCH_PASSES_H
#define PASSES_DISPATCH_PASSES_H

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Dispatch/Passes.h.inc"

} // namespace sinter

#endif // PASSES_DISPATCH_PASSES_H
