//===- sinter-run.cpp - Run a module --------------------------------------===//

#include "tools/support/Compare.h"
#include "tools/support/Cpu.h"
#include "tools/support/Device.h"
#include "tools/support/Invocation.h"
#include "tools/support/Npy.h"
#include "tools/support/Profile.h"
#include "tools/support/Quantize.h"
#include "tools/support/Value.h"
#include <cstdio>

using namespace sinter::tools;

namespace {
struct Arguments {
  std::string modulePath, function;
  std::vector<std::string> inputs, outputs, expected;
  Tolerance tolerance;
  bool listFunctions = false, listDevices = false, profile = false, verify = false;
  Binding binding;
};

int refuse(std::string_view message) { return fail("sinter-run", message); }

/// What happens to each output: written to a file, compared, or else printed.
struct Targets {
  std::vector<std::string> file;
  std::vector<std::optional<Tensor>> expected;
};

/// Reads --output and --expected-output before anything runs.
std::string readTargets(const Arguments &arguments, const sinter_module_t *module,
                        uint32_t function, Targets &targets) {
  sinter_function_info_t info;
  sinter_module_function(module, function, &info);
  targets.file.resize(info.output_count);
  targets.expected.resize(info.output_count);
  uint32_t next = 0, index;
  for (const std::string &text : arguments.outputs) {
    NamedText named = splitName(text);
    std::string error = findTensor(module, function, true, named.name, next, index);
    if (!error.empty())
      return error;
    if (named.value.size() < 2 || named.value[0] != '@')
      return "--output=" + text + ": expected @FILE.npy";
    targets.file[index] = named.value.substr(1);
  }
  next = 0;
  for (const std::string &text : arguments.expected) {
    NamedText named = splitName(text);
    std::string error = findTensor(module, function, true, named.name, next, index);
    if (!error.empty())
      return error;
    targets.expected[index] = parseValue(named.value, error);
    if (!targets.expected[index])
      return "--expected-output: " + error;
  }
  return "";
}

/// Says which option makes an output the kind of tensor that it is compared with.
const char *explainMismatch(const Tensor &actual, const Tensor &expected, const Binding &binding,
                            bool isQuantized) {
  bool isReal = expected.type() <= SINTER_F64;
  if (isQuantized && binding.quantizeIo && !isReal)
    return "; --quantize-io makes it f32: expect real numbers, or leave that option out";
  if (isQuantized && !binding.quantizeIo && isReal)
    return "; --quantize-io makes it f32";
  if (binding.isSequence && expected.dims().size() + 1 == actual.dims().size())
    return "; with --sequence values begin with a dim that counts the steps";
  return "";
}

/// Compares one output. Prints the verdict; returns whether it is as expected.
bool check(const std::string &who, const Tensor &actual, const Tensor &expected,
           const Arguments &arguments, bool isQuantized) {
  if (actual.type() != expected.type() || actual.dims() != expected.dims()) {
    refuse(who + ": expected " + formatType(expected) + ", got " + formatType(actual) +
           explainMismatch(actual, expected, arguments.binding, isQuantized));
    return false;
  }
  Comparison result = compare(actual, expected, arguments.tolerance);
  if (result.mismatches == 0) {
    std::printf("%s: as expected, largest difference %s\n", who.c_str(),
                formatDifference(result).c_str());
    return true;
  }
  refuse(who + ": " + describeMismatch(result, actual, expected));
  return false;
}

int handleOutputs(const Arguments &arguments, const sinter_module_t *module, uint32_t function,
                  const std::vector<Tensor> &outputs, const Targets &targets) {
  int code = ExitSuccess;
  for (uint32_t i = 0; i < outputs.size(); ++i) {
    sinter_tensor_info_t info;
    sinter_module_output(module, function, i, &info);
    std::string error;
    if (!targets.file[i].empty() && !writeNpy(targets.file[i], outputs[i], error))
      code = refuse(error);
    if (targets.expected[i] &&
        !check("output '" + std::string(info.name) + "'", outputs[i], *targets.expected[i],
               arguments, bool(findQuantization(module, function, true, i))))
      code = ExitRefused;
    if (targets.file[i].empty() && !targets.expected[i])
      std::printf("%s%s\n", outputs.size() > 1 ? (std::string(info.name) + "=").c_str() : "",
                  formatValue(outputs[i]).c_str());
  }
  return code;
}

int run(const Arguments &arguments, const Cpu &cpu, Device &device) {
  sinter_model_t *opened;
  sinter_message_t message;
  if (sinter_model_open_for(arguments.modulePath.c_str(), cpu.get(), &opened, &message) !=
      SINTER_OK)
    return refuse(message.text);
  Model model(opened);
  const sinter_module_t *module = sinter_model_module(opened);
  if (arguments.verify && sinter_module_verify_constants(module) != SINTER_OK)
    return refuse(arguments.modulePath + ": the constants' checksum is wrong");
  if (arguments.listFunctions) {
    for (uint32_t i = 0; i < module->function_count; ++i)
      std::printf("%s\n", formatSignature(module, i).c_str());
    return ExitSuccess;
  }

  uint32_t function;
  Targets targets;
  std::string error = findFunction(module, arguments.function, function);
  if (error.empty())
    error = readTargets(arguments, module, function, targets);
  if (error.empty())
    error = device.start();
  Invocation invocation(arguments.binding);
  if (error.empty())
    error = invocation.prepare(opened, device.get(), function, arguments.inputs);
  if (!error.empty())
    return refuse(error);
  std::optional<Profile> profile;
  if (arguments.profile)
    profile.emplace(module, invocation.session());
  error = invocation.run();
  if (!error.empty())
    return refuse(error);
  int code = handleOutputs(arguments, module, function, invocation.outputs(), targets);
  if (profile)
    std::fprintf(stderr, "%s", profile->format(1).c_str());
  return code;
}
} // namespace

int main(int argc, char **argv) {
  Arguments arguments;
  Cpu cpu;
  Device device;
  CommandLine line = {"sinter-run", "MODULE", "Runs a function of a compiled model.", {}};
  line.options = {
      text("function", "NAME", "function to run (default: the only one, or main)",
           arguments.function),
      texts("input", "VALUE",
            "an input, in order or as NAME=VALUE: 1x4xf32=0, "
            "2x2xi32=[[1 2][3 4]], f32=-2, @file.npy, 4xf32=@file.bin",
            arguments.inputs),
      texts("output", "@F.npy", "write an output to a file, in order or as NAME=@F.npy",
            arguments.outputs),
      texts("expected-output", "VALUE", "fail unless the output is this, within the tolerances",
            arguments.expected),
      real("rtol", "tolerance relative to the expected value (default: 0)",
           arguments.tolerance.relative),
      real("atol", "absolute tolerance (default: 0)", arguments.tolerance.absolute),
  };
  device.addOptions(line.options);
  cpu.addOptions(line.options);
  arguments.binding.addOptions(line.options);
  line.options.push_back(
      flag("profile", "print the time of each dispatch to standard error", arguments.profile));
  line.options.push_back(
      flag("verify", "hold the constants against their checksum first", arguments.verify));
  line.options.push_back(
      flag("list-functions", "print the functions and their types", arguments.listFunctions));
  line.options.push_back(flag("list-devices", "print the devices", arguments.listDevices));
  if (std::optional<int> code = line.parse(argc, argv, arguments.modulePath))
    return *code;
  if (arguments.listDevices) {
    for (const std::string &name : deviceNames())
      std::printf("%s\n", name.c_str());
    return finish(line.tool, ExitSuccess);
  }
  if (arguments.modulePath.empty())
    return line.refuse("no module given");
  if (std::string conflict = device.findConflict(); !conflict.empty())
    return line.refuse(conflict);
  if (arguments.expected.empty() &&
      (arguments.tolerance.relative > 0 || arguments.tolerance.absolute > 0))
    return line.refuse("--rtol and --atol need an --expected-output to compare with");
  return finish(line.tool, run(arguments, cpu, device));
}
