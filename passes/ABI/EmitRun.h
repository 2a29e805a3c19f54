//===- EmitRun.h - The run function of a model --------------------*- C++ -*-===//

#ifndef PASSES_ABI_EMITRUN_H
#define PASSES_ABI_EMITRUN_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/ABI/AbiBuilder.h"

namespace sinter {

/// The function that `run` calls per dispatch, see emitLaunch.
constexpr llvm::StringLiteral kLaunchName = "launch_dispatch";

/// Emits `<name>__run` from the planned function `function`, whose arguments are
/// (inputs..., outputs..., constants, workspace, state). Appends one `exec.step` per
/// dispatch call; `firstStep` is the number of the first.
mlir::LLVM::LLVMFuncOp emitRun(AbiBuilder &b, mlir::func::FuncOp function,
                               exec::ExportOp description, int64_t firstStep);

/// Emits the function that `run` calls per dispatch: it tells the trace hook and
/// hands the workgroups to the caller's `parallel_for`.
mlir::LLVM::LLVMFuncOp emitLaunch(AbiBuilder &b);

} // namespace sinter

#endif // PASSES_ABI_EMITRUN_H
