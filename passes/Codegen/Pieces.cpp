//===- Pieces.cpp - Static cuts of loops into tiles -----------------------===//
//
// Remainders are cut at compile time; no vector is ever masked by the loop's end.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/OpenSizes.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

SmallVector<Piece> sinter::codegen::cutBalanced(int64_t extent, int64_t tile) {
  int64_t count = llvm::divideCeil(extent, tile);
  int64_t size = extent / count, larger = extent % count;
  SmallVector<Piece> pieces;
  if (larger)
    pieces.push_back({0, size + 1, larger});
  pieces.push_back({larger * (size + 1), size, count - larger});
  return pieces;
}

SmallVector<Piece> sinter::codegen::cutVector(int64_t extent, int64_t tile, int64_t lanes) {
  int64_t count = extent / tile, rest = extent % tile;
  if (count && rest && rest < lanes) {
    --count;
    rest += tile;
  }
  SmallVector<Piece> pieces;
  if (count)
    pieces.push_back({0, tile, count});
  if (rest)
    pieces.push_back({tile * count, rest, 1});
  return pieces;
}

SmallVector<Lanes> sinter::codegen::cutLanes(int64_t size, int64_t lanes) {
  int64_t width = std::min<int64_t>(lanes, llvm::bit_floor<uint64_t>(size));
  SmallVector<Lanes> result;
  for (int64_t offset = 0; offset + width <= size; offset += width)
    result.push_back({offset, width});
  if (size % width)
    result.push_back({size - width, width});
  return result;
}

SmallVector<Piece> sinter::codegen::cutLoop(const Nest &nest, const Strategy &strategy,
                                            unsigned dim) {
  if (hasOpenRemainder(nest, strategy, dim))
    return cutOpen(nest, strategy, dim);
  int64_t extent = nest.dims[dim].extent, tile = std::min(strategy.tile[dim], extent);
  if (dim == strategy.vectorDim)
    return cutVector(extent, tile, strategy.lanes);
  return cutBalanced(extent, tile);
}
