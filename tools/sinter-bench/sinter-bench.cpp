//===- sinter-bench.cpp - Measure a module's latency ----------------------===//
//
// Warms up, then measures single runs until both a time and a number of runs
// are reached. Profiling comes after, in runs of its own, so that its clock
// calls are in no latency.
//
//===----------------------------------------------------------------------===//

#include "sinter/posix.h"
#include "tools/support/Cpu.h"
#include "tools/support/Device.h"
#include "tools/support/Invocation.h"
#include "tools/support/Json.h"
#include "tools/support/Memory.h"
#include "tools/support/Profile.h"
#include "tools/support/Statistics.h"
#include <cstdio>

using namespace sinter::tools;

namespace {
struct Arguments {
  std::string modulePath, function, format = "text";
  std::vector<std::string> inputs;
  double warmup = 0.2, minTime = 1;
  uint32_t minRuns = 10, maxRuns = 100000;
  bool profile = false;
};

struct Report {
  std::string function;
  std::string device;
  uint32_t threads;
  size_t runs;
  size_t workspace;
  uint64_t firstResult; ///< The clock when the first run was done.
  ResidentMemory memory;
  Statistics milliseconds;
};

int refuse(std::string_view message) { return fail("sinter-bench", message); }

/// Runs for `seconds`, at least once; takes the time of the first result. Returns an error or
/// an empty string.
std::string warmUp(Invocation &invocation, double seconds, uint64_t &firstResult) {
  uint64_t end = sinter_clock() + uint64_t(seconds * 1e9);
  std::string error = invocation.run();
  firstResult = sinter_clock();
  while (error.empty() && sinter_clock() < end)
    error = invocation.run();
  return error;
}

std::vector<double> measure(Invocation &invocation, const Arguments &arguments) {
  std::vector<double> milliseconds;
  milliseconds.reserve(arguments.maxRuns);
  uint64_t start = sinter_clock(), now = start;
  while (
      milliseconds.size() < arguments.maxRuns &&
      (milliseconds.size() < arguments.minRuns || double(now - start) < arguments.minTime * 1e9)) {
    uint64_t begin = sinter_clock();
    invocation.run();
    now = sinter_clock();
    milliseconds.push_back(double(now - begin) * 1e-6);
  }
  return milliseconds;
}

void printText(const Report &report) {
  const Statistics &ms = report.milliseconds;
  std::printf("%s on %s, %u thread%s: median %.4g ms, min %.4g, p90 %.4g, mean %.4g, "
              "deviation %.2g, %zu runs\n",
              report.function.c_str(), report.device.c_str(), report.threads,
              report.threads == 1 ? "" : "s", ms.median, ms.min, ms.p90, ms.mean, ms.deviation,
              report.runs);
}

/// Lists the dispatches that ran as JSON objects, one per line.
std::string formatDispatches(const sinter_module_t *module, const Profile &profile, size_t runs) {
  std::string result;
  for (uint32_t i = 0; i < profile.entries().size(); ++i) {
    const Profile::Entry &entry = profile.entries()[i];
    if (entry.calls == 0)
      continue;
    sinter_dispatch_info_t info = {};
    info.name = info.strategy = "";
    sinter_module_dispatch(module, i, &info);
    char numbers[96];
    std::snprintf(numbers, sizeof(numbers), ", \"us\": %.6g, \"flops\": %llu}",
                  double(entry.nanoseconds) / double(runs) * 1e-3,
                  static_cast<unsigned long long>(info.flops));
    result += (result.empty() ? "" : ",\n") + std::string("    {\"index\": ") + std::to_string(i) +
              ", \"name\": " + quoteJson(info.name) +
              ", \"strategy\": " + quoteJson(info.strategy) + numbers;
  }
  return result;
}

void printJson(const Report &report, const std::string &dispatches) {
  const Statistics &ms = report.milliseconds;
  std::printf("{\n  \"function\": %s,\n  \"device\": %s,\n  \"threads\": %u,\n  \"runs\": %zu,\n"
              "  \"median_ms\": %.6g,\n  \"min_ms\": %.6g,\n  \"p90_ms\": %.6g,\n"
              "  \"mean_ms\": %.6g,\n  \"deviation_ms\": %.6g,\n  \"workspace_bytes\": %zu,\n"
              "  \"first_result_ns\": %llu,\n  %s",
              quoteJson(report.function).c_str(), quoteJson(report.device).c_str(), report.threads,
              report.runs, ms.median, ms.min, ms.p90, ms.mean, ms.deviation, report.workspace,
              static_cast<unsigned long long>(report.firstResult),
              report.memory.formatJson().c_str());
  if (!dispatches.empty())
    std::printf(",\n  \"dispatches\": [\n%s\n  ]", dispatches.c_str());
  std::printf("\n}\n");
}

int bench(const Arguments &arguments, const Cpu &cpu, Device &device) {
  sinter_model_t *opened;
  sinter_message_t message;
  if (sinter_model_open_for(arguments.modulePath.c_str(), cpu.get(), &opened, &message) !=
      SINTER_OK)
    return refuse(message.text);
  Model model(opened);
  const sinter_module_t *module = sinter_model_module(opened);
  uint32_t function;
  std::string error = findFunction(module, arguments.function, function);
  if (error.empty())
    error = device.start();
  Invocation invocation;
  if (error.empty())
    error =
        invocation.prepare(opened, device.get(), function, arguments.inputs, MissingInputs::Invent);
  uint64_t firstResult = 0;
  if (error.empty())
    error = warmUp(invocation, arguments.warmup, firstResult);
  if (!error.empty())
    return refuse(error);

  sinter_function_info_t info;
  sinter_module_function(module, function, &info);
  std::vector<double> samples = measure(invocation, arguments);
  Report report = {info.name,
                   device.name(),
                   device.threads(),
                   samples.size(),
                   sinter_session_workspace_size(invocation.session()),
                   firstResult,
                   ResidentMemory::now(),
                   Statistics::of(samples)};
  std::optional<Profile> profile;
  if (arguments.profile) {
    profile.emplace(module, invocation.session());
    for (size_t i = 0; i < report.runs; ++i)
      invocation.run();
  }
  if (arguments.format == "json") {
    printJson(report, profile ? formatDispatches(module, *profile, report.runs) : "");
    return ExitSuccess;
  }
  printText(report);
  if (profile)
    std::printf("%s", profile->format(report.runs).c_str());
  return ExitSuccess;
}
} // namespace

int main(int argc, char **argv) {
  Arguments arguments;
  Cpu cpu;
  Device device;
  CommandLine line = {"sinter-bench", "MODULE", "Measures how long a function takes.", {}};
  line.options = {
      text("function", "NAME", "function to run (default: the only one, or main)",
           arguments.function),
      texts("input", "VALUE", "an input, as in sinter-run (default: invented numbers)",
            arguments.inputs),
      choice("format", {"text", "json"}, "how to print (default: text)", arguments.format),
      real("warmup", "seconds to run before measuring (default: 0.2)", arguments.warmup),
      real("min-time", "seconds to measure at least (default: 1)", arguments.minTime),
      number("min-runs", "runs to measure at least (default: 10)", arguments.minRuns),
      number("max-runs", "runs to measure at most (default: 100000)", arguments.maxRuns),
  };
  device.addOptions(line.options);
  cpu.addOptions(line.options);
  line.options.push_back(
      flag("profile", "also print the time of each dispatch", arguments.profile));
  if (std::optional<int> code = line.parse(argc, argv, arguments.modulePath))
    return *code;
  if (arguments.modulePath.empty())
    return line.refuse("no module given");
  if (std::string conflict = device.findConflict(); !conflict.empty())
    return line.refuse(conflict);
  if (arguments.maxRuns == 0 || arguments.maxRuns > 100000000)
    return line.refuse("--max-runs: expected 1 to 100000000");
  return finish(line.tool, bench(arguments, cpu, device));
}
