//===- PreferSize.cpp - Tiles that need little code -----------------------===//
//
// Code of a nest is the code of a tile, once per way in which tiles are cut: a loop that
// leaves a remainder has two, a nest of two such loops four. What is unrolled is there
// once per iteration. Without both, a tile is there once.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Strategy.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns the largest size up to `tile` that divides `extent`.
static int64_t getDivisor(int64_t extent, int64_t tile) {
  int64_t size = std::min(extent, tile);
  while (extent % size != 0)
    --size;
  return size;
}

void sinter::codegen::preferSize(const Nest &nest, Strategy &strategy) {
  strategy.steps = 1;
  strategy.unroll.assign(nest.dims.size(), false);
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    int64_t &tile = strategy.tile[d];
    if (d == strategy.vectorDim) {
      // Panels were packed for their tiles.
      if (!strategy.dot)
        tile = std::min(tile, strategy.lanes);
    } else if (!dim.reduction) {
      tile = getDivisor(dim.extent, tile);
    }
  }
}
