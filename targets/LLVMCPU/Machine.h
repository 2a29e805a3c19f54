//===- Machine.h - The machine that code is generated for -------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_MACHINE_H
#define TARGETS_LLVMCPU_MACHINE_H

#include "targets/TargetBackend.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Returns the machine that `selection` describes; for an unknown name, or a
/// machine that we can not serve yet, an error with a message for the user.
llvm::Expected<exec::MachineAttr> resolveMachine(const TargetSelection &selection,
                                                 mlir::MLIRContext *context);

/// Fails, as `resolveMachine` does, when there is no such machine.
llvm::Error checkMachine(const TargetSelection &selection);

/// Prints names and descriptions of all targets.
void printTargets(llvm::raw_ostream &os);

/// Prints the CPUs that `triple` may be combined with, one a line.
llvm::Error printCpus(llvm::StringRef triple, llvm::raw_ostream &os);

} // namespace sinter

#endif // TARGETS_LLVMCPU_MACHINE_H
