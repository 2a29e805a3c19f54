//===- try-state.cpp - Hold a compiled module's state to its promises -----===//
//
// try-state MODULE: for each function, a session that is reset answers as it did at
// first; two sessions that take turns answer as each does alone, and so do sessions
// that run at the same time. On every device. Fails if no function answers
// differently the second time: then there was no state to test.
//
//===----------------------------------------------------------------------===//

#include "sinter/local_task.h"
#include "sinter/posix.h"
#include "sinter/runtime.h"
#include <atomic>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kSteps = 5;
using Bytes = std::vector<char>;

/// Fills a tensor with numbers that depend on `seed` and place: small floats, any integers.
Bytes makeInput(const sinter_tensor_info_t &info, int seed) {
  uint64_t size = 0, width = sinter_element_size(info.element_type);
  sinter_tensor_size(info.element_type, info.rank, info.dims, &size);
  Bytes bytes(size);
  uint32_t random = uint32_t(seed) * 2654435761u + 1;
  auto next = [&] { return (random = random * 1664525 + 1013904223) >> 24; };
  for (uint64_t i = 0; i < size; ++i)
    bytes[i] = char(info.element_type == SINTER_BOOL ? next() & 1 : next());
  for (uint64_t i = 0; i < size / width && info.element_type == SINTER_F32; ++i) {
    float number = float(next()) / 64;
    std::memcpy(&bytes[i * width], &number, sizeof(number));
  }
  return bytes;
}

/// A session whose steps get inputs by a seed of its own.
class Stream {
public:
  Stream(const sinter_model_t *model, const sinter_device_t &device, uint32_t function, int seed)
      : seed(seed) {
    sinter_message_t message;
    if (sinter_session_create(model, &device, function, nullptr, &session, &message) != SINTER_OK) {
      std::printf("%s\n", message.text);
      std::exit(1);
    }
  }
  ~Stream() { sinter_session_destroy(session); }
  Stream(const Stream &) = delete;

  /// Returns the bytes of all outputs of the next step; empty if the call fails.
  Bytes run() {
    std::vector<Bytes> inputs, outputs;
    std::vector<sinter_const_bytes_t> inputBytes;
    std::vector<sinter_bytes_t> outputBytes;
    sinter_tensor_info_t info;
    for (uint32_t i = 0; sinter_session_input(session, i, &info) == SINTER_OK; ++i)
      inputs.push_back(makeInput(info, seed + step));
    for (uint32_t i = 0; sinter_session_output(session, i, &info) == SINTER_OK; ++i)
      outputs.push_back(makeInput(info, 99));
    for (Bytes &bytes : inputs)
      inputBytes.push_back({bytes.data(), bytes.size()});
    for (Bytes &bytes : outputs)
      outputBytes.push_back({bytes.data(), bytes.size()});
    ++step;
    if (sinter_session_run(session, inputBytes.data(), outputBytes.data(), nullptr) != SINTER_OK)
      return {};
    Bytes all;
    for (const Bytes &bytes : outputs)
      all.insert(all.end(), bytes.begin(), bytes.end());
    return all;
  }

  std::vector<Bytes> runAll() {
    std::vector<Bytes> answers;
    for (int i = 0; i < kSteps; ++i)
      answers.push_back(run());
    return answers;
  }

  /// Runs the first step's inputs again and again; returns whether that makes a difference.
  bool remembers() {
    reset();
    Bytes first = run();
    bool differs = false;
    for (int i = 0; i < kSteps; ++i) {
      step = 0;
      differs |= run() != first;
    }
    return differs;
  }

  void reset() {
    sinter_session_reset(session);
    step = 0;
  }

private:
  sinter_session_t *session = nullptr;
  int seed, step = 0;
};

/// Tests one function. Returns whether it has state.
bool tryFunction(const sinter_model_t *model, const sinter_device_t &device, uint32_t function,
                 const char *name, int &failures) {
  auto check = [&](bool isGood, const char *what) {
    if (!isGood)
      std::printf("%s: %s\n", name, what);
    failures += !isGood;
  };
  Stream one(model, device, function, 1), other(model, device, function, 2);
  std::vector<Bytes> answers = one.runAll(), otherAnswers = other.runAll();
  check(!answers[0].empty(), "does not run");
  one.reset();
  check(one.runAll() == answers, "answers differently after reset");

  one.reset();
  other.reset();
  bool isUndisturbed = true;
  for (int i = 0; i < kSteps; ++i)
    isUndisturbed &= one.run() == answers[i] && other.run() == otherAnswers[i];
  check(isUndisturbed, "is disturbed by another session");

  std::atomic<bool> isConcurrent{true};
  std::vector<std::thread> threads;
  for (int seed : {1, 2, 1})
    threads.emplace_back([&, seed] {
      Stream stream(model, device, function, seed);
      for (int round = 0; round < 20; ++round, stream.reset())
        if (stream.runAll() != (seed == 1 ? answers : otherAnswers))
          isConcurrent = false;
    });
  for (std::thread &thread : threads)
    thread.join();
  check(isConcurrent, "is disturbed by sessions that run at the same time");
  return one.remembers();
}

} // namespace

int main(int argc, char **argv) {
  sinter_model_t *model;
  sinter_message_t message;
  if (argc != 2 || sinter_model_open(argv[1], &model, &message) != SINTER_OK) {
    std::printf("%s\n", argc == 2 ? message.text : "usage: try-state MODULE");
    return 1;
  }
  sinter_task_pool_t *pool;
  if (sinter_task_pool_create(3, &pool) != SINTER_OK)
    return 1;
  int failures = 0;
  uint32_t stateful = 0;
  for (const sinter_device_t &device : {sinter_local_sync, sinter_task_pool_device(pool)}) {
    sinter_function_info_t info;
    for (uint32_t i = 0; sinter_module_function(sinter_model_module(model), i, &info) == SINTER_OK;
         ++i)
      stateful += tryFunction(model, device, i, info.name, failures);
  }
  std::printf("%u with state, %d failures\n", stateful, failures);
  sinter_task_pool_destroy(pool);
  sinter_model_close(model);
  return failures || !stateful;
}
