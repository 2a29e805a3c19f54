//===- Tune.h - Choose strategies by measurement ----------------*- C++ -*-===//

#ifndef TOOLS_SINTER_COMPILE_TUNE_H
#define TOOLS_SINTER_COMPILE_TUNE_H

#include "compiler/Driver/Options.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Compiles and runs the model with different strategies for as long as
/// `options.tune` says, and stores what is faster than the compiler's own choice
/// in `options.tuningFile`. What the file holds for other regions and machines
/// stays. Returns false after a message when the model cannot be run here.
bool tune(const Options &options, llvm::raw_ostream &messages);

} // namespace sinter

#endif // TOOLS_SINTER_COMPILE_TUNE_H
