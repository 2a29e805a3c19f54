//===- Device.h - Devices by name -------------------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_DEVICE_H
#define TOOLS_SUPPORT_DEVICE_H

#include "sinter/local_task.h"
#include "tools/support/Options.h"

namespace sinter::tools {

/// The device that a tool runs on, from --device and --threads.
class Device {
public:
  Device() = default;
  Device(const Device &) = delete;
  ~Device();

  /// Adds --device and --threads to a tool's options.
  void addOptions(std::vector<Option> &options);

  /// Returns what is wrong with the options together, or an empty string.
  std::string findConflict() const;

  /// Makes the device. Returns why that fails, or an empty string.
  std::string start();

  const sinter_device_t *get() const { return &device; }
  const std::string &name() const { return chosen; }
  uint32_t threads() const { return device.threads; }

private:
  std::string chosen;
  uint32_t threadCount = 0;
  sinter_device_t device = {};
  sinter_task_pool_t *pool = nullptr;
};

/// The names that --device takes.
std::vector<std::string> deviceNames();

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_DEVICE_H
