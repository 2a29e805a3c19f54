//===- OpenSizes.cpp - Loops whose length a call decides ------------------===//

#include "passes/Codegen/OpenSizes.h"

#include "dialects/Exec/IR/SizeDivision.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

/// Rows of a tile whose vectors have an open remainder, too: each pair of sizes is code.
constexpr int64_t kMostRows = 4;

Value sinter::codegen::createSize(OpBuilder &builder, Location loc, int64_t size) {
  if (exec::SymbolicDims::get(builder.getInsertionBlock()->getParentOp()).isSymbolic(size))
    return exec::SizeOp::create(builder, loc, size);
  return arith::ConstantIndexOp::create(builder, loc, size);
}

static int64_t getTile(const Nest &nest, const Strategy &strategy, unsigned dim) {
  return std::min(strategy.tile[dim], nest.dims[dim].extent);
}

bool sinter::codegen::hasOpenRemainder(const Nest &nest, const Strategy &strategy, unsigned dim) {
  int64_t extent = nest.dims[dim].extent;
  return nest.symbols.isSymbolic(extent) &&
         !exec::isMultiple(nest.symbols, extent, getTile(nest, strategy, dim));
}

SmallVector<Piece> sinter::codegen::cutOpen(const Nest &nest, const Strategy &strategy,
                                            unsigned dim) {
  int64_t extent = nest.dims[dim].extent;
  int64_t tile = llvm::bit_floor<uint64_t>(getTile(nest, strategy, dim));
  if (strategy.vectorDim && dim != strategy.vectorDim &&
      hasOpenRemainder(nest, strategy, *strategy.vectorDim))
    tile = std::min(tile, kMostRows);
  SmallVector<Piece> pieces{{0, tile, extent / tile, Piece::OpenTiles}};
  while (tile > 1) {
    tile /= 2;
    pieces.push_back({0, tile, 1, Piece::OpenRest});
  }
  return pieces;
}

std::pair<Value, Value> sinter::codegen::getOpenRange(OpBuilder &builder, Location loc,
                                                      const Piece &piece, int64_t extent) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value points = createSize(builder, loc, extent);
  Value last = arith::DivUIOp::create(builder, loc, points, constant(piece.size));
  if (piece.kind == Piece::OpenTiles)
    return {constant(0), last};
  // What is left by tiles of twice the size is one tile of this size, or none.
  Value twice = arith::DivUIOp::create(builder, loc, points, constant(2 * piece.size));
  return {arith::MulIOp::create(builder, loc, twice, constant(2)), last};
}

void sinter::codegen::adaptToOpenSizes(const Nest &nest, Strategy &strategy) {
  if (nest.symbols.empty())
    return;
  for (auto [dim, loop] : llvm::enumerate(nest.dims)) {
    if (!nest.symbols.isSymbolic(loop.extent))
      continue;
    strategy.unroll[dim] = false;
    if (loop.reduction)
      strategy.steps = 1;
  }
  if (llvm::any_of(strategy.ahead, [&](const Operand &operand) {
        return nest.symbols.isSymbolic(operand.at.strides);
      }))
    strategy.ahead.clear();
}
