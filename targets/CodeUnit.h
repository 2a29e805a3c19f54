//===- CodeUnit.h - Compiled code and what its functions use ----*- C++ -*-===//

#ifndef TARGETS_CODEUNIT_H
#define TARGETS_CODEUNIT_H

#include <cstdint>
#include <string>
#include <vector>

namespace sinter {

/// What a compiled function takes of the stack, and whom it calls.
struct FunctionUse {
  std::string name;
  uint64_t stackBytes = 0; ///< At most, while it runs; without its callees.
  std::vector<std::string> callees;
  bool callsByAddress = false; ///< Calls functions that it does not name as well.
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
