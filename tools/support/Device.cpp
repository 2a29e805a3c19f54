//===- Device.cpp - Devices by name ---------------------------------------===//

#include "tools/support/Device.h"

using namespace sinter::tools;

std::vector<std::string> sinter::tools::deviceNames() { return {"local-sync", "local-task"}; }

void Device::addOptions(std::vector<Option> &options) {
  options.push_back(choice("device", deviceNames(),
                           "what runs the workgroups (default: local-task when --threads is "
                           "more than 1, else local-sync)",
                           chosen));
  options.push_back(
      number("threads", "threads of local-task (default: one per processor)", threadCount));
}

std::string Device::findConflict() const {
  return chosen == "local-sync" && threadCount > 1
             ? "local-sync has one thread: use --device=local-task"
             : "";
}

std::string Device::start() {
  if (chosen.empty())
    chosen = threadCount > 1 ? "local-task" : "local-sync";
  if (chosen == "local-sync") {
    device = sinter_local_sync;
    return "";
  }
  if (sinter_task_pool_create(threadCount, &pool) != SINTER_OK)
    return "cannot start " + std::to_string(threadCount) + " threads";
  device = sinter_task_pool_device(pool);
  return "";
}

Device::~Device() { sinter_task_pool_destroy(pool); }
