//===- WriteArchive.h - An archive of objects -------------------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_WRITEARCHIVE_H
#define COMPILER_PACKAGE_WRITEARCHIVE_H

#include "targets/CodeUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// Writes `objects` as members of an archive with a table of their symbols, as linkers take
/// them. Holds no times and no owners.
llvm::Error writeArchive(llvm::ArrayRef<CodeUnit> objects, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_PACKAGE_WRITEARCHIVE_H
