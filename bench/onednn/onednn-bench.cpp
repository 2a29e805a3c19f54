//===- onednn-bench.cpp - Measure oneDNN's matrix product -----------------===//
//
// C = A B in f32 with B reordered beforehand into the layout that oneDNN prefers,
// as a compiler does with weights. The yardstick for products with a constant
// right-hand side. OMP_NUM_THREADS sets the threads.
//
//===----------------------------------------------------------------------===//

#include "sinter/posix.h"
#include "tools/support/Options.h"
#include "tools/support/Statistics.h"
#include <cstdio>
#include <oneapi/dnnl/dnnl.hpp>

using namespace sinter::tools;

namespace {
struct Product {
  int64_t m = 0, n = 0, k = 0;
};

/// A product with its buffers, ready to run.
class Matmul {
public:
  explicit Matmul(Product shape) {
    using tag = dnnl::memory::format_tag;
    dnnl::memory::desc a = describe(shape.m, shape.k, tag::ab);
    dnnl::memory::desc c = describe(shape.m, shape.n, tag::ab);
    dnnl::matmul::primitive_desc plan(
        dnnl::matmul::desc(a, describe(shape.k, shape.n, tag::any), c), engine);
    dnnl::memory plain(describe(shape.k, shape.n, tag::ab), engine);
    fill(plain, shape.k * shape.n);
    dnnl::memory packed(plan.weights_desc(), engine);
    dnnl::reorder(plain, packed).execute(stream, plain, packed);
    dnnl::memory left(a, engine);
    fill(left, shape.m * shape.k);
    matmul = dnnl::matmul(plan);
    arguments = {
        {DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DST, dnnl::memory(c, engine)}};
    stream.wait();
  }

  void run() {
    matmul.execute(stream, arguments);
    stream.wait();
  }

private:
  static dnnl::memory::desc describe(int64_t rows, int64_t columns, dnnl::memory::format_tag tag) {
    return dnnl::memory::desc({rows, columns}, dnnl::memory::data_type::f32, tag);
  }
  static void fill(dnnl::memory &memory, int64_t count) {
    auto *data = static_cast<float *>(memory.get_data_handle());
    for (int64_t i = 0; i < count; ++i)
      data[i] = float(i * 7919 % 1009) / 1009 - 0.5f;
  }

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::matmul matmul;
  std::unordered_map<int, dnnl::memory> arguments;
};

std::vector<double> measure(Matmul &matmul, double warmup, double minTime, uint32_t minRuns) {
  uint64_t start = sinter_clock(), now;
  while (double(sinter_clock() - start) < warmup * 1e9)
    matmul.run();
  std::vector<double> milliseconds;
  start = now = sinter_clock();
  while (milliseconds.size() < minRuns || double(now - start) < minTime * 1e9) {
    uint64_t begin = sinter_clock();
    matmul.run();
    now = sinter_clock();
    milliseconds.push_back(double(now - begin) * 1e-6);
  }
  return milliseconds;
}
} // namespace

int main(int argc, char **argv) {
  std::string shape;
  double warmup = 0.2, minTime = 1;
  uint32_t minRuns = 10;
  CommandLine line = {"onednn-bench", "MxNxK", "Measures a matrix product in oneDNN.", {}};
  line.options = {
      real("warmup", "seconds to run before measuring (default: 0.2)", warmup),
      real("min-time", "seconds to measure at least (default: 1)", minTime),
      number("min-runs", "runs to measure at least (default: 10)", minRuns),
  };
  if (std::optional<int> code = line.parse(argc, argv, shape))
    return *code;
  Product product;
  char rest;
  long long m, n, k;
  if (std::sscanf(shape.c_str(), "%lldx%lldx%lld%c", &m, &n, &k, &rest) != 3 || m < 1 || n < 1 ||
      k < 1 || m > 1 << 20 || n > 1 << 20 || k > 1 << 20)
    return line.refuse("expected a product such as 128x768x768");
  product = {m, n, k};
  Matmul matmul(product);
  Statistics ms = Statistics::of(measure(matmul, warmup, minTime, std::max(minRuns, 1u)));
  std::printf("{\"median_ms\": %.6g, \"min_ms\": %.6g}\n", ms.median, ms.min);
  return ExitSuccess;
}
