//===- Compiler.h - The compiler as a library -------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_COMPILER_H
#define COMPILER_DRIVER_COMPILER_H

#include "compiler/Driver/Options.h"
#include "llvm/Support/LogicalResult.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace sinter {

/// Where messages come from that concern no file in particular.
constexpr llvm::StringLiteral kCompilerName = "sinter-compile";

/// Fails with a message for the user when the options contradict each other,
/// leave out what is needed, or name a machine that does not exist.
llvm::Error checkOptions(const Options &options);

/// What a compilation says about itself beyond its output.
struct CompilationRecord {
  std::string machineKey, cpu;                              ///< As in a tuning file.
  std::vector<std::pair<std::string, std::string>> regions; ///< Dispatch name, region key.
};

/// Compiles the input into the output that `options` name, once `checkOptions`
/// has nothing against them. Messages go to `diagnostics`, one or more on failure; then no
/// output file is left, not even an older one. Any number of compilations may
/// run in a process at a time.
/// `record`, if given, is filled on success.
llvm::LogicalResult compile(const Options &options, llvm::raw_ostream &diagnostics,
                            CompilationRecord *record = nullptr);

/// Returns the machines that `options` describe, one or more, in the user's words.
std::vector<TargetSelection> getTargetSelections(const Options &options);

/// Returns the last phase that `options` ask for.
Phase getLastPhase(const Options &options);

} // namespace sinter

#endif // COMPILER_DRIVER_COMPILER_H
