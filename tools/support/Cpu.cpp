//===- Cpu.cpp - This machine, or a lesser one ----------------------------===//

#include "tools/support/Cpu.h"
#include <algorithm>

using namespace sinter::tools;

/// Returns why `name` cannot be hidden, or an empty string. A feature that this machine
/// lacks can: then nothing changes.
static std::string checkName(std::string_view name) {
  if (name.empty())
    return "expected names of features, as avx512f,avx2";
  std::string known;
  for (const char *feature = sinter_host_cpu_features; *feature;) {
    std::string_view other(feature);
    if (other == name)
      return "";
    known.append(known.empty() ? "" : ", ").append(other);
    feature += other.size() + 1;
  }
  return "'" + std::string(name) + "' is no feature of this architecture; known ones: " + known;
}

void Cpu::addOptions(std::vector<Option> &options) {
  options.push_back({"hide-cpu-features", "A,B",
                     "do as if the processor lacked these features, as avx512f: takes the code "
                     "for a lesser one",
                     [this](std::string_view names) -> std::string {
                       while (!names.empty()) {
                         size_t end = std::min(names.find(','), names.size());
                         if (std::string why = checkName(names.substr(0, end)); !why.empty())
                           return why;
                         hidden.emplace_back(names.substr(0, end));
                         names.remove_prefix(std::min(end + 1, names.size()));
                       }
                       return "";
                     }});
}

bool Cpu::has(const char *name) const {
  return std::find(hidden.begin(), hidden.end(), name) == hidden.end() &&
         sinter_host_cpu.has_feature(sinter_host_cpu.context, name);
}
