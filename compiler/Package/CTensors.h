//===- CTensors.h - Inputs and outputs in C ---------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_CTENSORS_H
#define COMPILER_PACKAGE_CTENSORS_H

#include "compiler/Package/LibraryFacts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Prints what C programs need to know of a function's inputs and outputs: macros for each, and
/// the structures that hold their addresses, unless they lie in the workspace at `offsets`.
void printTensors(const schema::FunctionT &function, const FunctionNames &names,
                  llvm::ArrayRef<int64_t> offsets, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_CTENSORS_H
