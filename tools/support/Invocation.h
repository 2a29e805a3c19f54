//===- Invocation.h - A model function with its buffers ---------*- C++ -*-===//
//
// What sinter-run and sinter-bench share: choose a function, bind the values
// that the user gave to its inputs, and run it.
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SUPPORT_INVOCATION_H
#define TOOLS_SUPPORT_INVOCATION_H

#include "sinter/runtime.h"
#include "tools/support/Options.h"
#include "tools/support/Quantize.h"
#include <memory>
#include <optional>
#include <string_view>

namespace sinter::tools {

struct CloseModel {
  void operator()(sinter_model_t *model) const { sinter_model_close(model); }
};
struct DestroySession {
  void operator()(sinter_session_t *session) const { sinter_session_destroy(session); }
};
using Model = std::unique_ptr<sinter_model_t, CloseModel>;
using Session = std::unique_ptr<sinter_session_t, DestroySession>;

/// Finds function `name`; without a name, the only one or "main". Returns why
/// there is none, or an empty string.
std::string findFunction(const sinter_module_t *module, const std::string &name,
                         uint32_t &function);

/// Writes "main(x: 1x4xf32) -> (y: 1x2xf32)".
std::string formatSignature(const sinter_module_t *module, uint32_t function);

/// Finds the input or output that a command line value is for: by its name, or
/// by its place among the values without name. Returns why there is none.
std::string findTensor(const sinter_module_t *module, uint32_t function, bool isOutput,
                       std::string_view name, uint32_t &nextUnnamed, uint32_t &index);

/// What becomes of inputs that the user gave no value for.
enum class MissingInputs {
  Refuse,
  Invent, ///< Small numbers, the same in every run; dims must be static.
};

/// How values are bound to inputs and taken from outputs.
struct Binding {
  void addOptions(std::vector<Option> &options);

  /// Values and outputs have a leading time axis: one call per step, between which the
  /// state is kept.
  bool isSequence = false;
  /// Float values for quantized inputs are quantized, quantized outputs made f32.
  bool quantizeIo = false;
};

/// A function ready to run.
class Invocation {
public:
  explicit Invocation(Binding binding = {}) : binding(binding) {}

  /// Provides a value for the input called `name`, or for the next one that was not named;
  /// to be called before `prepare`.
  void give(std::string name, Tensor value) {
    given.emplace_back(std::move(name), std::move(value));
  }

  /// Binds `values` (as on the command line) to the inputs of `function` and
  /// allocates the outputs. Returns what is wrong, or an empty string.
  std::string prepare(const sinter_model_t *model, const sinter_device_t *device, uint32_t function,
                      const std::vector<std::string> &values,
                      MissingInputs missing = MissingInputs::Refuse);

  /// Runs once, or once per step. Returns what went wrong, or an empty string.
  std::string run();

  sinter_session_t *session() { return owner.get(); }
  /// What the last run computed, of the dims that it told, as f32 where `Binding::quantizeIo` asks
  /// for it.
  const std::vector<Tensor> &outputs() const {
    return binding.quantizeIo ? realOutputs : outputTensors;
  }

private:
  std::string bindInput(const sinter_module_t *module, uint32_t function, uint32_t index,
                        std::optional<Tensor> value);
  std::string bindInputs(const sinter_module_t *module, uint32_t function,
                         const std::vector<std::string> &values, MissingInputs missing);
  std::string setSteps(const std::string &who, const Tensor &value);
  std::string createSession(const sinter_model_t *model, const sinter_device_t *device,
                            uint32_t function);
  std::string allocateOutputs();
  std::string takeResultDims();
  std::string dequantizeOutputs();

  const Binding binding;
  std::vector<std::pair<std::string, Tensor>> given;
  int64_t steps = -1; ///< Length of the time axis; -1 when no value has said.
  Session owner;
  std::vector<Tensor> inputTensors;
  std::vector<Tensor> outputTensors, realOutputs;
  std::vector<Dims> plannedDims; ///< Of outputs: where data decide, the most that there may be.
  bool hasOpenOutputs = false;   ///< Some output's dims are not the same in all calls.
  std::vector<Quantization> outputQuantization;
  std::vector<sinter_const_bytes_t> inputBytes;
  std::vector<sinter_bytes_t> outputBytes;
};

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_INVOCATION_H
