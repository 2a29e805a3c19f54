//===- EmitCode.h - From lowered IR to the output ---------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_EMITCODE_H
#define COMPILER_DRIVER_EMITCODE_H

#include "compiler/Driver/Variants.h"
#include "compiler/Package/Footprint.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Generates and links the code of `variants`, IR after phase `codegen`, and writes what
/// `options` ask for: the output and, for a library, its header. Returns what the program takes
/// of a machine's memory, unless the output is text. Reports failures as diagnostics; a budget
/// that is too small is one.
mlir::FailureOr<std::optional<Footprint>> emitCode(llvm::MutableArrayRef<Variant> variants,
                                                   const Options &options,
                                                   llvm::raw_pwrite_stream &os,
                                                   llvm::raw_pwrite_stream *header);

} // namespace sinter

#endif // COMPILER_DRIVER_EMITCODE_H
