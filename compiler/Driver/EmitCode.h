//===- EmitCode.h - From lowered IR to the output ---------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_EMITCODE_H
#define COMPILER_DRIVER_EMITCODE_H

#include "compiler/Driver/Variants.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Generates and links the code of `variants`, IR after phase `codegen`, and
/// writes what `options` ask for. Reports failures as diagnostics.
mlir::LogicalResult emitCode(llvm::ArrayRef<Variant> variants, const Options &options,
                             llvm::raw_pwrite_stream &os);

} // namespace sinter

#endif // COMPILER_DRIVER_EMITCODE_H
