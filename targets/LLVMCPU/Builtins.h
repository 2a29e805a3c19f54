//===- Builtins.h - Functions that generated code may call ------*- C++ -*-===//
//
// LLVM lowers some operations to calls of the C library or of the compiler's support library. An
// embedded ELF imports nothing, so those functions come with it: written in C (Builtins/), kept in
// the compiler as bitcode for each family of targets, compiled for the actual CPU when called.
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_LLVMCPU_BUILTINS_H
#define TARGETS_LLVMCPU_BUILTINS_H

#include "targets/TargetBackend.h"
#include "llvm/TargetParser/Triple.h"

namespace sinter {

/// Returns the names of all builtins for `triple`, sorted.
std::vector<std::string> listBuiltins(const llvm::Triple &triple);

/// Returns an object with the builtins of these `names` for `machine`, and with all that they call.
/// Each name is one of `listBuiltins`.
llvm::Expected<CodeUnit> compileBuiltins(llvm::ArrayRef<std::string> names,
                                         exec::MachineAttr machine, const CodegenOptions &options);

} // namespace sinter

#endif // TARGETS_LLVMCPU_BUILTINS_H
