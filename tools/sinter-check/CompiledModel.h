//===- CompiledModel.h - The model under test, as code ----------*- C++ -*-===//

#ifndef TOOLS_SINTER_CHECK_COMPILEDMODEL_H
#define TOOLS_SINTER_CHECK_COMPILEDMODEL_H

#include "compiler/Driver/Options.h"
#include "compiler/Import/ONNX/ModelOutline.h"
#include "tools/support/Invocation.h"
#include <map>

namespace sinter::tools {

/// A model, compiled for each combination of shapes that cases ask for, or a module.
class CompiledModel {
public:
  /// `options` are the user's, `options.input` the model.
  explicit CompiledModel(const Options &options) : options(options) {}

  /// Reads what an ONNX model says of itself; nothing in other formats. Returns what is wrong
  /// with it, or an empty string.
  std::string readOutline();

  const OnnxOutline &outline() const { return names; }

  /// Says whether the model is one already compiled.
  bool isModule() const;

  /// Returns the model for these inputs (in order, or by name), with `extraOutputs` behind its
  /// outputs, or null when the compiler or the loader has reported why there is none.
  const sinter_model_t *get(const std::vector<std::pair<std::string, Dims>> &inputs,
                            const std::vector<std::string> &extraOutputs = {});

private:
  Options fixShapes(const std::vector<std::pair<std::string, Dims>> &inputs) const;

  const Options options;
  OnnxOutline names;
  std::map<std::string, Model> compiled; ///< By the shapes and extra outputs.
};

} // namespace sinter::tools

#endif // TOOLS_SINTER_CHECK_COMPILEDMODEL_H
