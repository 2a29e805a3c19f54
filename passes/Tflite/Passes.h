//===- Passes.h - Passes from TFLite to linalg on tensors -------*- C++ -*-===//

#ifndef PASSES_TFLITE_PASSES_H
#define PASSES_TFLITE_PASSES_H

#include "dialects/Tflite/IR/TfliteDialect.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Tflite/Passes.h.inc"

} // namespace sinter

#endif // PASSES_TFLITE_PASSES_H
