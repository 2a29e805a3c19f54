//===- WriteModule.h - The module file --------------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_WRITEMODULE_H
#define COMPILER_PACKAGE_WRITEMODULE_H

#include "compiler/Package/Constants.h"
#include "compiler/Package/Describe.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Linked code for one kind of CPU.
struct PackagedExecutable {
  std::string triple;
  std::string cpu;
  std::vector<std::string> requiredFeatures; ///< Sorted.
  std::string bytes;
};

/// Writes the module file that docs/module-format.md describes: the description
/// as root, then code and constants. `os` must be able to write at any place.
void writeModule(schema::ModuleT description, const PackagedExecutable &executable,
                 const Constants &constants, llvm::raw_pwrite_stream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_WRITEMODULE_H
