//===- InPlaceTest.cpp - Code that runs where its module lies -------------===//
//
// On machines with flash; here flash is memory that may be executed.
//
//===----------------------------------------------------------------------===//

#include "sinter/call.h"
#include "test/runtime/support/Pack.h"
#include <cstring>
#include <gtest/gtest.h>
#include <sys/mman.h>

using namespace sinter;
using namespace sinter::test;

namespace {
constexpr size_t flashSize = 1 << 16;

/// A module in executable memory, `offset` bytes behind a page.
struct InPlace {
  InPlace(schema::ModuleT description, const std::string &model, size_t memorySize,
          size_t offset = 0) {
    std::string file = pack(std::move(description), {readModel(model)}, std::string(16, 'c'));
    flash = static_cast<char *>(
        mmap(nullptr, flashSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    std::memcpy(flash + offset, file.data(), file.size());
    mprotect(flash, flashSize, PROT_READ | PROT_EXEC);
    // The code of the copy has to be executable as well.
    ram = static_cast<char *>(mmap(nullptr, flashSize, PROT_READ | PROT_WRITE | PROT_EXEC,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    bytes = {ram, memorySize};
    memory = sinter_caller_memory(&bytes);
    status = sinter_module_open({flash + offset, file.size()}, &module, &reason);
    if (status == SINTER_OK)
      status = sinter_image_load_in_place(&module, 0, &memory, &image, &reason);
  }
  ~InPlace() {
    munmap(flash, flashSize);
    munmap(ram, flashSize);
  }

  bool isInFlash(const void *pointer) const {
    return pointer >= flash && pointer < flash + flashSize;
  }

  /// Calls a function from one f32 to another, without dims.
  float call(uint32_t function, float x) {
    sinter_instance_t instance;
    sinter_call_t call;
    float y = 0;
    EXPECT_EQ(sinter_instance_init(&module, &image, &sinter_local_sync, {state, sizeof(state)},
                                   &instance, &reason),
              SINTER_OK)
        << reason;
    EXPECT_EQ(sinter_call_plan(&instance, function, nullptr, nullptr, &call, &reason), SINTER_OK)
        << reason;
    const void *inputs[] = {&x};
    void *outputs[] = {&y};
    size_t sizes[] = {sizeof(x)};
    sinter_arguments_t arguments = {inputs,     sizes,   outputs, sizes,
                                    {state, 0}, nullptr, nullptr, nullptr};
    EXPECT_EQ(sinter_call_run(&call, &arguments, &reason), SINTER_OK) << reason;
    return y;
  }

  char *flash, *ram;
  alignas(64) char state[64];
  sinter_bytes_t bytes;
  sinter_image_memory_t memory;
  sinter_module_t module = {};
  sinter_image_t image = {};
  sinter_reason_t reason = "";
  sinter_status_t status;
};

TEST(InPlaceTest, CodeStaysAndPointersMove) {
  InPlace loaded(describeBasic(), "flat", flashSize);
  ASSERT_EQ(loaded.status, SINTER_OK) << loaded.reason;
  const sinter_executable_t *executable = loaded.image.executable;
  EXPECT_FALSE(loaded.isInFlash(executable));
  EXPECT_FALSE(loaded.isInFlash(executable->functions));
  EXPECT_TRUE(loaded.isInFlash(reinterpret_cast<const void *>(executable->functions[0].run)));
  EXPECT_TRUE(loaded.isInFlash(executable->functions[0].element_types));
  EXPECT_EQ(loaded.call(0, -3), 3);
}

TEST(InPlaceTest, TakesTheMemoryThatItTold) {
  InPlace first(describeBasic(), "flat", flashSize);
  size_t size, copied;
  ASSERT_EQ(sinter_image_size_in_place(&first.module, 0, &size, nullptr), SINTER_OK);
  ASSERT_EQ(sinter_image_size(&first.module, 0, 1, &copied, nullptr), SINTER_OK);
  EXPECT_EQ(first.image.bytes.size, size);
  EXPECT_LT(size, copied);
  InPlace enough(describeBasic(), "flat", size);
  EXPECT_EQ(enough.status, SINTER_OK) << enough.reason;
  InPlace tooLittle(describeBasic(), "flat", size - 1);
  EXPECT_EQ(tooLittle.status, SINTER_OUT_OF_MEMORY);
}

TEST(InPlaceTest, CodeThatIsLinkedForPagesIsCopied) {
  InPlace loaded(describeBasic(), "basic", flashSize);
  ASSERT_EQ(loaded.status, SINTER_OK) << loaded.reason;
  EXPECT_FALSE(
      loaded.isInFlash(reinterpret_cast<const void *>(loaded.image.executable->functions[0].run)));
  EXPECT_EQ(loaded.call(0, -3), 3);
  size_t size;
  EXPECT_EQ(sinter_image_size_in_place(&loaded.module, 0, &size, nullptr), SINTER_INCOMPATIBLE);
}

TEST(InPlaceTest, CodeThatReadsPointersIsCopied) {
  schema::ModuleT description = describeBasic();
  description.functions.resize(1);
  description.state_size = 0;
  description.debug.reset();
  InPlace loaded(std::move(description), "pointers", flashSize);
  ASSERT_EQ(loaded.status, SINTER_OK) << loaded.reason;
  EXPECT_FALSE(
      loaded.isInFlash(reinterpret_cast<const void *>(loaded.image.executable->functions[0].run)));
  EXPECT_EQ(loaded.call(0, 4), 5);
}
} // namespace
