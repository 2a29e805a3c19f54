//===- LibraryFacts.h - What a library's header tells -----------*- C++ -*-===//

#ifndef COMPILER_PACKAGE_LIBRARYFACTS_H
#define COMPILER_PACKAGE_LIBRARYFACTS_H

#include "compiler/Package/Footprint.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "schema/module_generated.h"
#include <string>
#include <vector>

namespace sinter {

/// What the symbols of a model function begin with: `kws` of `kws_run`, and the same in macros.
struct FunctionNames {
  std::string symbol, macro;
};

struct LibraryFacts {
  std::string prefix;  ///< A name for C.
  std::string library; ///< Name of the file that the header belongs to, without folder.
  const schema::ModuleT *module = nullptr;
  exec::MachineAttr machine;
  std::vector<std::string> features; ///< What the CPU must offer beyond its triple; sorted.
  Footprint footprint;
  /// By function: where in the workspace inputs, then outputs lie; none if callers pass them.
  std::vector<std::vector<int64_t>> ioOffsets;
};

/// Returns the names for each function of `facts`: the prefix alone where there is one only.
std::vector<FunctionNames> nameFunctions(const LibraryFacts &facts);

} // namespace sinter

#endif // COMPILER_PACKAGE_LIBRARYFACTS_H
