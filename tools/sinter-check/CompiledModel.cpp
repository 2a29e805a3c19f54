//===- CompiledModel.cpp - The model under test, as code ------------------===//

#include "tools/sinter-check/CompiledModel.h"

#include "compiler/Driver/Compiler.h"
#include "tools/support/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace sinter;
using namespace sinter::tools;

bool CompiledModel::isModule() const {
  return llvm::sys::path::extension(options.input) == ".sinter";
}

std::string CompiledModel::readOutline() {
  bool isOnnx = options.inputFormat == InputFormat::onnx ||
                (options.inputFormat == InputFormat::byExtension &&
                 llvm::sys::path::extension(options.input) == ".onnx");
  if (!isOnnx)
    return "";
  auto buffer = llvm::MemoryBuffer::getFile(options.input);
  if (!buffer)
    return options.input + ": cannot be read: " + buffer.getError().message();
  llvm::Expected<OnnxOutline> outline = readOnnxOutline((*buffer)->getBuffer());
  if (!outline)
    return options.input + ": " + llvm::toString(outline.takeError());
  names = std::move(*outline);
  return "";
}

/// Gives open inputs the shapes of a case, but what the user said holds.
Options CompiledModel::fixShapes(const std::vector<std::pair<std::string, Dims>> &inputs) const {
  Options result = options;
  size_t next = 0;
  for (auto &[name, dims] : inputs) {
    auto named = [&, &name = name](const auto &input) { return input.name == name; };
    size_t index =
        name.empty() ? next++ : llvm::find_if(names.inputs, named) - names.inputs.begin();
    if (index >= names.inputs.size() || !names.inputs[index].isOpen)
      continue;
    const std::string &input = names.inputs[index].name;
    if (llvm::none_of(options.inputShapes,
                      [&](const InputShape &shape) { return shape.name == input; }))
      result.inputShapes.push_back({input, {dims.begin(), dims.end()}});
  }
  return result;
}

/// Describes what compilations differ in.
static std::string makeKey(const Options &options) {
  std::string key;
  for (const InputShape &shape : options.inputShapes) {
    key += shape.name;
    for (int64_t dim : shape.dims)
      key += 'x' + std::to_string(dim);
    key += '\n';
  }
  for (const std::string &name : options.extraOutputs)
    key += '\n' + name;
  return key;
}

static sinter_model_t *open(const std::string &path) {
  sinter_model_t *model;
  sinter_message_t message;
  if (sinter_model_open(path.c_str(), &model, &message) == SINTER_OK)
    return model;
  fail("sinter-check", message.text);
  return nullptr;
}

/// Compiles to a file that is gone when this returns; what is loaded stays mapped.
static sinter_model_t *build(Options options) {
  llvm::SmallString<128> path;
  if (std::error_code error = llvm::sys::fs::createTemporaryFile("sinter-check", "sinter", path)) {
    fail("sinter-check", "no temporary file: " + error.message());
    return nullptr;
  }
  options.output = path.str().str();
  sinter_model_t *model =
      succeeded(compile(options, llvm::errs())) ? open(options.output) : nullptr;
  llvm::sys::fs::remove(path);
  return model;
}

const sinter_model_t *CompiledModel::get(const std::vector<std::pair<std::string, Dims>> &inputs,
                                         const std::vector<std::string> &extraOutputs) {
  Options asked = fixShapes(inputs);
  asked.quiet = true;
  asked.extraOutputs.insert(asked.extraOutputs.end(), extraOutputs.begin(), extraOutputs.end());
  auto [place, isNew] = compiled.try_emplace(makeKey(asked));
  if (isNew)
    place->second.reset(isModule() ? open(options.input) : build(asked));
  return place->second.get();
}
