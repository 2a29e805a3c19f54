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

int64_t sinter::codegen::chooseParts(int64_t tiles, int64_t most) {
  int64_t best = 1;
  double bestIdle = 2;
  for (int64_t parts = most; parts >= std::max<int64_t>(1, (most + 1) / 2); --parts) {
    double idle = static_cast<double>(llvm::divideCeil(tiles, parts) * parts) / tiles;
    if (idle < bestIdle - 0.05) {
      bestIdle = idle;
      best = parts;
    }
  }
  return best;
}

std::pair<Value, Value> sinter::codegen::getShare(OpBuilder &builder, Location loc, Value part,
                                                  int64_t tiles, int64_t parts) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  auto boundary = [&](Value index) -> Value {
    bool divides = tiles % parts == 0;
    Value product =
        arith::MulIOp::create(builder, loc, index, constant(divides ? tiles / parts : tiles));
    if (divides)
      return product;
    return arith::DivUIOp::create(builder, loc, product, constant(parts));
  };
  Value first = boundary(part);
  Value next = arith::AddIOp::create(builder, loc, part, constant(1));
  return {first, boundary(next)};
}

Cut sinter::codegen::cutNest(const Nest &nest, const Strategy &strategy, int64_t limit) {
  // Outer loops are cut to single tiles before an inner one is cut at all: so a
  // cell is a contiguous part of the sequential order, and neighbouring cells find
  // in cache what they share.
  Cut cut;
  int64_t cells = 1;
  for (unsigned dim : strategy.order) {
    int64_t tiles = getTiles(nest, strategy, dim), most = limit / cells;
    if (tiles == 1)
      continue;
    int64_t parts = tiles <= most ? tiles : chooseParts(tiles, most);
    if (parts > 1)
      cut.loops.push_back({dim, parts});
    cells *= parts;
    if (parts < tiles)
      break;
  }
  return cut;
}
