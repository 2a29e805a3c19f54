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
/// symbols but those of functions with attribute `kPublicFunction`, optimizes, and returns the
/// code.
llvm::Expected<CodeUnit> compileUnit(llvm::Module &module, llvm::TargetMachine &target,
                                     exec::MachineAttr machine, const CodegenOptions &options,
                                     CodeKind kind);

/// Returns an object that holds `data` and nothing else.
llvm::Expected<CodeUnit> compileDataUnit(const DataObject &data, exec::MachineAttr machine,
                                         const CodegenOptions &options);

/// Runs the LLVM passes of `optLevel` that suit `machine`.
void optimizeModule(llvm::Module &module, llvm::TargetMachine &target, exec::MachineAttr machine,
                    unsigned optLevel);

} // namespace sinter

#endif // TARGETS_LLVMCPU_COMPILEUNIT_H
