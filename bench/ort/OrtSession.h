//===- OrtSession.h - A model in ONNX Runtime -------------------*- C++ -*-===//

#ifndef BENCH_ORT_ORTSESSION_H
#define BENCH_ORT_ORTSESSION_H

#include "bench/ort/OrtApi.h"
#include "tools/support/Tensor.h"
#include <string>
#include <vector>

namespace sinter::bench::ort {

struct Settings {
  std::string library; ///< Path of libonnxruntime.so.1.
  std::string model;
  int threads = 1;
  bool optimize = true; ///< All of ONNX Runtime's graph optimizations, or none.
};

/// An input as the model declares it; a dim is -1 when it is dynamic.
struct Input {
  std::string name;
  std::string type;
};

/// A loaded model with its inputs. Functions return what went wrong, or an empty string.
class Session {
public:
  Session() = default;
  Session(const Session &) = delete;
  ~Session();

  std::string open(const Settings &settings);
  const std::vector<Input> &inputs() const { return inputInfos; }
  size_t outputCount() const { return outputNames.size(); }
  const std::string &version() const { return libraryVersion; }

  /// Takes the values of all inputs, in the model's order.
  std::string bind(std::vector<tools::Tensor> values);
  /// Runs once; the outputs replace those of the run before.
  std::string run();
  /// Copies the outputs of the last run.
  std::string readOutputs(std::vector<tools::Tensor> &outputs) const;

private:
  std::string check(Status *status) const;
  std::string load(const std::string &library);
  std::string create(const Settings &settings);
  std::string readNames();
  std::string describeInput(size_t index, std::string &type) const;
  void releaseOutputs();

  const Api *api = nullptr;
  std::string libraryVersion;
  Env *env = nullptr;
  Options *options = nullptr;
  SessionHandle *session = nullptr;
  MemoryInfo *memory = nullptr;
  std::vector<Input> inputInfos;
  std::vector<const char *> inputNames, outputNames; // the allocator's, never freed
  std::vector<tools::Tensor> inputTensors;
  std::vector<Value *> inputValues, outputValues;
};

} // namespace sinter::bench::ort

#endif // BENCH_ORT_ORTSESSION_H
