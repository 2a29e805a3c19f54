//===- Passes.h - Passes that take in a model's own dialect -----*- C++ -*-===//

#ifndef PASSES_INPUT_PASSES_H
#define PASSES_INPUT_PASSES_H

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Input/Passes.h.inc"

} // namespace sinter

#endif // PASSES_INPUT_PASSES_H
