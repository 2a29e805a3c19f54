//===- ElfFlipTest.cpp - Altered ELF headers are safe to read -------------===//
//
// Changes every bit of an ELF file that says how to load it (headers, dynamic
// section, relocations: everything but code and constants) and loads the result
// without running it. The sanitizer build watches every access.
//
//===----------------------------------------------------------------------===//

extern "C" {
#include "runtime/loader/elf_load.h"
}
#include "test/runtime/support/Pack.h"
#include <cstring>
#include <gtest/gtest.h>

using namespace sinter::test;

namespace {
constexpr size_t mostMemory = 1 << 20;

/// Loads `bytes` into memory of exactly the size that they ask for.
bool load(const std::string &bytes, size_t pageSize) {
  File file = makeFile(bytes);
  elf_layout_t layout;
  if (elf_read_layout({file.data.get(), file.size}, pageSize, &layout, nullptr) != SINTER_OK ||
      layout.size > mostMemory)
    return false;
  File memory = makeFile(std::string(layout.size, '\0'));
  return elf_load(&layout, reinterpret_cast<uint8_t *>(memory.data.get()), nullptr) == SINTER_OK;
}

class ElfFlipTest : public testing::TestWithParam<size_t> {};

TEST_P(ElfFlipTest, EveryBitIsHarmless) {
  const std::string original = readModel("basic");
  ASSERT_TRUE(load(original, GetParam()));
  int loaded = 0, refused = 0;
  for (size_t byte = 0; byte < original.size(); ++byte)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = original;
      changed[byte] ^= char(1 << bit);
      (load(changed, GetParam()) ? loaded : refused) += 1;
    }
  EXPECT_GT(loaded, 1000);
  EXPECT_GT(refused, 1000);
}

TEST_P(ElfFlipTest, EveryTruncationIsHarmless) {
  const std::string original = readModel("basic");
  int refused = 0;
  for (size_t length = 0; length < original.size(); ++length)
    refused += !load(original.substr(0, length), GetParam());
  EXPECT_GT(refused, 1000);
}

INSTANTIATE_TEST_SUITE_P(PageSizes, ElfFlipTest, testing::Values(1, 4096));
} // namespace
