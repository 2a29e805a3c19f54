//===- ElfCheck.h - What ELF files need and promise -------------*- C++ -*-===//

#ifndef TARGETS_LINKER_ELFCHECK_H
#define TARGETS_LINKER_ELFCHECK_H

#include "targets/TargetBackend.h"

namespace sinter {

struct UndefinedSymbol {
  std::string name;
  std::string unit; ///< The first unit that refers to it.
};

/// Returns the symbols that `objects` refer to and none defines, sorted.
llvm::Expected<std::vector<UndefinedSymbol>> findUndefinedSymbols(llvm::ArrayRef<CodeUnit> objects);

/// Checks what loaders rely on: no imports, only relative relocations, an entry
/// in executable memory, no memory both writable and executable, none written
/// after relocation.
llvm::Error verifyExecutable(llvm::StringRef elf);

} // namespace sinter

#endif // TARGETS_LINKER_ELFCHECK_H
