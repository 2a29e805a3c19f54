//===- SectionSizes.h - What code takes of a program's memory ---*- C++ -*-===//

#ifndef TARGETS_LINKER_SECTIONSIZES_H
#define TARGETS_LINKER_SECTIONSIZES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace sinter {

/// Returns the bytes of all sections of an ELF file that are there when the program runs: code,
/// tables and constants.
llvm::Expected<uint64_t> getLoadedBytes(llvm::StringRef elf);

} // namespace sinter

#endif // TARGETS_LINKER_SECTIONSIZES_H
