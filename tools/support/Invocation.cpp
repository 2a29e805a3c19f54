//===- Invocation.cpp - A model function with its buffers -----------------===//

#include "tools/support/Invocation.h"
#include "tools/support/Value.h"
#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace sinter::tools;

void Binding::addOptions(std::vector<Option> &options) {
  options.push_back(flag("sequence",
                         "values have a leading time axis: one call per step, state kept "
                         "between them",
                         isSequence));
  options.push_back(flag("quantize-io",
                         "quantize float values for quantized inputs; make quantized outputs f32",
                         quantizeIo));
}

std::string sinter::tools::findFunction(const sinter_module_t *module, const std::string &name,
                                        uint32_t &function) {
  function = 0;
  if (name.empty() && module->function_count == 1)
    return "";
  if (sinter_module_find_function(module, name.empty() ? "main" : name.c_str(), &function) ==
      SINTER_OK)
    return "";
  std::string known;
  for (uint32_t i = 0; i < module->function_count; ++i) {
    sinter_function_info_t info;
    sinter_module_function(module, i, &info);
    known += (known.empty() ? "" : ", ") + std::string(info.name);
  }
  return (name.empty() ? "say which function with --function=NAME"
                       : "the module has no function '" + name + "'") +
         std::string("; it has ") + known;
}

static sinter_status_t describe(const sinter_module_t *module, uint32_t function, bool isOutput,
                                uint32_t index, sinter_tensor_info_t &info) {
  return isOutput ? sinter_module_output(module, function, index, &info)
                  : sinter_module_input(module, function, index, &info);
}

static std::string formatTensors(const sinter_module_t *module, uint32_t function, bool isOutput) {
  std::string result;
  sinter_tensor_info_t info;
  for (uint32_t i = 0; describe(module, function, isOutput, i, info) == SINTER_OK; ++i)
    result += (i ? ", " : "") + std::string(info.name) + ": " + formatType(info);
  return "(" + result + ")";
}

std::string sinter::tools::formatSignature(const sinter_module_t *module, uint32_t function) {
  sinter_function_info_t info;
  sinter_module_function(module, function, &info);
  return info.name + formatTensors(module, function, false) + " -> " +
         formatTensors(module, function, true);
}

std::string sinter::tools::findTensor(const sinter_module_t *module, uint32_t function,
                                      bool isOutput, std::string_view name, uint32_t &nextUnnamed,
                                      uint32_t &index) {
  const char *kind = isOutput ? "output" : "input";
  sinter_tensor_info_t info;
  if (name.empty()) {
    index = nextUnnamed++;
    if (describe(module, function, isOutput, index, info) == SINTER_OK)
      return "";
    return "more " + std::string(kind) +
           "s than the function has: " + formatSignature(module, function);
  }
  for (index = 0; describe(module, function, isOutput, index, info) == SINTER_OK; ++index)
    if (info.name == name)
      return "";
  return "the function has no " + std::string(kind) + " '" + std::string(name) +
         "': " + formatSignature(module, function) + explainType(name);
}

/// Returns whether a value has the type and dims that an input asks for.
static bool fits(const Tensor &value, const sinter_tensor_info_t &info) {
  if (value.type() != info.element_type || value.dims().size() != info.rank)
    return false;
  for (uint32_t d = 0; d < info.rank; ++d)
    if (info.dims[d] != -1 && info.dims[d] != value.dims()[d])
      return false;
  return true;
}

/// Says what helps if a value has one dim too few or too many for steps.
static const char *explainSteps(const Tensor &value, const sinter_tensor_info_t &info,
                                bool isSequence) {
  if (isSequence)
    return value.dims().size() + 1 == info.rank
               ? "; with --sequence values begin with a dim that counts the steps"
               : "";
  return value.dims().size() == info.rank + 1 &&
                 std::equal(info.dims, info.dims + info.rank, value.dims().begin() + 1)
             ? "; --sequence runs one step after the other"
             : "";
}

/// Makes a tensor of numbers from 0 to 1 (floats), 0 to 9 (integers) or both
/// truth values: nothing that runs faster or slower than real data.
static Tensor invent(const sinter_tensor_info_t &info) {
  Tensor tensor(info.element_type, Dims(info.dims, info.dims + info.rank));
  bool isFloat = info.element_type <= SINTER_F64;
  uint32_t random = 1;
  for (uint64_t i = 0; i < tensor.count(); ++i) {
    random = random * 1664525 + 1013904223;
    char text[16];
    if (isFloat)
      std::snprintf(text, sizeof(text), "0.%03u", random >> 16 & 511);
    else
      std::snprintf(text, sizeof(text), "%u",
                    (random >> 16) % (info.element_type == SINTER_BOOL ? 2 : 10));
    tensor.set(i, text);
  }
  return tensor;
}

/// Finds what to do about an input without a value.
static std::string replaceMissing(const sinter_tensor_info_t &info, MissingInputs missing,
                                  Tensor &tensor) {
  std::string who = "input '" + std::string(info.name) + "' (" + formatType(info) + ")";
  if (missing == MissingInputs::Refuse)
    return who + " is missing: --input=" + info.name + "=VALUE";
  for (uint32_t d = 0; d < info.rank; ++d)
    if (info.dims[d] < 0)
      return who + " has dynamic dims: --input=" + info.name + "=VALUE";
  tensor = invent(info);
  return tensor.isValid() ? "" : "no memory for " + who;
}

/// Describes the value that an input takes: itself, or its steps one after another.
static sinter_tensor_info_t addTimeAxis(sinter_tensor_info_t info) {
  std::copy_backward(info.dims, info.dims + info.rank, info.dims + info.rank + 1);
  info.dims[0] = -1;
  ++info.rank;
  return info;
}

std::string Invocation::setSteps(const std::string &who, const Tensor &value) {
  int64_t count = value.dims()[0];
  if (steps != -1 && steps != count)
    return who + "has " + std::to_string(count) + " steps, the input before it " +
           std::to_string(steps);
  steps = count;
  return "";
}

std::string Invocation::bindInput(const sinter_module_t *module, uint32_t function, uint32_t index,
                                  std::optional<Tensor> value) {
  sinter_tensor_info_t input;
  sinter_module_input(module, function, index, &input);
  std::string who = "input '" + std::string(input.name) + "': ";
  if (binding.isSequence && input.rank == SINTER_MAX_RANK)
    return who + "has no room for a time axis";
  if (binding.isSequence)
    input = addTimeAxis(input);
  if (inputTensors[index].isValid())
    return who + "given twice";
  Quantization quantization = findQuantization(module, function, false, index);
  bool isReal = quantization && value->type() <= SINTER_F64 && isStorage(input.element_type);
  if (isReal && binding.quantizeIo)
    value = quantize(*value, quantization, input.element_type);
  if (!value->isValid())
    return who + "no memory for it";
  if (!fits(*value, input))
    return who + "expected " + formatType(input) + ", got " + formatType(*value) +
           (isReal && !binding.quantizeIo ? "; --quantize-io quantizes it" : "") +
           explainSteps(*value, input, binding.isSequence);
  if (binding.isSequence)
    if (std::string error = setSteps(who, *value); !error.empty())
      return error;
  inputTensors[index] = std::move(*value);
  return "";
}

std::string Invocation::bindInputs(const sinter_module_t *module, uint32_t function,
                                   const std::vector<std::string> &values, MissingInputs missing) {
  sinter_function_info_t info;
  sinter_module_function(module, function, &info);
  inputTensors.resize(info.input_count);
  uint32_t nextUnnamed = 0, index;
  for (auto &[name, value] : given) {
    std::string error = findTensor(module, function, false, name, nextUnnamed, index);
    if (error.empty())
      error = bindInput(module, function, index, std::move(value));
    if (!error.empty())
      return error;
  }
  for (const std::string &text : values) {
    NamedText named = splitName(text);
    std::string error = findTensor(module, function, false, named.name, nextUnnamed, index);
    if (!error.empty())
      return error;
    std::optional<Tensor> value = parseValue(named.value, error);
    if (!value) {
      sinter_tensor_info_t input;
      sinter_module_input(module, function, index, &input);
      return "input '" + std::string(input.name) + "': " + error;
    }
    error = bindInput(module, function, index, std::move(value));
    if (!error.empty())
      return error;
  }
  for (index = 0; index < info.input_count; ++index) {
    if (inputTensors[index].isValid())
      continue;
    sinter_tensor_info_t input;
    sinter_module_input(module, function, index, &input);
    std::string error = replaceMissing(input, missing, inputTensors[index]);
    if (!error.empty())
      return error;
  }
  return binding.isSequence && steps == -1
             ? "the function has no input whose steps could be counted"
             : "";
}

std::string Invocation::createSession(const sinter_model_t *model, const sinter_device_t *device,
                                      uint32_t function) {
  Dims dims;
  for (const Tensor &tensor : inputTensors)
    dims.insert(dims.end(), tensor.dims().begin() + binding.isSequence, tensor.dims().end());
  sinter_message_t message;
  sinter_session_t *session;
  dims.push_back(0); // never empty: null would ask for the module's dims
  if (sinter_session_create(model, device, function, dims.data(), &session, &message) != SINTER_OK)
    return message.text;
  owner.reset(session);
  return "";
}

std::string Invocation::allocateOutputs() {
  sinter_tensor_info_t info;
  for (uint32_t i = 0; sinter_session_output(owner.get(), i, &info) == SINTER_OK; ++i) {
    Dims dims(info.dims, info.dims + info.rank);
    if (binding.isSequence)
      dims.insert(dims.begin(), steps);
    plannedDims.push_back(dims);
    outputTensors.emplace_back(info.element_type, std::move(dims));
    if (!outputTensors.back().isValid())
      return "no memory for output '" + std::string(info.name) + "': " + formatType(info);
  }
  return "";
}

std::string Invocation::prepare(const sinter_model_t *model, const sinter_device_t *device,
                                uint32_t function, const std::vector<std::string> &values,
                                MissingInputs missing) {
  const sinter_module_t *module = sinter_model_module(model);
  if (binding.quantizeIo && !isQuantized(module, function))
    return "--quantize-io: the function has no quantized input or output";
  std::string error = bindInputs(module, function, values, missing);
  if (error.empty())
    error = createSession(model, device, function);
  if (error.empty())
    error = allocateOutputs();
  inputBytes.resize(inputTensors.size());
  outputBytes.resize(outputTensors.size());
  for (uint32_t i = 0; i < outputTensors.size(); ++i) {
    outputQuantization.push_back(findQuantization(module, function, true, i));
    sinter_tensor_info_t info;
    sinter_module_output(module, function, i, &info);
    hasOpenOutputs |= std::count(info.dims, info.dims + info.rank, -1) > 0;
  }
  return error;
}

/// Where data decide dims of an output, it is as large as the run says.
std::string Invocation::takeResultDims() {
  sinter_tensor_info_t info;
  for (uint32_t i = 0; sinter_session_result(owner.get(), i, &info) == SINTER_OK; ++i) {
    Dims dims(info.dims, info.dims + info.rank);
    if (!binding.isSequence)
      outputTensors[i].setDims(std::move(dims));
    else if (!std::equal(dims.begin(), dims.end(), plannedDims[i].begin() + 1))
      return "output '" + std::string(info.name) +
             "' has dims that data decide, which --sequence cannot put together";
  }
  return "";
}

std::string Invocation::run() {
  sinter_message_t message;
  size_t count = binding.isSequence ? size_t(steps) : 1;
  for (size_t i = 0; hasOpenOutputs && i < outputTensors.size(); ++i)
    outputTensors[i].setDims(plannedDims[i]);
  for (size_t step = 0; step < count; ++step) {
    auto place = [&](Tensor &tensor, auto &bytes) {
      bytes.size = tensor.size() / count;
      bytes.data = tensor.data() + step * bytes.size;
    };
    for (size_t i = 0; i < inputTensors.size(); ++i)
      place(inputTensors[i], inputBytes[i]);
    for (size_t i = 0; i < outputTensors.size(); ++i)
      place(outputTensors[i], outputBytes[i]);
    if (sinter_session_run(owner.get(), inputBytes.data(), outputBytes.data(), &message) !=
        SINTER_OK)
      return message.text;
    if (std::string error = hasOpenOutputs ? takeResultDims() : ""; !error.empty())
      return error;
  }
  return binding.quantizeIo ? dequantizeOutputs() : "";
}

std::string Invocation::dequantizeOutputs() {
  realOutputs.clear();
  for (size_t i = 0; i < outputTensors.size(); ++i) {
    const Tensor &stored = outputTensors[i];
    if (outputQuantization[i]) {
      realOutputs.push_back(dequantize(stored, outputQuantization[i]));
    } else {
      realOutputs.emplace_back(stored.type(), stored.dims());
      if (realOutputs.back().isValid())
        std::memcpy(realOutputs.back().data(), stored.data(), stored.size());
    }
    if (!realOutputs.back().isValid())
      return "no memory for the outputs as f32";
  }
  return "";
}
