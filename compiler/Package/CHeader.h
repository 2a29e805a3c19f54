//===- CHeader.h - The header of a library ----------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_CHEADER_H
#define COMPILER_PACKAGE_CHEADER_H

#include "compiler/Package/LibraryFacts.h"

namespace sinter {

/// A header for C99 and C++, and the tag by which a linker knows that a library goes with it.
struct CHeader {
  std::string text, tag;
};

/// Returns the header that describes a library. Equal facts give equal bytes.
CHeader makeHeader(const LibraryFacts &facts);

/// Returns the name under which programs that include the header call `function`: only the
/// library that was written with it has that name.
std::string getTaggedName(llvm::StringRef function, llvm::StringRef tag);

} // namespace sinter

#endif // COMPILER_PACKAGE_CHEADER_H
