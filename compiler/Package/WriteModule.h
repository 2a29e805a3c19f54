//===- WriteModule.h - The module file --------------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_WRITEMODULE_H
#define COMPILER_PACKAGE_WRITEMODULE_H

#include "compiler/Package/Constants.h"
#include "compiler/Package/Describe.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Writes the module file that docs/module-format.md describes: the description
/// as root, then the linked code of each of its executables, and constants. `os`
/// must be able to write at any place.
void writeModule(schema::ModuleT description, llvm::ArrayRef<std::string> code,
                 const Constants &constants, llvm::raw_pwrite_stream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_WRITEMODULE_H
