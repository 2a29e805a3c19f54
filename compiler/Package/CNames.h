//===- CNames.h - Names for C made of names in models -----------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_CNAMES_H
#define COMPILER_PACKAGE_CNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace sinter {

/// Returns true if `name` may stand for a thing in C and C++ programs: letters, digits and
/// single underscores, no word of either language.
bool isCName(llvm::StringRef name);

/// Returns `text` as a name for C and C++: what may not stand in one becomes an underscore.
std::string makeCName(llvm::StringRef text);

/// Returns `text` as a string literal.
std::string makeCString(llvm::StringRef text);

/// Names of one scope. Two differ even where only capitals are told apart from them, as in macros.
class CScope {
public:
  /// Returns a name for `text` that no call returned before.
  std::string add(llvm::StringRef text);

private:
  llvm::StringSet<> taken; // in capitals
};

} // namespace sinter

#endif // COMPILER_PACKAGE_CNAMES_H
