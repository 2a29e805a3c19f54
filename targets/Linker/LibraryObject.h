//===- LibraryObject.h - An object fit for a library ------------*- C++ -*-===//

#ifndef TARGETS_LINKER_LIBRARYOBJECT_H
#define TARGETS_LINKER_LIBRARYOBJECT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace sinter {

/// Returns relocatable `object` with nothing to be seen of it but `functions`, so that objects
/// of several models can be linked into one program. Names of its code and data sections get
/// `prefix` behind their kind: `.text.f` becomes `.text.prefix.f`. Fails if the object holds what
/// is written to while a program runs.
llvm::Expected<std::string> makeLibraryObject(llvm::StringRef object, llvm::StringRef prefix,
                                              llvm::ArrayRef<std::string> functions);

/// Returns relocatable `object` with a second name for each of some functions: pairs of the
/// function's name and the new one.
llvm::Expected<std::string>
addFunctionNames(llvm::StringRef object, llvm::ArrayRef<std::pair<std::string, std::string>> names);

} // namespace sinter

#endif // TARGETS_LINKER_LIBRARYOBJECT_H
