//===- DeviceTest.cpp - What every device promises ------------------------===//
//
// One suite for all devices. Built twice: as it is, and with ThreadSanitizer
// (DeviceRaceTest).
//
//===----------------------------------------------------------------------===//

#include "sinter/posix.h"
#include "test/runtime/support/Devices.h"
#include <algorithm>
#include <atomic>
#include <ctime>
#include <numeric>
#include <thread>

using namespace sinter::test;

namespace {
class DeviceTest : public testing::TestWithParam<uint32_t> {
protected:
  TestDevice device{GetParam()};
};

TEST_P(DeviceTest, NamesItsThreads) { EXPECT_EQ(device.get().threads, std::max(GetParam(), 1u)); }

TEST_P(DeviceTest, RunsEachWorkgroupOnce) {
  for (uint32_t count : {0u, 1u, 2u, 3u, 7u, 64u, 1000u, 100000u}) {
    std::vector<int> runs(count);
    device.forEach(count, [&](uint32_t i) { ++runs[i]; });
    EXPECT_EQ(std::count(runs.begin(), runs.end(), 1), count);
  }
}

/// Writes of workgroups are there when the call returns, without atomics, and
/// the next dispatch reads them on any thread.
TEST_P(DeviceTest, DispatchesFollowOneAnother) {
  std::vector<uint32_t> a(257), b(257);
  std::iota(a.begin(), a.end(), 0);
  for (int round = 0; round < 500; ++round) {
    device.forEach(257, [&](uint32_t i) { b[i] = a[256 - i] + 1; });
    device.forEach(257, [&](uint32_t i) { a[i] = b[i]; });
  }
  for (uint32_t i = 0; i < 257; ++i)
    EXPECT_EQ(a[i], i + 500);
}

/// A result that depends on rounding is the same on every device.
TEST_P(DeviceTest, ResultsDoNotDependOnThreads) {
  auto compute = [](const TestDevice &on) {
    std::vector<float> sums(100);
    on.forEach(100, [&](uint32_t i) {
      for (int k = 1; k < 1000; ++k)
        sums[i] += 1.0f / float(k + int(i));
    });
    return sums;
  };
  EXPECT_EQ(compute(device), compute(TestDevice(0)));
}

TEST_P(DeviceTest, WaitsForSlowWorkgroups) {
  std::vector<int> done(9);
  device.forEach(9, [&](uint32_t i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(i == 0 ? 30 : 1));
    done[i] = 1;
  });
  EXPECT_EQ(std::accumulate(done.begin(), done.end(), 0), 9);
}

TEST_P(DeviceTest, WorkgroupsMayDispatch) {
  std::vector<std::vector<int>> runs(5, std::vector<int>(50));
  device.forEach(5, [&](uint32_t i) { device.forEach(50, [&, i](uint32_t k) { ++runs[i][k]; }); });
  for (auto &inner : runs)
    EXPECT_EQ(std::count(inner.begin(), inner.end(), 1), 50);
}

/// More callers than the pool has slots for.
TEST_P(DeviceTest, ServesManyCallersAtOnce) {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 12; ++caller)
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 200; ++round) {
        std::vector<int> runs(1 + (caller * 31 + round) % 97);
        device.forEach(uint32_t(runs.size()), [&](uint32_t i) { runs[i] += caller + 1; });
        for (int run : runs)
          wrong += run != caller + 1;
      }
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST_P(DeviceTest, SleepsWhenIdle) {
  device.forEach(1000, [](uint32_t) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(50)); // until workers sleep
  auto processTime = [] {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
  };
  double before = processTime();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_LT(processTime() - before, 0.01);
  std::vector<int> runs(1000); // and wakes again
  device.forEach(1000, [&](uint32_t i) { ++runs[i]; });
  EXPECT_EQ(std::count(runs.begin(), runs.end(), 1), 1000);
}

INSTANTIATE_TEST_SUITE_P(All, DeviceTest, TestDevice::all(), TestDevice::name);

/// Threads that the machine runs at once, at most 3.
uint32_t countThreads() { return std::min(3u, sinter_processor_count()); }

TEST(TaskPoolTest, UsesItsThreads) {
  uint32_t threads = countThreads();
  TestDevice device(threads);
  std::vector<std::thread::id> ids(threads);
  std::atomic<uint32_t> inside{0};
  // Each workgroup waits for the others: only as many threads get through.
  device.forEach(threads, [&](uint32_t i) {
    ids[i] = std::this_thread::get_id();
    ++inside;
    while (inside < threads)
      std::this_thread::yield();
  });
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

/// The first workgroup, which is the caller's, waits for all others: those of the
/// caller's share as well.
TEST(TaskPoolTest, TakesOverWhatOthersDoNotReach) {
  TestDevice device(2);
  for (uint32_t count : {2u, 8u, 100u, 1000u}) {
    std::thread::id caller = std::this_thread::get_id(), first;
    uint32_t together = (count + 254) / 255; // workgroups that are claimed at once
    std::atomic<uint32_t> done{0};
    device.forEach(count, [&](uint32_t i) {
      if (i == 0) {
        first = std::this_thread::get_id();
        while (done < count - 2 * together)
          std::this_thread::yield();
      }
      ++done;
    });
    EXPECT_EQ(first, caller);
    EXPECT_EQ(done, count);
  }
}

/// While nobody is late, a thread gets the same workgroups in each dispatch. Each
/// workgroup of one half waits for its counterpart in the other half to begin, so
/// nobody is.
TEST(TaskPoolTest, KeepsPartsOnTheirThreads) {
  if (sinter_processor_count() < 2)
    GTEST_SKIP() << "with one processor, threads take turns: one of them is always late";
  TestDevice device(2);
  std::vector<std::thread::id> ids(8), before;
  std::atomic<bool> isLate{false};
  for (int round = 0; round < 200 && !isLate; ++round) {
    std::vector<std::atomic<int>> begun(4);
    device.forEach(8, [&](uint32_t i) {
      ids[i] = std::this_thread::get_id();
      ++begun[i % 4];
      uint64_t deadline = sinter_clock() + 10'000'000'000;
      while (begun[i % 4] < 2 && !isLate) {
        std::this_thread::yield();
        isLate = isLate || sinter_clock() > deadline;
      }
    });
    if (round > 0)
      EXPECT_EQ(ids, before);
    before = ids;
  }
  EXPECT_FALSE(isLate) << "a workgroup's counterpart did not begin";
}

/// Many more workers than processors, most of which sleep: those that are awake take
/// over the parts of the others. The caller waits for all of them.
TEST(TaskPoolTest, BearsMoreThreadsThanProcessors) {
  if (sinter_processor_count() < 2)
    GTEST_SKIP() << "with one processor, any two threads are more than there are processors";
  uint32_t threads = 8 * sinter_processor_count();
  TestDevice device(threads);
  for (uint32_t round = 0; round < 300; ++round) {
    std::vector<int> runs(threads + round % 5 * threads);
    std::atomic<uint32_t> done{0};
    uint32_t together = uint32_t((runs.size() + 254) / 255); // workgroups of the first claim
    device.forEach(uint32_t(runs.size()), [&](uint32_t i) {
      while (i == 0 && done < runs.size() - together)
        std::this_thread::yield();
      ++runs[i];
      ++done;
    });
    EXPECT_EQ(std::count(runs.begin(), runs.end(), 1), runs.size());
  }
}

TEST(TaskPoolTest, StartsAndEndsOften) {
  for (uint32_t round = 0; round < 200; ++round) {
    TestDevice device(1 + round % 5);
    std::vector<int> runs(round % 7);
    if (round % 3)
      device.forEach(uint32_t(runs.size()), [&](uint32_t i) { ++runs[i]; });
  }
}

TEST(TaskPoolTest, HasOneThreadPerProcessorByDefault) {
  sinter_task_pool_t *pool;
  ASSERT_EQ(sinter_task_pool_create(0, &pool), SINTER_OK);
  cpu_set_t set;
  ASSERT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
  EXPECT_EQ(sinter_task_pool_device(pool).threads, uint32_t(CPU_COUNT(&set)));
  sinter_task_pool_destroy(pool);
}

TEST(TaskPoolTest, RefusesAbsurdCounts) {
  sinter_task_pool_t *pool;
  EXPECT_EQ(sinter_task_pool_create(UINT32_MAX, &pool), SINTER_OUT_OF_MEMORY);
}
} // namespace
