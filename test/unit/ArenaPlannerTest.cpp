//===- ArenaPlannerTest.cpp - Properties of the arena planner -------------===//

#include "passes/Memory/ArenaPlanner.h"

#include "gtest/gtest.h"
#include <random>
#include <vector>

using sinter::LiveBuffer;
using sinter::planArena;

static bool shareTime(const LiveBuffer &a, const LiveBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

static bool shareBytes(const LiveBuffer &a, const LiveBuffer &b) {
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

/// The largest sum of sizes alive at one step: no plan can be smaller.
static int64_t lowerBound(const std::vector<LiveBuffer> &buffers, int64_t steps) {
  int64_t bound = 0;
  for (int64_t step = 0; step < steps; ++step) {
    int64_t alive = 0;
    for (const LiveBuffer &buffer : buffers)
      if (buffer.first <= step && step <= buffer.last)
        alive += buffer.size;
    bound = std::max(bound, alive);
  }
  return bound;
}

TEST(ArenaPlanner, EmptyArena) {
  std::vector<LiveBuffer> none;
  EXPECT_EQ(planArena(none, 64), 0);
}

TEST(ArenaPlanner, ChainReusesTheFirstBuffer) {
  std::vector<LiveBuffer> buffers = {{256, 0, 1}, {256, 1, 2}, {256, 2, 3}};
  EXPECT_EQ(planArena(buffers, 64), 512);
  EXPECT_EQ(buffers[0].offset, buffers[2].offset);
}

TEST(ArenaPlanner, FillsGapsBelowLargerBuffers) {
  // The small buffer fits in the hole that buffer 1 leaves at step 2.
  std::vector<LiveBuffer> buffers = {{1024, 0, 2}, {512, 0, 1}, {768, 0, 0}, {128, 2, 2}};
  EXPECT_EQ(planArena(buffers, 64), 1024 + 768 + 512);
  EXPECT_LT(buffers[3].offset, 1024 + 768);
}

TEST(ArenaPlanner, RandomPlansAreValidAlignedAndTight) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    constexpr int64_t kSteps = 40;
    std::vector<LiveBuffer> buffers;
    for (int i = 0; i < 60; ++i) {
      int64_t first = random() % kSteps;
      buffers.push_back(
          {int64_t(random() % 4096), first, std::min<int64_t>(kSteps - 1, first + random() % 6)});
    }
    int64_t size = planArena(buffers, 64);
    for (size_t i = 0; i < buffers.size(); ++i) {
      EXPECT_EQ(buffers[i].offset % 64, 0);
      EXPECT_LE(buffers[i].offset + buffers[i].size, size);
      for (size_t j = 0; j < i; ++j)
        if (buffers[i].size && buffers[j].size && shareTime(buffers[i], buffers[j]))
          EXPECT_FALSE(shareBytes(buffers[i], buffers[j])) << i << " and " << j;
    }
    EXPECT_LE(size, 1.4 * lowerBound(buffers, kSteps) + 64 * 60);
  }
}
