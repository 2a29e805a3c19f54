//===- peak-bench.cpp - Measure what the processor can do at most ---------===//
//
// Chains of multiply-adds that live in registers, enough of them in flight to keep
// every unit busy, in the widest vectors that the processor has: nothing computes
// faster. Prints GFLOP/s of f32 and GOP/s of 8-bit integers as JSON.
//
//===----------------------------------------------------------------------===//

#include "sinter/posix.h"
#include "tools/support/Options.h"
#include <algorithm>
#include <cstdio>
#include <thread>

using namespace sinter::tools;

namespace {
// A loop of 12 independent chains, twice: more than latency times units of any x86-64 core. The
// registers hold zeros, so results stay zero; time does not depend on values.
#define CHAINS(OP, REG)                                                                            \
  OP(REG, 0)                                                                                       \
  OP(REG, 1)                                                                                       \
  OP(REG, 2)                                                                                       \
  OP(REG, 3)                                                                                       \
  OP(REG, 4) OP(REG, 5) OP(REG, 6) OP(REG, 7) OP(REG, 8) OP(REG, 9) OP(REG, 10) OP(REG, 11)
#define CLEAR(REG, N) "vxorps %%xmm" #N ", %%xmm" #N ", %%xmm" #N "\n\t"
#define FMA(REG, N) "vfmadd231ps %%" REG "14, %%" REG "15, %%" REG #N "\n\t"
#define DOT(REG, N) "vpdpbusd %%" REG "14, %%" REG "15, %%" REG #N "\n\t"
#define VEXDOT(REG, N) "%{vex%} vpdpbusd %%" REG "14, %%" REG "15, %%" REG #N "\n\t"
#define LOOP(OP, REG)                                                                              \
  [](uint64_t rounds) {                                                                            \
    __asm__ volatile(CHAINS(CLEAR, REG) CLEAR(REG, 14) CLEAR(REG, 15) "1:\n\t" CHAINS(OP, REG)     \
                         CHAINS(OP, REG) "dec %0\n\tjnz 1b\n\tvzeroupper"                          \
                     : "+r"(rounds)                                                                \
                     :                                                                             \
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",     \
                       "xmm9", "xmm10", "xmm11", "xmm14", "xmm15", "cc");                          \
  }

/// A loop, and the operations of one round.
struct Kernel {
  void (*run)(uint64_t rounds);
  double operations;
};

constexpr int chains = 24; // of one round: 12, twice

Kernel floatKernel() {
  if (__builtin_cpu_supports("avx512f"))
    return {LOOP(FMA, "zmm"), chains * 16 * 2};
  if (__builtin_cpu_supports("fma"))
    return {LOOP(FMA, "ymm"), chains * 8 * 2};
  return {nullptr, 0};
}

Kernel dotKernel() {
  if (__builtin_cpu_supports("avx512vnni"))
    return {LOOP(DOT, "zmm"), chains * 64 * 2};
  if (__builtin_cpu_supports("avxvnni"))
    return {LOOP(VEXDOT, "ymm"), chains * 32 * 2};
  return {nullptr, 0};
}

/// Returns giga-operations per second of all threads together: the median of some rounds.
double measure(Kernel kernel, unsigned threads) {
  if (!kernel.run)
    return 0;
  constexpr uint64_t rounds = 1000000;
  constexpr int samples = 15;
  double rates[samples];
  for (double &rate : rates) {
    std::vector<std::thread> others;
    uint64_t begin = sinter_clock();
    for (unsigned i = 1; i < threads; ++i)
      others.emplace_back(kernel.run, rounds);
    kernel.run(rounds);
    for (std::thread &other : others)
      other.join();
    rate = double(rounds) * kernel.operations * threads / double(sinter_clock() - begin);
  }
  std::sort(rates, rates + samples);
  return rates[samples / 2];
}
} // namespace

int main(int argc, char **argv) {
  uint32_t threads = 1;
  std::string none;
  CommandLine line = {
      "peak-bench", "", "Measures the most multiply-adds that fit in a second.", {}};
  line.options = {number("threads", "threads that compute at once (default: 1)", threads)};
  if (std::optional<int> code = line.parse(argc, argv, none))
    return *code;
  if (!none.empty() || threads == 0 || threads > 1024)
    return line.refuse("expected only --threads=1 to 1024");
  measure(floatKernel(), threads); // warms up: clocks rise
  std::printf("{\"threads\": %u, \"f32\": %.4g, \"int8\": %.4g}\n", threads,
              measure(floatKernel(), threads), measure(dotKernel(), threads));
  return ExitSuccess;
}
