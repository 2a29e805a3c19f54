//===- ArenaPlannerTest.cpp - Properties of the arena planner -------------===//

#include "passes/Memory/ArenaPlanner.h"

#include "gtest/gtest.h"
#include <algorithm>
#include <random>
#include <vector>

using sinter::getLiveBytes;
using sinter::LiveBuffer;
using sinter::Overlap;
using sinter::planArena;

static bool shareTime(const LiveBuffer &a, const LiveBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

static bool shareBytes(const LiveBuffer &a, const LiveBuffer &b) {
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
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
  double sum = 0;
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
    int64_t bound = getLiveBytes(buffers, 64);
    EXPECT_GE(size, bound - 63);
    EXPECT_LE(size, 1.1 * bound) << "round " << round;
    sum += double(size) / double(bound);
  }
  EXPECT_LE(sum / 200, 1.02);
}

TEST(ArenaPlanner, LiveBytesCountWhatIsAliveTogether) {
  std::vector<LiveBuffer> buffers = {{100, 0, 1}, {64, 1, 1}, {65, 2, 4}, {1, 3, 3}};
  EXPECT_EQ(getLiveBytes(buffers, 64), 192);
  EXPECT_EQ(getLiveBytes(buffers, 1), 164);
}

/// No order of a handful of buffers gives less.
TEST(ArenaPlanner, SearchesSmallCases) {
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    std::vector<LiveBuffer> buffers;
    for (int i = 0; i < 6; ++i) {
      int64_t first = random() % 8;
      buffers.push_back({64 * int64_t(1 + random() % 9), first, first + int64_t(random() % 4)});
    }
    // The best of all orders, each buffer at its lowest gap, found the slow way.
    std::vector<int> order = {0, 1, 2, 3, 4, 5};
    int64_t least = INT64_MAX;
    do {
      std::vector<LiveBuffer> placed;
      int64_t end = 0;
      for (int i : order) {
        LiveBuffer buffer = buffers[i];
        for (buffer.offset = 0;
             std::any_of(placed.begin(), placed.end(), [&](const LiveBuffer &other) {
               return shareTime(buffer, other) && shareBytes(buffer, other);
             });)
          buffer.offset += 64;
        placed.push_back(buffer);
        end = std::max(end, buffer.offset + buffer.size);
      }
      least = std::min(least, end);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(planArena(buffers, 64), least) << "round " << round;
  }
}

/// A model of several hundred buffers is planned in no time, twice to the same offsets.
TEST(ArenaPlanner, PlansLargeModels) {
  std::mt19937 random(3);
  std::vector<LiveBuffer> buffers;
  for (int i = 0; i < 1500; ++i)
    buffers.push_back({int64_t(1 + random() % 1000000), i, i + 1 + int64_t(random() % 20)});
  std::vector<LiveBuffer> again = buffers;
  int64_t size = planArena(buffers, 64);
  EXPECT_EQ(planArena(again, 64), size);
  for (size_t i = 0; i < buffers.size(); ++i)
    EXPECT_EQ(buffers[i].offset, again[i].offset);
  EXPECT_LE(size, 1.1 * getLiveBytes(buffers, 64));
}

/// A result lies on what dies as it is made, as far above or below as it has to.
TEST(ArenaPlanner, OverlapsWithinALimit) {
  std::vector<LiveBuffer> down = {{1024, 0, 1}, {1024, 1, 2}};
  EXPECT_EQ(planArena(down, 64, {{0, 1, 100, std::nullopt}}), 1024 + 128);
  EXPECT_EQ(down[0].offset - down[1].offset, 128);
  std::vector<LiveBuffer> up = {{1024, 0, 1}, {1024, 1, 2}};
  EXPECT_EQ(planArena(up, 64, {{0, 1, std::nullopt, 100}}), 1024 + 128);
  EXPECT_EQ(up[1].offset - up[0].offset, 128);
  std::vector<LiveBuffer> inside = {{1024, 0, 1}, {512, 1, 2}};
  EXPECT_EQ(planArena(inside, 64, {{0, 1, -448, std::nullopt}}), 1024);
  std::vector<LiveBuffer> apart = {{1024, 0, 1}, {512, 1, 2}};
  EXPECT_EQ(planArena(apart, 64, {{0, 1, std::nullopt, std::nullopt}}), 1536);
}

/// A chain that alternates between the two directions stays where it is.
TEST(ArenaPlanner, ChainsOfOverlapsStayTogether) {
  std::vector<LiveBuffer> buffers;
  std::vector<Overlap> overlaps;
  for (unsigned i = 0; i < 9; ++i) {
    buffers.push_back({1024, i, i + 1});
    if (i > 0)
      overlaps.push_back({i - 1, i, 64, 64});
  }
  EXPECT_EQ(planArena(buffers, 64, overlaps), 1024 + 64);
}

TEST(ArenaPlanner, RandomOverlapsKeepTheirDistance) {
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    std::vector<LiveBuffer> buffers;
    std::vector<Overlap> overlaps;
    for (unsigned i = 0; i < 30; ++i) {
      buffers.push_back({int64_t(1 + random() % 4096), i, i + 1 + int64_t(random() % 3)});
      for (unsigned j = 0; j < i; ++j)
        if (buffers[j].last == i && random() % 2)
          overlaps.push_back({j, i, int64_t(random() % 2048) - 1024, random() % 4096});
    }
    int64_t size = planArena(buffers, 64, overlaps);
    for (unsigned i = 0; i < buffers.size(); ++i) {
      EXPECT_LE(buffers[i].offset + buffers[i].size, size);
      for (unsigned j = 0; j < i; ++j) {
        if (!shareTime(buffers[i], buffers[j]) || !shareBytes(buffers[i], buffers[j]))
          continue;
        auto overlap = std::find_if(overlaps.begin(), overlaps.end(),
                                    [&](const Overlap &o) { return o.dying == j && o.born == i; });
        ASSERT_NE(overlap, overlaps.end()) << i << " and " << j;
        int64_t above = buffers[j].offset - buffers[i].offset;
        EXPECT_TRUE(above >= *overlap->dyingAbove || -above >= *overlap->bornAbove);
      }
    }
  }
}
