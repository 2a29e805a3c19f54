//===- CheckCases.cpp - Run a model's cases and compare -------------------===//

#include "tools/sinter-check/CheckCases.h"

#include "tools/sinter-check/CaseFiles.h"
#include "tools/sinter-check/CompiledModel.h"
#include "tools/sinter-check/References.h"
#include "tools/sinter-check/TensorFiles.h"
#include "tools/support/Value.h"
#include "llvm/Support/FileSystem.h"
#include <cstdio>

using namespace sinter;
using namespace sinter::tools;

namespace {
/// A value with the name of the input or output that it is for, if one was given.
using NamedTensor = std::pair<std::string, Tensor>;

struct Case {
  std::string name;
  std::vector<NamedTensor> inputs, outputs;
};

int refuse(std::string_view message) { return fail("sinter-check", message); }
void note(const std::string &message) {
  std::fprintf(stderr, "sinter-check: note: %s\n", message.c_str());
}

class Check {
public:
  Check(const CheckArguments &arguments, const Options &options, Device &device)
      : arguments(arguments), device(device), path(options.input), model(options) {}

  int run();

private:
  std::string listCases();
  std::string loadGiven(Case &result);
  std::string loadFiles(const CaseFiles &stored, Case &result);
  bool runCase(Case &loaded);
  const std::vector<Tensor> *compute(Case &loaded, const std::vector<std::string> &extraOutputs,
                                     std::optional<Invocation> &invocation,
                                     const sinter_module_t *&module, uint32_t &function);
  std::string compareOutput(const Tensor &actual, const Tensor &expected, double &difference);
  void findFirstNode(Case &loaded);

  const CheckArguments &arguments;
  Device &device;
  const std::string path;
  CompiledModel model;
  TensorFiles tensors;
  std::vector<CaseFiles> cases;
};
} // namespace

/// The tolerance where the user gave none: one that suits float networks, at least the distance of
/// neighbours for short floats, and equality for integers.
static Tolerance chooseTolerance(Tolerance given, sinter_element_type_t type) {
  double relative = type == SINTER_BF16 ? 1.0 / 128 : type == SINTER_F16 ? 2e-3 : 1e-3;
  bool isReal = type <= SINTER_F64;
  return {given.relative >= 0 ? given.relative : (isReal ? relative : 0),
          given.absolute >= 0 ? given.absolute : (isReal ? 1e-5 : 0)};
}

/// Compares one value. Returns what differs, or an empty string.
std::string Check::compareOutput(const Tensor &actual, const Tensor &expected, double &difference) {
  if (actual.type() != expected.type() || actual.dims() != expected.dims())
    return "expected " + formatType(expected) + ", got " + formatType(actual);
  Comparison result =
      compare(actual, expected, chooseTolerance(arguments.tolerance, expected.type()));
  difference = std::max(difference, result.largestDifference);
  return result.mismatches == 0 ? "" : describeMismatch(result, actual, expected);
}

std::string Check::loadGiven(Case &result) {
  for (auto [texts, values] : {std::pair(&arguments.inputs, &result.inputs),
                               std::pair(&arguments.expected, &result.outputs)})
    for (const std::string &text : *texts) {
      NamedText named = splitName(text);
      std::string error;
      std::optional<Tensor> value = parseValue(named.value, error);
      if (!value)
        return text + ": " + error;
      values->emplace_back(named.name, std::move(*value));
    }
  return "";
}

std::string Check::loadFiles(const CaseFiles &stored, Case &result) {
  for (auto [paths, values] :
       {std::pair(&stored.inputs, &result.inputs), std::pair(&stored.outputs, &result.outputs)})
    for (const std::string &path : *paths) {
      std::string error;
      std::optional<Tensor> value = tensors.read(path, error);
      if (!value)
        return error;
      values->emplace_back("", std::move(*value));
    }
  return "";
}

/// Compiles, runs and returns the outputs, or null when it has been said why there are none.
const std::vector<Tensor> *Check::compute(Case &loaded,
                                          const std::vector<std::string> &extraOutputs,
                                          std::optional<Invocation> &invocation,
                                          const sinter_module_t *&module, uint32_t &function) {
  std::vector<std::pair<std::string, Dims>> shapes;
  for (auto &[name, value] : loaded.inputs) {
    Dims dims = value.dims();
    if (arguments.binding.isSequence && !dims.empty())
      dims.erase(dims.begin());
    shapes.emplace_back(name, std::move(dims));
  }
  const sinter_model_t *compiled = model.get(shapes, extraOutputs);
  if (!compiled)
    return nullptr;
  module = sinter_model_module(compiled);
  invocation.emplace(arguments.binding);
  for (auto &[name, value] : loaded.inputs) {
    Tensor copy(value.type(), value.dims());
    if (copy.isValid())
      std::copy_n(value.data(), value.size(), copy.data());
    invocation->give(name, std::move(copy));
  }
  std::string error = findFunction(module, arguments.function, function);
  if (error.empty())
    error = invocation->prepare(compiled, device.get(), function, {});
  if (error.empty())
    error = invocation->run();
  if (error.empty())
    return &invocation->outputs();
  refuse("case " + loaded.name + ": " + error);
  return nullptr;
}

/// Runs one case and prints the verdict; returns whether it passes.
bool Check::runCase(Case &loaded) {
  std::optional<Invocation> invocation;
  const sinter_module_t *module;
  uint32_t function, next = 0, index;
  const std::vector<Tensor> *outputs = compute(loaded, {}, invocation, module, function);
  if (!outputs)
    return false;
  bool passes = true;
  double difference = 0;
  for (auto &[name, expected] : loaded.outputs) {
    std::string why = findTensor(module, function, true, name, next, index);
    if (!why.empty()) {
      refuse("case " + loaded.name + ": " + why);
      return false;
    }
    why = compareOutput((*outputs)[index], expected, difference);
    if (why.empty())
      continue;
    sinter_tensor_info_t info;
    sinter_module_output(module, function, index, &info);
    refuse("case " + loaded.name + ": output '" + info.name + "': " + why);
    passes = false;
  }
  if (passes)
    std::printf("%s: %zu output%s as expected, largest difference %.3g\n", loaded.name.c_str(),
                loaded.outputs.size(), loaded.outputs.size() == 1 ? "" : "s", difference);
  else if (!arguments.references.empty())
    findFirstNode(loaded);
  return passes;
}

/// Computes the values inside of the graph that references exist of, and names the first node
/// whose result differs.
void Check::findFirstNode(Case &loaded) {
  // References of several cases lie in folders called like the cases.
  std::string folder = arguments.references;
  if (std::string own = folder + "/" + loaded.name; llvm::sys::fs::is_directory(own))
    folder = own;
  else if (cases.size() > 1)
    return note(folder + ": there are " + std::to_string(cases.size()) +
                " cases; put the values of this one in a folder '" + loaded.name + "'");
  std::vector<Reference> references;
  if (std::string error = findReferences(folder, model.outline(), references); !error.empty()) {
    refuse(error);
    return;
  }
  std::vector<std::string> names;
  for (const Reference &reference : references)
    names.push_back(reference.value->name);
  std::optional<Invocation> invocation;
  const sinter_module_t *module;
  uint32_t function, next = 0, index;
  const std::vector<Tensor> *outputs = compute(loaded, names, invocation, module, function);
  if (!outputs)
    return;
  for (const Reference &reference : references) {
    const OnnxOutline::Value &value = *reference.value;
    std::string error;
    double difference = 0;
    std::optional<Tensor> expected = tensors.read(reference.path, error);
    if (!expected) {
      refuse(error);
      return;
    }
    error = findTensor(module, function, true, value.name, next, index);
    if (error.empty())
      error = compareOutput((*outputs)[index], *expected, difference);
    if (!error.empty())
      return note("the first node that differs is '" + value.node + "' (" + value.opType +
                  "): value '" + value.name + "': " + error);
  }
  note("none of the " + std::to_string(references.size()) +
       " values inside of the graph differs when it is an output: the difference arises behind "
       "them, or by what is fused otherwise (compare with --strict-fp and with -O0)");
}

/// Finds the cases of the model. Returns what is wrong, or an empty string.
std::string Check::listCases() {
  if (!arguments.references.empty() && model.isModule())
    return "--reference-outputs needs the ONNX model; a compiled module has no values inside";
  if (!arguments.references.empty() && !llvm::sys::fs::is_directory(arguments.references))
    return "--reference-outputs=" + arguments.references + ": there is no such folder";
  if (std::string error = model.readOutline(); !error.empty())
    return error;
  if (!arguments.references.empty() && model.outline().values.empty())
    return "--reference-outputs names values of ONNX graphs; this is another format";
  if (!arguments.expected.empty()) {
    cases.push_back({"given", {}, {}});
    return "";
  }
  if (std::string error = findCases(path, cases); !error.empty())
    return error;
  if (cases.empty())
    return path + ": no case lies beside the model; expected folders with input_0.pb and "
                  "output_0.pb (or .npy), or --input and --expected-output";
  return "";
}

int Check::run() {
  std::string error = listCases();
  if (error.empty())
    error = device.start();
  if (!error.empty())
    return refuse(error);
  size_t failures = 0;
  for (const CaseFiles &stored : cases) {
    Case loaded{stored.name, {}, {}};
    error = arguments.expected.empty() ? loadFiles(stored, loaded) : loadGiven(loaded);
    if (!error.empty())
      refuse("case " + stored.name + ": " + error);
    failures += !error.empty() || !runCase(loaded);
  }
  std::printf("%zu of %zu case%s passed\n", cases.size() - failures, cases.size(),
              cases.size() == 1 ? "" : "s");
  return failures == 0 ? ExitSuccess : ExitRefused;
}

int sinter::tools::checkCases(const CheckArguments &arguments, const Options &options,
                              Device &device) {
  return Check(arguments, options, device).run();
}
