//===- MeasureDispatches.cpp - Time each dispatch of a module -------------===//

#include "tools/sinter-compile/MeasureDispatches.h"

#include "sinter/posix.h"
#include "tools/support/Statistics.h"

using namespace sinter::tools;

MeasuredModule::~MeasuredModule() {
  if (invocation.session())
    sinter_session_set_trace(invocation.session(), nullptr, nullptr);
}

std::string MeasuredModule::open(const std::string &path, const sinter_device_t *device) {
  sinter_model_t *opened;
  sinter_message_t message;
  if (sinter_model_open(path.c_str(), &opened, &message) != SINTER_OK)
    return message.text;
  model.reset(opened);
  const sinter_module_t *module = sinter_model_module(opened);
  uint32_t function;
  std::string error = findFunction(module, "", function);
  if (error.empty())
    error = invocation.prepare(opened, device, function, {}, MissingInputs::Invent);
  if (!error.empty())
    return error;
  for (uint32_t i = 0; i < module->dispatch_count; ++i) {
    sinter_dispatch_info_t info = {};
    if (sinter_module_dispatch(module, i, &info) != SINTER_OK)
      return "the module does not name its dispatches";
    names.push_back(info.name);
    byName[info.name] = info.strategy;
  }
  sinter_session_set_trace(invocation.session(), listen, this);
  return "";
}

void MeasuredModule::listen(void *context, uint32_t dispatch, uint32_t isEnd) {
  auto *measured = static_cast<MeasuredModule *>(context);
  uint64_t now = sinter_clock();
  if (!isEnd)
    measured->begin = now;
  else if (dispatch < measured->names.size())
    measured->current[measured->names[dispatch]] += double(now - measured->begin);
}

std::string MeasuredModule::run(bool warmsUp) {
  current.clear();
  std::string error = invocation.run();
  if (error.empty() && !warmsUp)
    for (auto &[name, nanoseconds] : current)
      samples[name].push_back(nanoseconds);
  return error;
}

double MeasuredModule::getTime(const std::string &name) const {
  auto found = samples.find(name);
  return found == samples.end() ? 0 : Statistics::of(found->second).median;
}
