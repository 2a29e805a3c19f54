//===- Builtins.h - Functions that generated code may call ------*- C++ -*-===//
//
// LLVM lowers some operations to calls of the C library or of the compiler's
// support library. An embedded ELF imports nothing, so those functions come
// with it: from LLVM IR that is part of the compiler (Builtins.ll).
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_LLVMCPU_BUILTINS_H
#define TARGETS_LLVMCPU_BUILTINS_H

#include "llvm/ADT/StringRef.h"
#include <memory>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace sinter {

/// Returns the module that defines all builtins.
std::unique_ptr<llvm::Module> parseBuiltins(llvm::LLVMContext &context);

/// Returns true if the builtins define function `name`.
bool isBuiltin(llvm::StringRef name);

} // namespace sinter

#endif // TARGETS_LLVMCPU_BUILTINS_H
