//===- Cpu.h - This machine, or a lesser one --------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_CPU_H
#define TOOLS_SUPPORT_CPU_H

#include "sinter/image.h"
#include "tools/support/Options.h"

namespace sinter::tools {

/// The machine that a module's executable is chosen for, with --hide-cpu-features:
/// this one, without the features that the user takes away.
class Cpu {
public:
  Cpu() = default;
  Cpu(const Cpu &) = delete;

  /// Adds --hide-cpu-features to a tool's options.
  void addOptions(std::vector<Option> &options);

  const sinter_cpu_t *get() const { return &cpu; }

private:
  bool has(const char *name) const;

  std::vector<std::string> hidden;
  sinter_cpu_t cpu = {[](const void *context, const char *name) {
                        return static_cast<const Cpu *>(context)->has(name);
                      },
                      this};
};

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_CPU_H
