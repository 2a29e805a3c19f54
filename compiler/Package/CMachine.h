//===- CMachine.h - Is a C program for the machine of the code? -*- C++ -*-===//

#ifndef COMPILER_PACKAGE_CMACHINE_H
#define COMPILER_PACKAGE_CMACHINE_H

#include "compiler/Package/LibraryFacts.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Prints checks for the preprocessor: `#error` where a compiler is set up for another machine
/// than the library's code, or passes numbers otherwise.
void printMachineChecks(const LibraryFacts &facts, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_CMACHINE_H
