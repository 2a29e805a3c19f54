//===- HostedTest.cpp - Models and sessions -------------------------------===//
//
// The allocator is interposed (the linker wraps it): a run allocates nothing.
//
//===----------------------------------------------------------------------===//

#include "sinter/posix.h"
#include "sinter/runtime.h"
#include "test/runtime/support/Devices.h"
#include "test/runtime/support/Pack.h"
#include "test/runtime/support/allocations.h"
#include <atomic>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace sinter;
using namespace sinter::test;

namespace {
enum Function : uint32_t { abs, add, sums, count, halve };

/// A module in a file of its own.
class HostedTest : public testing::TestWithParam<uint32_t> {
protected:
  void SetUp() override { write(packBasic()); }
  void TearDown() override {
    sinter_model_close(model);
    unlink(path.c_str());
  }
  void write(const std::string &content) { std::ofstream(path, std::ios::binary) << content; }
  sinter_status_t open() { return sinter_model_open(path.c_str(), &model, &message); }

  std::string path = testing::TempDir() + "hosted-" + std::to_string(getpid()) + ".sinter";
  sinter_model_t *model = nullptr;
  sinter_message_t message = {};
};

TEST_P(HostedTest, RunsAndAllocatesNothing) {
  int before = count_allocations();
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  TestDevice device(GetParam());
  sinter_session_t *session;
  ASSERT_EQ(sinter_session_create(model, &device.get(), sums, nullptr, &session, &message),
            SINTER_OK)
      << message.text;
  EXPECT_GT(count_allocations(), before) << "the allocator is watched";
  EXPECT_EQ(sinter_session_workspace_size(session), 400u);
  int32_t x[400], rows[100];
  std::fill(x, x + 400, 2);
  sinter_const_bytes_t inputs = {x, sizeof(x)};
  sinter_bytes_t outputs = {rows, sizeof(rows)};

  before = count_allocations();
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(sinter_session_run(session, &inputs, &outputs, &message), SINTER_OK) << message.text;
  EXPECT_EQ(count_allocations(), before);
  for (int32_t row : rows)
    EXPECT_EQ(row, 2222);
  sinter_session_destroy(session);
}

TEST_P(HostedTest, SessionsShareAModel) {
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  TestDevice device(GetParam());
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int thread = 1; thread <= 4; ++thread)
    threads.emplace_back([&, thread] {
      sinter_session_t *session;
      if (sinter_session_create(model, &device.get(), sums, nullptr, &session, nullptr) !=
          SINTER_OK) {
        ++wrong;
        return;
      }
      int32_t x[400], rows[100];
      std::fill(x, x + 400, thread);
      sinter_const_bytes_t inputs = {x, sizeof(x)};
      sinter_bytes_t outputs = {rows, sizeof(rows)};
      for (int i = 0; i < 200; ++i) {
        wrong += sinter_session_run(session, &inputs, &outputs, nullptr) != SINTER_OK;
        for (int32_t &row : rows)
          wrong += std::exchange(row, 0) != 1111 * thread;
      }
      sinter_session_destroy(session);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

#ifdef __linux__
/// What /proc/self/smaps says of the mapping that holds `address`.
struct Mapping {
  std::string rights, path;
  uint64_t resident = 0, anonymous = 0; ///< In KiB.
  uintptr_t end = 0;
};

Mapping mappingOf(const void *address) {
  std::ifstream smaps("/proc/self/smaps");
  Mapping found;
  std::string line;
  for (bool isHere = false; std::getline(smaps, line);) {
    uint64_t begin, end, number;
    char rights[5];
    int path = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx %4s %*s %*s %*s %n", &begin, &end, rights, &path) >= 3) {
      isHere = uintptr_t(address) >= begin && uintptr_t(address) < end;
      if (isHere)
        found = {rights, line.substr(size_t(path)), 0, 0, end};
    } else if (isHere && std::sscanf(line.c_str(), "Rss: %lu", &number) == 1) {
      found.resident = number;
    } else if (isHere && std::sscanf(line.c_str(), "Anonymous: %lu", &number) == 1) {
      found.anonymous = number;
    }
  }
  return found;
}

/// Code reads constants where the file is mapped: read-only, shared with the page cache, and
/// not a page of them copied, even when all of them have been read.
TEST_P(HostedTest, ConstantsAreMappedNotCopied) {
  constexpr uint64_t megabyte = 1 << 20;
  write(pack(describeBasic(), {readModel("basic")}, std::string(4 * megabyte, 'c')));
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  TestDevice device(GetParam());
  const sinter_module_t *module = sinter_model_module(model);
  const void *constants = sinter_module_constants(module).data; // what calls pass to the code
  sinter_session_t *session;
  ASSERT_EQ(sinter_session_create(model, &device.get(), abs, nullptr, &session, &message),
            SINTER_OK);
  sinter_session_destroy(session);
  ASSERT_EQ(sinter_module_verify_constants(module), SINTER_OK) << "reads every page";

  Mapping mapping = mappingOf(constants);
  EXPECT_EQ(mapping.rights, "r--p");
  EXPECT_EQ(mapping.path, path);
  EXPECT_GE(mapping.end, uintptr_t(constants) + 4 * megabyte);
  EXPECT_GE(mapping.resident, 4 * megabyte / 1024);
  EXPECT_EQ(mapping.anonymous, 0u);
}
#endif

INSTANTIATE_TEST_SUITE_P(Devices, HostedTest, TestDevice::all(), TestDevice::name);

class ModelTest : public HostedTest {};
INSTANTIATE_TEST_SUITE_P(OneDevice, ModelTest, testing::Values(0u), TestDevice::name);

TEST_P(ModelTest, ResetsState) {
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  sinter_session_t *session;
  ASSERT_EQ(sinter_session_create(model, &sinter_local_sync, count, nullptr, &session, nullptr),
            SINTER_OK);
  int64_t calls = 0;
  sinter_bytes_t output = {&calls, sizeof(calls)};
  sinter_session_run(session, nullptr, &output, nullptr);
  sinter_session_run(session, nullptr, &output, nullptr);
  EXPECT_EQ(calls, 2);
  sinter_session_reset(session);
  sinter_session_run(session, nullptr, &output, nullptr);
  EXPECT_EQ(calls, 1);
  sinter_session_destroy(session);
}

TEST_P(ModelTest, DynamicDimsMustBeGiven) {
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  sinter_session_t *session;
  EXPECT_EQ(sinter_session_create(model, &sinter_local_sync, halve, nullptr, &session, &message),
            SINTER_WRONG_SHAPE);
  EXPECT_STREQ(message.text, "input 'x' has dynamic dims: say which");
  const int64_t dims[] = {12};
  ASSERT_EQ(sinter_session_create(model, &sinter_local_sync, halve, dims, &session, &message),
            SINTER_OK);
  sinter_tensor_info_t info;
  ASSERT_EQ(sinter_session_output(session, 0, &info), SINTER_OK);
  EXPECT_EQ(info.dims[0], 6);
  ASSERT_EQ(sinter_session_input(session, 0, &info), SINTER_OK);
  EXPECT_EQ(info.dims[0], 12);
  EXPECT_EQ(sinter_session_output(session, 1, &info), SINTER_INVALID_ARGUMENT);
  sinter_session_destroy(session);
}

TEST_P(ModelTest, NamesTheFileAndTheFact) {
  write("not a module, though long enough");
  EXPECT_EQ(open(), SINTER_INVALID_MODULE);
  EXPECT_EQ(message.text, path + ": the file is not a module");
  write("");
  EXPECT_EQ(open(), SINTER_INVALID_MODULE);
  EXPECT_EQ(message.text, path + ": the file is empty");
  unlink(path.c_str());
  EXPECT_EQ(open(), SINTER_NOT_FOUND);
  EXPECT_EQ(message.text, path + ": no such file");
  EXPECT_EQ(sinter_model_open("/", &model, &message), SINTER_IO_ERROR);
  EXPECT_STREQ(message.text, "/: not a regular file");
}

TEST_P(ModelTest, NamesMissingFeatures) {
  schema::ModuleT description = describeBasic();
  description.executables[0]->required_features = {"made-up", "other", "sse2"};
  write(pack(std::move(description), {readModel("basic")}, std::string(16, 'c')));
  EXPECT_EQ(open(), SINTER_INCOMPATIBLE);
  EXPECT_EQ(message.text, path + ": this CPU lacks made-up, other, which the code for x86-64 "
                                 "needs; compile for this CPU or an older one");
}

/// The executable that comes closest is spoken of, and what finds no room is counted: the
/// message always ends with the way out.
TEST_P(ModelTest, NamesWhatTheClosestLacks) {
  schema::ModuleT description = describeBasic();
  std::vector<std::string> many;
  for (int i = 100; i < 200; ++i)
    many.push_back("feature" + std::to_string(i));
  auto other = std::make_unique<schema::ExecutableT>(*description.executables[0]);
  description.executables[0]->required_features = many;
  other->required_features = {"made-up"};
  other->cpu = "newer";
  description.executables.push_back(std::move(other));
  std::vector<std::string> code(2, readModel("basic"));
  write(pack(std::move(description), code, std::string(16, 'c')));
  EXPECT_EQ(open(), SINTER_INCOMPATIBLE);
  EXPECT_EQ(message.text, path + ": this CPU lacks made-up, which even the code for newer needs; "
                                 "compile for this CPU or an older one");

  description = describeBasic();
  description.executables[0]->required_features = many;
  write(pack(std::move(description), {code[0]}, std::string(16, 'c')));
  EXPECT_EQ(open(), SINTER_INCOMPATIBLE);
  std::string text = message.text, end = " more, which the code for x86-64 needs; compile for "
                                         "this CPU or an older one";
  EXPECT_NE(text.find("lacks feature100, feature101, "), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - end.size()), end);
}

TEST_P(ModelTest, RefusesForgedState) {
  schema::ModuleT description = describeBasic();
  description.state_size = UINT64_MAX;
  write(pack(std::move(description), {readModel("basic")}, std::string(16, 'c')));
  ASSERT_EQ(open(), SINTER_OK) << message.text;
  sinter_session_t *session;
  EXPECT_EQ(sinter_session_create(model, &sinter_local_sync, abs, nullptr, &session, &message),
            SINTER_OUT_OF_MEMORY);
}

TEST(PosixTest, ClockNeverGoesBack) {
  uint64_t before = sinter_clock();
  for (int i = 0; i < 1000; ++i) {
    uint64_t now = sinter_clock();
    ASSERT_GE(now, before);
    before = now;
  }
}
} // namespace
