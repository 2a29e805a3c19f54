//===- Passes.h - Passes between phases -------------------------*- C++ -*-===//

#ifndef COMPILER_PIPELINE_PASSES_H
#define COMPILER_PIPELINE_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace sinter {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Pipeline/Passes.h.inc"

} // namespace sinter

#endif // COMPILER_PIPELINE_PASSES_H
