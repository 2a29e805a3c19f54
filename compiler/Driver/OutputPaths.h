//===- OutputPaths.h - What files a compilation writes ----------*- C++ -*-===//

#ifndef COMPILER_DRIVER_OUTPUTPATHS_H
#define COMPILER_DRIVER_OUTPUTPATHS_H

#include "compiler/Driver/Options.h"
#include "llvm/Support/Error.h"

namespace sinter {

/// Returns true if `emit` writes a library for C programs, and its header.
inline bool isLibrary(EmitKind emit) {
  return emit == EmitKind::staticLibrary || emit == EmitKind::sharedLibrary;
}

/// Returns the path of the header that goes with a library: its own with the ending `.h`.
std::string getHeaderPath(const Options &options);

/// Returns what the names of a library's functions begin with: what the user said, or the
/// library's name as one for C.
std::string getSymbolPrefix(const Options &options);

/// Fails with a message for the user if options about libraries make no sense.
llvm::Error checkLibraryOptions(const Options &options);

} // namespace sinter

#endif // COMPILER_DRIVER_OUTPUTPATHS_H
