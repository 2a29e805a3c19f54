//===- WinogradPlan.cpp - Does Winograd's method pay? ---------------------===//
//
// Costs are cycles of one core; the constants were measured with AVX-512.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/WinogradPlan.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

/// Cycles to transform one tile of one vector of channels, there or back.
static constexpr double kTransformCycles2 = 45, kTransformCycles4 = 150;

/// What a product of matrices takes more than its multiplications, and what bytes
/// beyond the second cache cost.
static constexpr double kMatmulOverhead = 1.15, kFarBytesPerCycle = 8;

/// With the points 0, 3/4, -3/4, 11/8, -11/8 and infinity, the error of F(4,3)
/// measures up to 2.6e-6 of the largest output for 256 input channels and grows
/// with their square root: this many keep it below 5e-6.
static constexpr int64_t kMaxInputsOfTile4 = 1024;

/// A module for a machine of one thread may still run on another.
static constexpr int64_t kMinThreads = 2;

/// Workgroups that pay on machines of few threads.
static constexpr int64_t kUsualWorkgroups = 8;

namespace {

struct Planner {
  const ConvShape &shape;
  double macsPerCycle;
  int64_t lanes, l2Bytes, threads;

  Planner(const ConvShape &shape, exec::MachineAttr machine)
      : shape(shape), lanes(machine.getLanes(Float32Type::get(machine.getContext()))),
        l2Bytes(machine.getUsualL2Bytes()), threads(std::max(machine.getThreads(), kMinThreads)) {
    macsPerCycle = machine.getHasFma() ? 2 * lanes : lanes;
  }

  int64_t getPixels(int64_t tile) const { return (tile + 2) * (tile + 2); }
  int64_t getTileRows(int64_t tile) const { return llvm::divideCeil(shape.height, tile); }
  int64_t getTileColumns(int64_t tile) const { return llvm::divideCeil(shape.width, tile); }
  int64_t getWeightBytes(int64_t tile) const {
    return getPixels(tile) * shape.inputs * shape.outputs * 4;
  }

  double getDirectCycles() const {
    double macs = 9.0 * shape.images * shape.height * shape.width * shape.inputs * shape.outputs;
    double far = 9.0 * shape.inputs * shape.outputs * 4;
    return macs / macsPerCycle * kMatmulOverhead + getFarCycles(far);
  }

  double getFarCycles(double bytes) const {
    return bytes > l2Bytes / 2 ? bytes / kFarBytesPerCycle : 0;
  }

  double getCycles(int64_t tile) const {
    double tiles = shape.images * getTileRows(tile) * getTileColumns(tile);
    double macs = tiles * getPixels(tile) * shape.inputs * shape.outputs;
    double vectors = llvm::divideCeil(shape.inputs, lanes) + llvm::divideCeil(shape.outputs, lanes);
    double transforms = tiles * vectors * (tile == 2 ? kTransformCycles2 : kTransformCycles4);
    int64_t blocks = shape.images * llvm::divideCeil(getTileRows(tile), chooseRows(tile));
    return macs / macsPerCycle * kMatmulOverhead + transforms +
           getFarCycles(getWeightBytes(tile)) * blocks;
  }

  /// Tile rows whose pixels and products stay in cache, at least two blocks in
  /// all. Weights that do not stay there are read once per block: then blocks are
  /// larger.
  int64_t chooseRows(int64_t tile) const {
    int64_t bytes = getTileColumns(tile) * getPixels(tile) * (shape.inputs + shape.outputs) * 4;
    int64_t budget = std::clamp(getWeightBytes(tile), l2Bytes / 4, l2Bytes / 2);
    int64_t rows = std::clamp<int64_t>(budget / bytes, 1, getTileRows(tile));
    if (shape.images == 1 && rows == getTileRows(tile))
      rows = llvm::divideCeil(rows, 2);
    int64_t blocks = llvm::divideCeil(getTileRows(tile), rows);
    return llvm::divideCeil(getTileRows(tile), blocks);
  }

  /// As many workgroups as end soonest when threads share them: no more than that,
  /// for each uses memory of its own, which its blocks find in cache.
  int64_t chooseWorkgroups(int64_t blocks) const {
    int64_t best = 1, bestTime = blocks;
    for (int64_t count = 2; count <= std::min(blocks, std::max(threads, kUsualWorkgroups));
         ++count) {
      int64_t time = llvm::divideCeil(count, threads) * llvm::divideCeil(blocks, count);
      if (time < bestTime) {
        best = count;
        bestTime = time;
      }
    }
    return best;
  }

  ConvPlan getPlan(int64_t tile) const {
    ConvPlan plan;
    plan.tile = tile;
    plan.rows = chooseRows(tile);
    plan.workgroups =
        chooseWorkgroups(shape.images * llvm::divideCeil(getTileRows(tile), plan.rows));
    return plan;
  }
};

} // namespace

std::string ConvPlan::getMethod() const {
  return tile ? "winograd-f" + std::to_string(tile) : "direct";
}

std::optional<ConvPlan> sinter::planConv(const ConvShape &shape, exec::MachineAttr machine,
                                         StringRef arithmetic, StringRef given) {
  Planner planner(shape, machine);
  if (!given.empty()) {
    auto tile = llvm::StringSwitch<std::optional<int64_t>>(given)
                    .Case("direct", 0)
                    .Case("winograd-f2", 2)
                    .Case("winograd-f4", 4)
                    .Default(std::nullopt);
    if (!tile)
      return std::nullopt;
    ConvPlan plan = *tile ? planner.getPlan(*tile) : ConvPlan();
    plan.reason = "as asked for";
    return plan;
  }
  ConvPlan direct;
  direct.reason = "strict arithmetic";
  if (arithmetic == exec::kStrictArithmetic)
    return direct;
  if (machine.isMicrocontroller()) {
    direct.reason = "transformed weights and pixels take more memory than they are worth";
    return direct;
  }
  double base = planner.getDirectCycles();
  double cost2 = planner.getCycles(2) / base, cost4 = planner.getCycles(4) / base;
  bool isExact4 = arithmetic == exec::kFastArithmetic || shape.inputs <= kMaxInputsOfTile4;
  ConvPlan plan = direct;
  if (std::min(cost2, isExact4 ? cost4 : cost2) < 1)
    plan = planner.getPlan(isExact4 && cost4 < cost2 ? 4 : 2);
  plan.reason = llvm::formatv("estimated time of direct: winograd-f2 {0:f2}, winograd-f4 {1:f2}{2}",
                              cost2, cost4, isExact4 ? "" : " (too inexact)");
  return plan;
}
