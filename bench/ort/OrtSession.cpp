//===- OrtSession.cpp - A model in ONNX Runtime ---------------------------===//

#include "bench/ort/OrtSession.h"
#include <cstring>
#include <dlfcn.h>
#include <optional>

using namespace sinter::bench::ort;
using sinter::tools::Dims;
using sinter::tools::Tensor;

namespace {
/// Element types and the numbers that ONNX gives them.
struct TypePair {
  sinter_element_type_t type;
  int onnx;
};
const TypePair typePairs[] = {
    {SINTER_F32, 1},  {SINTER_U8, 2},   {SINTER_I8, 3},   {SINTER_U16, 4},  {SINTER_I16, 5},
    {SINTER_I32, 6},  {SINTER_I64, 7},  {SINTER_BOOL, 9}, {SINTER_F16, 10}, {SINTER_F64, 11},
    {SINTER_U32, 12}, {SINTER_U64, 13}, {SINTER_BF16, 16}};

int toOnnx(sinter_element_type_t type) {
  for (const TypePair &pair : typePairs)
    if (pair.type == type)
      return pair.onnx;
  return 0;
}

std::optional<sinter_element_type_t> fromOnnx(int onnx) {
  for (const TypePair &pair : typePairs)
    if (pair.onnx == onnx)
      return pair.type;
  return std::nullopt;
}
} // namespace

Session::~Session() {
  if (!api)
    return;
  releaseOutputs();
  for (Value *value : inputValues)
    api->releaseValue(value);
  if (session)
    api->releaseSession(session);
  if (options)
    api->releaseOptions(options);
  if (memory)
    api->releaseMemory(memory);
  if (env)
    api->releaseEnv(env);
}

std::string Session::check(Status *status) const {
  if (!status)
    return "";
  std::string message = api->getErrorMessage(status);
  api->releaseStatus(status);
  return message.empty() ? "ONNX Runtime failed without a message" : message;
}

std::string Session::open(const Settings &settings) {
  std::string error = load(settings.library);
  if (error.empty())
    error = create(settings);
  if (error.empty())
    error = readNames();
  return error;
}

std::string Session::load(const std::string &library) {
  void *handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return dlerror();
  auto getBase = reinterpret_cast<const ApiBase *(*)()>(dlsym(handle, "OrtGetApiBase"));
  if (!getBase)
    return library + ": is not ONNX Runtime: it has no OrtGetApiBase";
  // Version 1 is the part of the table that every release has.
  const ApiBase *base = getBase();
  libraryVersion = base->getVersion();
  api = base->getApi(1);
  return api ? "" : library + ": does not offer version 1 of its interface";
}

std::string Session::create(const Settings &settings) {
  std::string error = check(api->createEnv(SeverityError, "ort-bench", &env));
  if (error.empty())
    error = check(api->createOptions(&options));
  if (error.empty())
    error = check(api->setExecutionMode(options, Sequential));
  if (error.empty())
    error = check(api->setIntraOpThreads(options, settings.threads));
  if (error.empty())
    error = check(api->setInterOpThreads(options, 1));
  if (error.empty())
    error = check(api->setOptimization(options, settings.optimize ? OptimizeAll : OptimizeNothing));
  if (error.empty())
    error = check(api->createSession(env, settings.model.c_str(), options, &session));
  if (error.empty())
    error = check(api->createCpuMemory(ArenaAllocator, DefaultMemory, &memory));
  return error;
}

std::string Session::readNames() {
  Allocator *allocator = nullptr;
  size_t inputCount = 0, outputCount = 0;
  std::string error = check(api->getAllocator(&allocator));
  if (error.empty())
    error = check(api->getInputCount(session, &inputCount));
  if (error.empty())
    error = check(api->getOutputCount(session, &outputCount));
  inputInfos.resize(inputCount);
  inputNames.resize(inputCount);
  outputNames.resize(outputCount);
  outputValues.resize(outputCount);
  char *name;
  for (size_t i = 0; i < inputCount && error.empty(); ++i) {
    error = check(api->getInputName(session, i, allocator, &name));
    if (!error.empty())
      break;
    inputNames[i] = name;
    inputInfos[i].name = name;
    error = describeInput(i, inputInfos[i].type);
  }
  for (size_t i = 0; i < outputCount && error.empty(); ++i) {
    error = check(api->getOutputName(session, i, allocator, &name));
    outputNames[i] = name;
  }
  return error;
}

/// Reads the dims of a tensor type.
static Status *readDims(const Api *api, const TensorInfo *info, Dims &dims) {
  size_t rank = 0;
  if (Status *status = api->getRank(info, &rank))
    return status;
  dims.resize(rank);
  return api->getDims(info, dims.data(), rank);
}

std::string Session::describeInput(size_t index, std::string &type) const {
  TypeInfo *info = nullptr;
  const TensorInfo *tensor = nullptr;
  std::string error = check(api->getInputType(session, index, &info));
  if (error.empty())
    error = check(api->asTensor(info, &tensor));
  int onnx = 0;
  Dims dims;
  if (error.empty() && tensor)
    error = check(api->getElementType(tensor, &onnx));
  if (error.empty() && tensor)
    error = check(readDims(api, tensor, dims));
  std::optional<sinter_element_type_t> element = fromOnnx(onnx);
  if (error.empty() && !element)
    error = "input '" + inputInfos[index].name + "' is no tensor of numbers";
  if (error.empty())
    type = tools::formatType(*element, dims.data(), dims.size());
  if (info)
    api->releaseType(info);
  return error;
}

std::string Session::bind(std::vector<Tensor> values) {
  if (values.size() != inputInfos.size())
    return "the model has " + std::to_string(inputInfos.size()) + " inputs; given are " +
           std::to_string(values.size());
  inputTensors = std::move(values);
  for (Tensor &tensor : inputTensors) {
    inputValues.push_back(nullptr);
    std::string error = check(api->createTensorOver(memory, tensor.data(), tensor.size(),
                                                    tensor.dims().data(), tensor.dims().size(),
                                                    toOnnx(tensor.type()), &inputValues.back()));
    if (!error.empty())
      return error;
  }
  return "";
}

void Session::releaseOutputs() {
  for (Value *&value : outputValues) {
    if (value)
      api->releaseValue(value);
    value = nullptr;
  }
}

std::string Session::run() {
  releaseOutputs();
  return check(api->run(session, nullptr, inputNames.data(), inputValues.data(), inputValues.size(),
                        outputNames.data(), outputNames.size(), outputValues.data()));
}

std::string Session::readOutputs(std::vector<Tensor> &outputs) const {
  for (Value *value : outputValues) {
    TensorInfo *info = nullptr;
    std::string error = check(api->getTensorInfo(value, &info));
    int onnx = 0;
    Dims dims;
    void *data = nullptr;
    if (error.empty())
      error = check(api->getElementType(info, &onnx));
    if (error.empty())
      error = check(readDims(api, info, dims));
    if (error.empty())
      error = check(api->getData(value, &data));
    if (info)
      api->releaseTensorInfo(info);
    std::optional<sinter_element_type_t> element = fromOnnx(onnx);
    if (error.empty() && !element)
      error = "an output has an element type that is not supported here";
    if (!error.empty())
      return error;
    Tensor tensor(*element, std::move(dims));
    if (!tensor.isValid())
      return "no memory for an output";
    std::memcpy(tensor.data(), data, tensor.size());
    outputs.push_back(std::move(tensor));
  }
  return "";
}
