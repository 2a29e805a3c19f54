//===- Memory.h - Resident memory of this process ---------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_MEMORY_H
#define TOOLS_SUPPORT_MEMORY_H

#include <cstdint>
#include <string>

namespace sinter::tools {

/// In bytes; zero where the system does not say.
struct ResidentMemory {
  uint64_t peak = 0;      ///< The most that was resident at once, of all kinds.
  uint64_t anonymous = 0; ///< Of this process alone: heap, stacks, copied pages.
  uint64_t file = 0;      ///< Mapped from files; shared with other processes and the page cache.

  /// Asks the system (Linux: /proc/self/status).
  static ResidentMemory now();
  /// Writes the figures as members of a JSON object, without braces.
  std::string formatJson() const;
};

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_MEMORY_H
