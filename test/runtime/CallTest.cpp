//===- CallTest.cpp - Planning and running calls --------------------------===//

#include "sinter/call.h"
#include "sinter/posix.h"
#include "test/runtime/support/Pack.h"
#include <functional>
#include <gtest/gtest.h>

using namespace sinter;
using namespace sinter::test;

namespace {
enum Function : uint32_t { abs, add, sums, count, halve };

class CallTest : public testing::Test {
protected:
  void open(schema::ModuleT description = describeBasic()) {
    const int32_t weights[] = {1, 10, 100, 1000};
    file = makeFile(pack(std::move(description), {readModel("basic")},
                         std::string(reinterpret_cast<const char *>(weights), sizeof(weights))));
    sinter_image_memory_t memory = sinter_posix_memory();
    ASSERT_EQ(sinter_module_open({file.data.get(), file.size}, &module, &reason), SINTER_OK)
        << reason;
    ASSERT_EQ(sinter_image_load(&module, 0, &memory, &image, &reason), SINTER_OK) << reason;
    instance = makeInstance(state);
  }
  void SetUp() override { open(); }
  void TearDown() override { sinter_image_unload(&image); }

  sinter_instance_t makeInstance(char *stateMemory) {
    sinter_instance_t made = {};
    EXPECT_EQ(sinter_instance_init(&module, &image, &sinter_local_sync, {stateMemory, 64}, &made,
                                   &reason),
              SINTER_OK)
        << reason;
    return made;
  }

  sinter_status_t plan(uint32_t function, std::vector<int64_t> dims) {
    inputDims = std::move(dims);
    inputDims.push_back(0);
    reason = "";
    return sinter_call_plan(&instance, function, inputDims.data(), outputDims, &call, &reason);
  }

  sinter_status_t run(std::vector<const void *> inputs, std::vector<size_t> inputSizes,
                      void *output, size_t outputSize) {
    inputs.push_back(nullptr);
    inputSizes.push_back(0);
    sinter_arguments_t arguments = {
        inputs.data(), inputSizes.data(), &output, &outputSize, workspace,
        trace,         traceContext,      nullptr};
    reason = "";
    return sinter_call_run(&call, &arguments, &reason);
  }

  File file;
  sinter_module_t module;
  sinter_image_t image;
  sinter_instance_t instance;
  sinter_reason_t reason = "";
  sinter_call_t call = {};
  std::vector<int64_t> inputDims;
  int64_t outputDims[4] = {};
  alignas(64) char state[64] = {};
  alignas(64) char workspaceBytes[4096] = {};
  sinter_bytes_t workspace = {workspaceBytes, sizeof(workspaceBytes)};
  sinter_trace_fn_t trace = nullptr;
  void *traceContext = nullptr;
};

TEST_F(CallTest, Runs) {
  ASSERT_EQ(plan(add, {2, 3, 2, 3}), SINTER_OK) << reason;
  EXPECT_EQ(call.workspace_size, 0u);
  EXPECT_EQ(outputDims[0], 2);
  EXPECT_EQ(outputDims[1], 3);
  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20, 30, 40, 50, 60};
  float sum[6];
  ASSERT_EQ(run({a, b}, {24, 24}, sum, 24), SINTER_OK) << reason;
  EXPECT_EQ(sum[0], 11);
  EXPECT_EQ(sum[5], 66);
}

TEST_F(CallTest, UsesWorkspaceAndConstants) {
  ASSERT_EQ(plan(sums, {100, 4}), SINTER_OK) << reason;
  EXPECT_EQ(call.workspace_size, 400u);
  int32_t x[400], rows[100];
  for (int i = 0; i < 400; ++i)
    x[i] = i / 4;
  ASSERT_EQ(run({x}, {1600}, rows, 400), SINTER_OK) << reason;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(rows[i], 1111 * (99 - i));
}

TEST_F(CallTest, StateBelongsToTheInstance) {
  alignas(64) char otherState[64];
  std::fill(otherState, otherState + 64, 'x');
  sinter_instance_t other = makeInstance(otherState);
  EXPECT_EQ(other.constants, instance.constants) << "constants are shared";
  int64_t calls;
  for (int64_t i = 1; i <= 3; ++i) {
    ASSERT_EQ(plan(count, {}), SINTER_OK);
    ASSERT_EQ(run({}, {}, &calls, 8), SINTER_OK) << reason;
    EXPECT_EQ(calls, i);
  }
  std::swap(instance, other);
  ASSERT_EQ(plan(count, {}), SINTER_OK);
  ASSERT_EQ(run({}, {}, &calls, 8), SINTER_OK) << reason;
  EXPECT_EQ(calls, 1) << "state begins as zeros";
}

TEST_F(CallTest, ConstantsLieInTheFile) {
  const char *constants = static_cast<const char *>(instance.constants);
  EXPECT_GT(constants, file.data.get());
  EXPECT_LT(constants, file.data.get() + file.size);
}

TEST_F(CallTest, PlansDynamicShapes) {
  ASSERT_EQ(plan(halve, {10}), SINTER_OK) << reason;
  EXPECT_EQ(outputDims[0], 5);
  EXPECT_EQ(call.workspace_size, 40u);
  EXPECT_EQ(plan(halve, {1001}), SINTER_WRONG_SHAPE);
  EXPECT_EQ(plan(halve, {-1}), SINTER_WRONG_SHAPE);
}

TEST_F(CallTest, RefusesOtherDims) {
  EXPECT_EQ(plan(add, {2, 3, 3, 2}), SINTER_WRONG_SHAPE);
  EXPECT_STREQ(reason, "an input has other dims than the function takes");
  EXPECT_EQ(plan(5, {}), SINTER_INVALID_ARGUMENT);
  EXPECT_EQ(sinter_call_plan(&instance, add, nullptr, outputDims, &call, &reason),
            SINTER_WRONG_SHAPE);
}

TEST_F(CallTest, RefusesWrongBuffers) {
  ASSERT_EQ(plan(add, {2, 3, 2, 3}), SINTER_OK);
  const float a[8] = {};
  const char *misaligned = reinterpret_cast<const char *>(a) + 1;
  float sum[6] = {7};
  const char *input = "an input's buffer is missing, misaligned or of the wrong size";
  const char *output = "an output's buffer is missing, misaligned or of the wrong size";
  EXPECT_EQ(run({a, a}, {24, 20}, sum, 24), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, input);
  EXPECT_EQ(run({a, nullptr}, {24, 24}, sum, 24), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, input);
  EXPECT_EQ(run({misaligned, a}, {24, 24}, sum, 24), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, input);
  EXPECT_EQ(run({a, a}, {24, 24}, sum, 28), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, output);
  EXPECT_EQ(run({a, a}, {24, 24}, nullptr, 24), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, output);
  EXPECT_EQ(sum[0], 7) << "nothing ran";
}

TEST_F(CallTest, RefusesWrongWorkspace) {
  ASSERT_EQ(plan(sums, {100, 4}), SINTER_OK);
  int32_t x[400] = {}, rows[100];
  workspace.size = 399;
  EXPECT_EQ(run({x}, {1600}, rows, 400), SINTER_INVALID_ARGUMENT);
  workspace = {workspaceBytes + 32, 400};
  EXPECT_EQ(run({x}, {1600}, rows, 400), SINTER_INVALID_ARGUMENT);
  EXPECT_STREQ(reason, "the workspace is too small or not aligned to 64");
}

TEST_F(CallTest, RefusesSmallState) {
  sinter_instance_t made;
  EXPECT_EQ(sinter_instance_init(&module, &image, &sinter_local_sync, {state, 7}, &made, nullptr),
            SINTER_INVALID_ARGUMENT);
  EXPECT_EQ(
      sinter_instance_init(&module, &image, &sinter_local_sync, {state + 8, 56}, &made, nullptr),
      SINTER_INVALID_ARGUMENT);
}

TEST_F(CallTest, TracesDispatches) {
  std::vector<std::pair<uint32_t, uint32_t>> events;
  trace = [](void *context, uint32_t dispatch, uint32_t isEnd) {
    static_cast<decltype(events) *>(context)->emplace_back(dispatch, isEnd);
  };
  traceContext = &events;
  ASSERT_EQ(plan(sums, {100, 4}), SINTER_OK);
  int32_t x[400] = {}, rows[100];
  ASSERT_EQ(run({x}, {1600}, rows, 400), SINTER_OK);
  decltype(events) expected = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  EXPECT_EQ(events, expected);
}

/// The description says one thing and the code another: the code decides.
class Disagreement : public CallTest {
protected:
  void SetUp() override {}
  void reopen(std::function<void(schema::ModuleT &)> change) {
    schema::ModuleT description = describeBasic();
    change(description);
    open(std::move(description));
  }
};

TEST_F(Disagreement, OnWorkspace) {
  reopen([](schema::ModuleT &module) { module.functions[sums]->workspace_size = 399; });
  EXPECT_EQ(plan(sums, {100, 4}), SINTER_INVALID_MODULE);
  EXPECT_STREQ(reason, "the code needs more workspace than the module says");
}

TEST_F(Disagreement, LargerWorkspaceIsAnUpperBound) {
  reopen([](schema::ModuleT &module) { module.functions[sums]->workspace_size = UINT64_MAX; });
  EXPECT_EQ(plan(sums, {100, 4}), SINTER_OK);
  EXPECT_EQ(call.workspace_size, 400u);
}

TEST_F(Disagreement, OnOutputDims) {
  reopen([](schema::ModuleT &module) { module.functions[add]->outputs[0]->dims = {2, 2}; });
  EXPECT_EQ(plan(add, {2, 3, 2, 3}), SINTER_INVALID_MODULE);
  EXPECT_STREQ(reason, "the code returns other dims than the module describes");
}

TEST_F(Disagreement, OnInputDims) {
  reopen([](schema::ModuleT &module) { module.functions[add]->inputs[0]->dims = {2, 2}; });
  EXPECT_EQ(plan(add, {2, 2, 2, 3}), SINTER_WRONG_SHAPE);
  EXPECT_STREQ(reason, "the function was not compiled for these dims");
}
} // namespace
