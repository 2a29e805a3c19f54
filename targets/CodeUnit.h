//===- CodeUnit.h - Compiled code and what its functions use ----*- C++ -*-===//

#ifndef TARGETS_CODEUNIT_H
#define TARGETS_CODEUNIT_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sinter {

/// An estimate of what running code takes.
struct RunCost {
  double instructions = 0;
  double cycles = 0;
  bool knowsCycles = false; ///< `cycles` is more than a part.
};

/// A function that another one calls, by name, and how often in one call of that.
struct Callee {
  std::string name;
  double calls; ///< 0 where costs are not estimated.
};

/// What a compiled function takes, and whom it calls.
struct FunctionUse {
  std::string name;
  uint64_t stackBytes = 0; ///< At most, while it runs; without its callees.
  std::vector<Callee> callees;
  bool callsByAddress = false; ///< Calls functions that it does not name as well.
  std::optional<RunCost> cost; ///< Of one call, without its callees, where it is estimated.
};

/// Code of one dispatch function, of the host functions, or of the builtins.
struct CodeUnit {
  std::string name;
  std::string bytes;
  std::vector<FunctionUse> functions; ///< Of objects only.
};

/// What linking yields.
struct LinkedCode {
  std::string bytes;
  std::vector<FunctionUse> functions;
};

} // namespace sinter

#endif // TARGETS_CODEUNIT_H
