//===- MeasureDispatches.h - Time each dispatch of a module -----*- C++ -*-===//
//
// Dispatches are timed where they run, between their neighbours: caches and memory
// are as they will be.
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SINTER_COMPILE_MEASUREDISPATCHES_H
#define TOOLS_SINTER_COMPILE_MEASUREDISPATCHES_H

#include "tools/support/Invocation.h"
#include <map>

namespace sinter::tools {

class MeasuredModule {
public:
  MeasuredModule() = default;
  MeasuredModule(const MeasuredModule &) = delete;
  ~MeasuredModule();

  /// Opens the module in file `path` for runs on `device`, which must outlive this,
  /// with invented inputs. Returns why that fails, or an empty string.
  std::string open(const std::string &path, const sinter_device_t *device);

  /// Runs once and keeps the time of each dispatch, unless it `warmsUp`. Returns
  /// an error or an empty string.
  std::string run(bool warmsUp = false);

  /// Returns the median of the nanoseconds that dispatches named `name` took per run.
  double getTime(const std::string &name) const;

  /// The strategies of the dispatches by name.
  const std::map<std::string, std::string> &strategies() const { return byName; }

private:
  static void listen(void *context, uint32_t dispatch, uint32_t isEnd);

  Model model;
  Invocation invocation;
  std::vector<std::string> names; ///< By dispatch index.
  std::map<std::string, std::string> byName;
  std::map<std::string, double> current;              ///< Of the run under way.
  std::map<std::string, std::vector<double>> samples; ///< By run.
  uint64_t begin = 0;
};

} // namespace sinter::tools

#endif // TOOLS_SINTER_COMPILE_MEASUREDISPATCHES_H
