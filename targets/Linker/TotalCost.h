//===- TotalCost.h - How long calls run ---------------------------*- C++ -*-===//

#ifndef TARGETS_LINKER_TOTALCOST_H
#define TARGETS_LINKER_TOTALCOST_H

#include "targets/CodeUnit.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {

/// Sums up the estimates of linked functions, which call each other in no circle.
class TotalCosts {
public:
  explicit TotalCosts(std::vector<FunctionUse> functions);

  /// Returns what one call of function `name` costs with all that it calls by name; nothing if
  /// that was not estimated.
  std::optional<RunCost> get(llvm::StringRef name);

private:
  std::vector<FunctionUse> functions;
  llvm::StringMap<const FunctionUse *> byName;
  llvm::StringMap<std::optional<RunCost>> known;
};

} // namespace sinter

#endif // TARGETS_LINKER_TOTALCOST_H
