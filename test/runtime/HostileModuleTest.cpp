//===- HostileModuleTest.cpp - Any bytes are safe -------------------------===//
//
// A module is cut at every length and changed in every bit of its description,
// with the checksum left stale and computed anew. Each variant must be refused or run
// without touching memory beside its buffers. Build with SINTER_SANITIZE=ON to
// watch the reader as well; Guarded watches the compiled code.
//
//===----------------------------------------------------------------------===//

#include "test/runtime/support/Attempt.h"
#include "test/runtime/support/Pack.h"
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace sinter;
using namespace sinter::test;

namespace {
/// Bytes of size prefix, root and checksum.
size_t rootSize(const std::string &file) {
  uint32_t size;
  std::memcpy(&size, file.data(), sizeof(size));
  return size + 12;
}

TEST(HostileModuleTest, TheModuleItselfRuns) {
  Attempt result = attempt(packBasic());
  EXPECT_EQ(result.reached, Reached::ran) << result.reason;
  EXPECT_TRUE(result.isIntact);
  EXPECT_TRUE(result.isOfficial);
}

TEST(HostileModuleTest, EveryTruncationIsRefused) {
  const std::string file = packBasic();
  for (size_t length = 0; length < file.size(); ++length)
    EXPECT_EQ(attempt(file.substr(0, length)).reached, Reached::refused) << length;
}

TEST(HostileModuleTest, EveryStaleFlipIsRefused) {
  const std::string file = packBasic();
  for (size_t byte = 0; byte < rootSize(file); ++byte)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = file;
      changed[byte] ^= char(1 << bit);
      EXPECT_EQ(attempt(changed).reached, Reached::refused) << byte << " bit " << bit;
    }
}

TEST(HostileModuleTest, EveryForgedFlipIsHarmless) {
  const std::string file = packBasic();
  int ran = 0, loaded = 0, refused = 0;
  for (size_t byte = 0; byte < rootSize(file) - 8; ++byte) {
    for (int bit = 0; bit < 9; ++bit) {
      std::string changed = file;
      changed[byte] ^= char(bit == 8 ? 0xff : 1 << bit);
      fixRootChecksum(changed);
      Attempt result = attempt(changed);
      EXPECT_TRUE(result.isIntact) << byte << " bit " << bit;
      EXPECT_TRUE(result.isOfficial) << byte << " bit " << bit;
      ran += result.reached == Reached::ran;
      loaded += result.reached == Reached::loaded || result.reached == Reached::opened;
      refused += result.reached == Reached::refused;
    }
  }
  // The test means something only when all of these happen.
  EXPECT_GT(ran, 1000);
  EXPECT_GT(loaded, 100);
  EXPECT_GT(refused, 1000);
  std::printf("ran %d, loaded or opened %d, refused %d\n", ran, loaded, refused);
}

/// Several changes at once reach states that one change cannot.
TEST(HostileModuleTest, ForgedNoiseIsHarmless) {
  const std::string file = packBasic();
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string changed = file;
    int changes = 1 + int(random() % 4);
    for (int i = 0; i < changes; ++i) {
      size_t byte = 4 + random() % (rootSize(file) - 12);
      bool isWord = random() % 2 && byte + 4 < rootSize(file) - 8;
      uint32_t value = random() % 3 ? uint32_t(random() % 64) : uint32_t(random());
      std::memcpy(&changed[byte], &value, isWord ? 4 : 1);
    }
    fixRootChecksum(changed);
    Attempt result = attempt(changed);
    EXPECT_TRUE(result.isIntact) << round;
    EXPECT_TRUE(result.isOfficial) << round;
  }
}

TEST(HostileModuleTest, NoiseIsRefused) {
  std::mt19937 random(1);
  for (size_t size = 0; size < 4096; size += 1 + size / 8) {
    std::string noise(size, '\0');
    for (char &byte : noise)
      byte = char(random());
    EXPECT_EQ(attempt(noise).reached, Reached::refused);
  }
}

/// A root of a few kilobytes whose tables all refer to the same tables would
/// take the square of its size to walk.
TEST(HostileModuleTest, SharedTablesDoNotExplode) {
  flatbuffers::FlatBufferBuilder builder;
  auto name = builder.CreateString("t");
  auto one = schema::CreateTensor(builder, name, schema::ElementType::f32, 0, 0);
  std::vector<flatbuffers::Offset<schema::Tensor>> tensors(20000, one);
  auto vector = builder.CreateVector(tensors);
  auto function = schema::CreateFunction(builder, name, vector, vector, 0);
  std::vector<flatbuffers::Offset<schema::Function>> functions(20000, function);
  auto all = builder.CreateVector(functions);
  schema::FinishSizePrefixedModuleBuffer(
      builder, schema::CreateModule(builder, 1, 0, all, 0, nullptr, 0, 0));
  std::string file(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
  file.resize(file.size() + 8);
  fixRootChecksum(file);
  Attempt result = attempt(file);
  EXPECT_EQ(result.reached, Reached::refused);
  EXPECT_EQ(result.reason, "the description is damaged");
}
} // namespace
