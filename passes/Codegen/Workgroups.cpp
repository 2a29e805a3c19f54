//===- Workgroups.cpp - The cut of a dispatch among workgroups ------------===//
//
// Enough cells that threads of unequal speed finish together, few enough that a
// call costs nothing against its work. Cells are whole register tiles, so a cut
// changes neither the code of a tile nor any result.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Workgroups.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

/// Operations and elements moved that justify a workgroup of its own.
constexpr double kMinWork = 32768;
constexpr int64_t kMaxWorkgroups = 48;

int64_t Cut::getCells() const {
  int64_t cells = 1;
  for (auto [loop, parts] : loops)
    cells *= parts;
  return cells;
}

int64_t Cut::getParts(unsigned dim) const {
  for (auto [loop, parts] : loops)
    if (loop == dim)
      return parts;
  return 1;
}

static double getPoints(const Nest &nest) {
  double points = 1;
  for (const Dim &dim : nest.dims)
    points *= dim.extent;
  return points;
}

int64_t sinter::codegen::getWorkgroupLimit(ArrayRef<Nest> nests) {
  double work = 0;
  for (const Nest &nest : nests)
    for (const Stage &stage : nest.stages)
      work += getPoints(nest) *
              (stage.inputs.size() + std::distance(stage.body->begin(), stage.body->end()));
  return std::clamp<int64_t>(work / kMinWork, 1, kMaxWorkgroups);
}

static int64_t getTiles(const Nest &nest, const Strategy &strategy, unsigned dim) {
  int64_t tiles = 0;
  for (const Piece &piece : cutLoop(nest, strategy, dim))
    tiles += piece.count;
  return tiles;
}

/// What it costs, relative to the whole work, that `parts` workgroups along `dim`
/// read the same inputs.
static double getRereadCost(const Nest &nest, unsigned dim, int64_t parts) {
  double elements = 0;
  for (const Operand &input : nest.root().inputs) {
    if (input.kind != Operand::Memory || input.at.strides[dim] != 0)
      continue;
    double size = 1;
    for (auto [loop, stride] : llvm::zip_equal(nest.dims, input.at.strides))
      size *= stride ? loop.extent : 1;
    elements += size;
  }
  return 2 * elements * (parts - 1) / getPoints(nest);
}

Cut sinter::codegen::cutNest(const Nest &nest, const Strategy &strategy, int64_t limit) {
  Cut best;
  double bestScore = -1e9;
  auto rate = [&](ArrayRef<std::pair<unsigned, int64_t>> loops) {
    double cells = 1, idle = 1, reread = 0;
    for (auto [dim, parts] : loops) {
      double tiles = getTiles(nest, strategy, dim);
      cells *= parts;
      idle *= llvm::divideCeil(static_cast<int64_t>(tiles), parts) * parts / tiles;
      reread += getRereadCost(nest, dim, parts);
    }
    double score = 0.5 * cells / limit - 0.5 * (idle - 1) - reread;
    if (score <= bestScore)
      return;
    bestScore = score;
    best.loops.assign(loops.begin(), loops.end());
  };
  rate({});
  ArrayRef<unsigned> order = strategy.order;
  for (auto [i, outer] : llvm::enumerate(order)) {
    int64_t most = std::min(limit, getTiles(nest, strategy, outer));
    for (int64_t parts = 2; parts <= most; ++parts) {
      rate({{outer, parts}});
      for (unsigned inner : order.drop_front(i + 1)) {
        int64_t rest = std::min(limit / parts, getTiles(nest, strategy, inner));
        for (int64_t innerParts = 2; innerParts <= rest; ++innerParts)
          rate({{outer, parts}, {inner, innerParts}});
      }
    }
  }
  return best;
}
