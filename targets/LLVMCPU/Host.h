//===- Host.h - The machine that runs the compiler --------------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_HOST_H
#define TARGETS_LLVMCPU_HOST_H

#include <cstdint>
#include <string>

namespace sinter {

struct HostFacts {
  std::string triple;
  std::string cpu;
  std::string features; ///< Only where this CPU differs from what its name implies.
  int64_t l1Bytes = 0, l2Bytes = 0;
  int64_t threads = 1;
};

/// Asks the CPU and the operating system.
HostFacts getHostFacts();

} // namespace sinter

#endif // TARGETS_LLVMCPU_HOST_H
