//===- CompileUnit.h - From one LLVM module to its code ---------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_COMPILEUNIT_H
#define TARGETS_LLVMCPU_COMPILEUNIT_H

#include "targets/TargetBackend.h"
#include "llvm/Target/TargetMachine.h"

namespace llvm {
class Module;
} // namespace llvm

namespace sinter {

/// Returns LLVM's code generator for `machine`, which has been resolved before.
/// It serves one thread.
std::unique_ptr<llvm::TargetMachine> createTargetMachine(exec::MachineAttr machine,
                                                         const CodegenOptions &options);

/// Gives every function of `module` the attributes of the machine, hides all
/// symbols, optimizes, and returns the code.
llvm::Expected<std::string> compileUnit(llvm::Module &module, llvm::TargetMachine &target,
                                        exec::MachineAttr machine, const CodegenOptions &options,
                                        CodeKind kind);

/// Runs the LLVM passes of `optLevel`.
void optimizeModule(llvm::Module &module, llvm::TargetMachine &target, unsigned optLevel);

} // namespace sinter

#endif // TARGETS_LLVMCPU_COMPILEUNIT_H
