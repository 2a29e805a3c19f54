//===- Devices.h - Every device, for conformance tests ----------*- C++ -*-===//

#ifndef TEST_RUNTIME_SUPPORT_DEVICES_H
#define TEST_RUNTIME_SUPPORT_DEVICES_H

#include "sinter/local_task.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace sinter::test {

/// A device by name, such as "local_task_2".
class TestDevice {
public:
  explicit TestDevice(uint32_t threads) {
    if (threads > 0 && sinter_task_pool_create(threads, &pool) != SINTER_OK)
      std::abort();
    device = threads > 0 ? sinter_task_pool_device(pool) : sinter_local_sync;
  }
  ~TestDevice() { sinter_task_pool_destroy(pool); }
  TestDevice(const TestDevice &) = delete;

  const sinter_device_t &get() const { return device; }

  /// Calls `body(i)` for each workgroup.
  template <typename Body> void forEach(uint32_t count, Body body) const {
    device.parallel_for(
        device.context,
        [](const void *argument, uint32_t i) { (*static_cast<const Body *>(argument))(i); }, &body,
        count);
  }

  /// Parameters for tests: 0 is local-sync, others are threads of local-task.
  static auto all() { return testing::Values(0u, 1u, 2u, 3u, 8u); }
  static std::string name(const testing::TestParamInfo<uint32_t> &info) {
    return info.param ? "local_task_" + std::to_string(info.param) : "local_sync";
  }

private:
  sinter_task_pool_t *pool = nullptr;
  sinter_device_t device;
};

} // namespace sinter::test

#endif // TEST_RUNTIME_SUPPORT_DEVICES_H
