//===- StateTest.cpp - What instances keep between calls ------------------===//
//
// State begins as the model says, belongs to one instance alone, and begins anew on
// reset.
//
//===----------------------------------------------------------------------===//

#include "sinter/call.h"
#include "sinter/posix.h"
#include "sinter/runtime.h"
#include "test/runtime/support/Devices.h"
#include "test/runtime/support/Pack.h"
#include <atomic>
#include <cstring>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace sinter;
using namespace sinter::test;

namespace {
constexpr int64_t first = 100;

/// The module of models/primed.c, whose state begins with `first`.
std::string packPrimed(uint64_t stateSize = 16) {
  schema::ModuleT module = describeBasic();
  module.functions.erase(module.functions.begin(), module.functions.begin() + 3);
  module.functions.resize(1);
  auto step = std::make_unique<schema::TensorT>(*module.functions[0]->outputs[0]);
  step->name = "step";
  module.functions[0]->inputs.push_back(std::move(step));
  module.debug.reset();
  module.state_size = stateSize;
  return pack(std::move(module), {readModel("primed")},
              std::string(reinterpret_cast<const char *>(&first), sizeof(first)));
}

/// The model in memory, without allocation: as on a machine without an operating system.
class StateTest : public testing::Test {
protected:
  void SetUp() override {
    sinter_image_memory_t memory = sinter_posix_memory();
    ASSERT_EQ(sinter_module_open({file.data.get(), file.size}, &module, &reason), SINTER_OK);
    ASSERT_EQ(sinter_image_load(&module, 0, &memory, &image, &reason), SINTER_OK) << reason;
  }
  void TearDown() override { sinter_image_unload(&image); }

  sinter_status_t init(sinter_bytes_t state, sinter_instance_t &instance) {
    reason = "";
    return sinter_instance_init(&module, &image, &sinter_local_sync, state, &instance, &reason);
  }

  /// Counts on by `step`; returns the count.
  int64_t count(const sinter_instance_t &instance, int64_t step) {
    sinter_call_t call;
    int64_t noDims = 0, calls = -1;
    EXPECT_EQ(sinter_call_plan(&instance, 0, &noDims, &noDims, &call, &reason), SINTER_OK)
        << reason;
    const void *input = &step;
    void *output = &calls;
    size_t size = sizeof(step);
    sinter_arguments_t arguments = {&input,       &size,   &output, &size,
                                    {nullptr, 0}, nullptr, nullptr, nullptr};
    EXPECT_EQ(sinter_call_run(&call, &arguments, &reason), SINTER_OK) << reason;
    return calls;
  }

  File file = makeFile(packPrimed());
  sinter_module_t module;
  sinter_image_t image;
  sinter_reason_t reason = "";
  alignas(64) char memory[2][64];
};

TEST_F(StateTest, BeginsAsTheModelSays) {
  std::memset(memory, 'x', sizeof(memory));
  sinter_instance_t instance;
  ASSERT_EQ(init({memory[0], 64}, instance), SINTER_OK) << reason;
  EXPECT_EQ(count(instance, 1), first + 1) << "the initial value, and zeros beside it";
  EXPECT_EQ(count(instance, 1), first + 2 + 1000);
  for (size_t i = module.state_size; i < sizeof(memory[0]); ++i)
    EXPECT_EQ(memory[0][i], 'x') << "what lies behind the state is not touched";
}

TEST_F(StateTest, ResetGivesTheFirstAnswerAgain) {
  sinter_instance_t instance;
  ASSERT_EQ(init({memory[0], 64}, instance), SINTER_OK) << reason;
  std::vector<int64_t> answers;
  for (int i = 0; i < 3; ++i)
    answers.push_back(count(instance, i));
  sinter_instance_reset(&instance);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(count(instance, i), answers[i]) << i;
}

TEST_F(StateTest, InstancesDoNotDisturbEachOther) {
  sinter_instance_t one, other;
  ASSERT_EQ(init({memory[0], 64}, one), SINTER_OK) << reason;
  ASSERT_EQ(init({memory[1], 64}, other), SINTER_OK) << reason;
  EXPECT_EQ(count(one, 5), first + 5);
  EXPECT_EQ(count(other, 7), first + 7);
  EXPECT_EQ(count(one, 5), first + 10 + 1000);
  sinter_instance_reset(&one);
  EXPECT_EQ(count(other, 7), first + 14 + 1000) << "a reset is the instance's own";
  EXPECT_EQ(count(one, 5), first + 5);
}

TEST_F(StateTest, RefusesMemoryThatDoesNotFit) {
  sinter_instance_t instance;
  const char *why = "the state's memory is too small or not aligned to 64";
  EXPECT_EQ(init({memory[0], 15}, instance), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, why);
  EXPECT_EQ(init({memory[0] + 8, 56}, instance), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, why);
  EXPECT_EQ(init({nullptr, 0}, instance), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, why);
}

TEST_F(StateTest, ModuleMayNotHideState) {
  File lying = makeFile(packPrimed(15));
  sinter_module_t hiding;
  sinter_image_t loaded;
  sinter_image_memory_t imageMemory = sinter_posix_memory();
  ASSERT_EQ(sinter_module_open({lying.data.get(), lying.size}, &hiding, &reason), SINTER_OK);
  EXPECT_EQ(sinter_image_load(&hiding, 0, &imageMemory, &loaded, &reason), SINTER_INVALID_MODULE);
  EXPECT_STREQ(reason, "the code keeps more state than the module says");
}

/// Sessions of one model, on each device.
class SessionStateTest : public testing::TestWithParam<uint32_t> {
protected:
  void SetUp() override {
    std::ofstream(path, std::ios::binary) << packPrimed();
    ASSERT_EQ(sinter_model_open(path.c_str(), &model, &message), SINTER_OK) << message.text;
  }
  void TearDown() override {
    sinter_model_close(model);
    unlink(path.c_str());
  }

  static int64_t count(sinter_session_t *session, int64_t step) {
    int64_t calls = -1;
    sinter_const_bytes_t input = {&step, sizeof(step)};
    sinter_bytes_t output = {&calls, sizeof(calls)};
    return sinter_session_run(session, &input, &output, nullptr) == SINTER_OK ? calls : -1;
  }

  std::string path = testing::TempDir() + "state-" + std::to_string(getpid()) + ".sinter";
  sinter_model_t *model = nullptr;
  sinter_message_t message = {};
};

TEST_P(SessionStateTest, RunConcurrentlyAndReset) {
  TestDevice device(GetParam());
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int64_t thread = 1; thread <= 4; ++thread)
    threads.emplace_back([&, thread] {
      sinter_session_t *session;
      if (sinter_session_create(model, &device.get(), 0, nullptr, &session, nullptr) != SINTER_OK) {
        ++wrong;
        return;
      }
      for (int round = 0; round < 20; ++round) {
        for (int64_t i = 0; i < 50; ++i)
          wrong += count(session, thread) != first + thread * (i + 1) + 1000 * i;
        sinter_session_reset(session);
      }
      sinter_session_destroy(session);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(Devices, SessionStateTest, TestDevice::all(), TestDevice::name);
} // namespace
