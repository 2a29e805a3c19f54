//===- ort-bench.cpp - Measure a model in ONNX Runtime --------------------===//
//
// The counterpart of sinter-bench: the same warming up, the same measuring, the
// same inputs and JSON, so that the two can be compared. Loads ONNX Runtime from a
// path; no header or library of it is needed to build.
//
//===----------------------------------------------------------------------===//

#include "bench/ort/OrtSession.h"
#include "sinter/posix.h"
#include "tools/support/Json.h"
#include "tools/support/Memory.h"
#include "tools/support/Npy.h"
#include "tools/support/Options.h"
#include "tools/support/Statistics.h"
#include "tools/support/Value.h"
#include <cstdio>
#include <optional>

using namespace sinter::bench;
using namespace sinter::tools;

namespace {
struct Arguments {
  ort::Settings settings;
  std::string optimize = "all";
  std::vector<std::string> inputs, outputs;
  double warmup = 0.2, minTime = 1;
  uint32_t threads = 1, minRuns = 10, maxRuns = 100000;
  bool listInputs = false;
};

int refuse(std::string_view message) { return fail("ort-bench", message); }

/// Reads the value of each input, in the model's order.
std::string readInputs(const std::vector<std::string> &given, const ort::Session &session,
                       std::vector<Tensor> &values) {
  values.resize(session.inputs().size());
  size_t next = 0;
  for (const std::string &text : given) {
    NamedText named = splitName(text);
    size_t index = 0;
    if (named.name.empty())
      index = next++;
    else
      while (index < values.size() && session.inputs()[index].name != named.name)
        ++index;
    if (index >= values.size())
      return "--input=" + text + ": the model has no such input";
    std::string error;
    std::optional<Tensor> value = parseValue(named.value, error);
    if (!value)
      return "--input=" + text + ": " + error;
    values[index] = std::move(*value);
  }
  for (size_t i = 0; i < values.size(); ++i)
    if (!values[i].isValid())
      return "input '" + session.inputs()[i].name + "' (" + session.inputs()[i].type +
             ") is missing";
  return "";
}

std::string writeOutputs(const std::vector<std::string> &files, const ort::Session &session) {
  if (files.empty())
    return "";
  std::vector<Tensor> outputs;
  std::string error = session.readOutputs(outputs);
  for (size_t i = 0; i < files.size() && error.empty(); ++i) {
    if (files[i].size() < 2 || files[i][0] != '@')
      return "--output=" + files[i] + ": expected @FILE.npy";
    if (i >= outputs.size())
      return "more --output than the model's " + std::to_string(outputs.size()) + " outputs";
    writeNpy(files[i].substr(1), outputs[i], error);
  }
  return error;
}

std::vector<double> measure(ort::Session &session, const Arguments &arguments) {
  std::vector<double> milliseconds;
  uint64_t start = sinter_clock(), now = start;
  while (
      milliseconds.size() < arguments.maxRuns &&
      (milliseconds.size() < arguments.minRuns || double(now - start) < arguments.minTime * 1e9)) {
    uint64_t begin = sinter_clock();
    session.run();
    now = sinter_clock();
    milliseconds.push_back(double(now - begin) * 1e-6);
  }
  return milliseconds;
}

void printInputs(const ort::Session &session) {
  std::string text;
  for (const ort::Input &input : session.inputs())
    text += (text.empty() ? "" : ",") + ("\n    {\"name\": " + quoteJson(input.name)) +
            ", \"type\": " + quoteJson(input.type) + "}";
  std::printf("{\n  \"version\": %s,\n  \"outputs\": %zu,\n  \"inputs\": [%s\n  ]\n}\n",
              quoteJson(session.version()).c_str(), session.outputCount(), text.c_str());
}

int bench(const Arguments &arguments) {
  uint64_t begin = sinter_clock();
  ort::Session session;
  std::string error = session.open(arguments.settings);
  if (!error.empty())
    return refuse(error);
  uint64_t opened = sinter_clock();
  if (arguments.listInputs) {
    printInputs(session);
    return ExitSuccess;
  }
  std::vector<Tensor> values;
  error = readInputs(arguments.inputs, session, values);
  if (error.empty())
    error = session.bind(std::move(values));
  if (error.empty())
    error = session.run();
  uint64_t first = sinter_clock();
  if (error.empty())
    error = writeOutputs(arguments.outputs, session);
  if (!error.empty())
    return refuse(error);
  while (double(sinter_clock() - first) < arguments.warmup * 1e9)
    session.run();
  std::vector<double> samples = measure(session, arguments);
  Statistics ms = Statistics::of(samples);
  std::printf("{\n  \"version\": %s,\n  \"threads\": %u,\n  \"runs\": %zu,\n"
              "  \"open_ms\": %.6g,\n  \"first_result_ns\": %llu,\n"
              "  \"median_ms\": %.6g,\n  \"min_ms\": %.6g,\n  \"p90_ms\": %.6g,\n"
              "  \"mean_ms\": %.6g,\n  \"deviation_ms\": %.6g,\n  %s\n}\n",
              quoteJson(session.version()).c_str(), arguments.threads, samples.size(),
              double(opened - begin) * 1e-6, static_cast<unsigned long long>(first), ms.median,
              ms.min, ms.p90, ms.mean, ms.deviation, ResidentMemory::now().formatJson().c_str());
  return ExitSuccess;
}
} // namespace

int main(int argc, char **argv) {
  Arguments arguments;
  CommandLine line = {"ort-bench", "MODEL.onnx", "Measures a model in ONNX Runtime.", {}};
  line.options = {
      text("library", "PATH", "libonnxruntime.so.1 to load", arguments.settings.library),
      texts("input", "VALUE", "an input, as in sinter-run", arguments.inputs),
      texts("output", "@F.npy", "write an output to a file, in order", arguments.outputs),
      choice("optimize", {"all", "none"}, "graph optimizations (default: all)", arguments.optimize),
      number("threads", "threads that compute (default: 1)", arguments.threads),
      real("warmup", "seconds to run before measuring (default: 0.2)", arguments.warmup),
      real("min-time", "seconds to measure at least (default: 1)", arguments.minTime),
      number("min-runs", "runs to measure at least (default: 10)", arguments.minRuns),
      number("max-runs", "runs to measure at most (default: 100000)", arguments.maxRuns),
      flag("list-inputs", "print the inputs and the number of outputs, and exit",
           arguments.listInputs),
  };
  if (std::optional<int> code = line.parse(argc, argv, arguments.settings.model))
    return *code;
  if (arguments.settings.model.empty())
    return line.refuse("no model given");
  if (arguments.settings.library.empty())
    return line.refuse("no library given: --library=PATH");
  if (arguments.maxRuns == 0 || arguments.threads == 0 || arguments.threads > 1024)
    return line.refuse("--max-runs, --threads: expected 1 or more");
  arguments.settings.threads = int(arguments.threads);
  arguments.settings.optimize = arguments.optimize == "all";
  return bench(arguments);
}
