//===- Compiler.h - The compiler as a library -------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_COMPILER_H
#define COMPILER_DRIVER_COMPILER_H

#include "compiler/Driver/Options.h"
#include "llvm/Support/LogicalResult.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Fails with a message for the user when the options contradict each other or
/// leave out what is needed.
llvm::Error checkOptions(const Options &options);

/// Compiles the input into the output that `options` name, which satisfy
/// `checkOptions`. Messages go to `diagnostics`, one or more on failure; then no
/// output file is left, not even an older one. Any number of compilations may
/// run in a process at a time.
llvm::LogicalResult compile(const Options &options, llvm::raw_ostream &diagnostics);

/// Returns the last phase that `options` ask for.
Phase getLastPhase(const Options &options);

} // namespace sinter

#endif // COMPILER_DRIVER_COMPILER_H
