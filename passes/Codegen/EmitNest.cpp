//===- EmitNest.cpp - Loops over register tiles ---------------------------===//
//
// Loops over tiles from the outside in, then one tile: accumulators live in
// loop-carried values until the last stage is computed, and all memory that a
// tile reads is read before it writes. So tiles may overlap themselves, and
// results may replace operands in place.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/EmitNest.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Codegen/EmitTile.h"
#include "passes/Codegen/OpenSizes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

namespace {

struct LoopEmitter {
  OpBuilder &builder;
  Location loc;
  const Nest &nest;
  Strategy strategy; ///< A copy: wider remainders take fewer rows.
  const Cut &cut;
  Value workgroup;
  AccessTable accesses;

  Value constant(int64_t value) { return arith::ConstantIndexOp::create(builder, loc, value); }

  void emitFrom(size_t depth);
  void emitPiece(size_t depth, const Piece &piece, Value lower, Value upper);
  void emitCut(size_t depth, ArrayRef<Piece> pieces, int64_t parts);
  void emitOpen(size_t depth, const Piece &piece, std::optional<std::pair<Value, Value>> share);
  int64_t fitRows(unsigned dim, const Piece &piece, unsigned &rowDim);
  Value getPart(unsigned dim, int64_t parts);
};

/// Emits the loops of `order` from position `depth` on.
void LoopEmitter::emitFrom(size_t depth) {
  if (depth == strategy.order.size()) {
    emitTile(builder, nest, strategy, accesses);
    return;
  }
  unsigned dim = strategy.order[depth];
  SmallVector<Piece> pieces = cutLoop(nest, strategy, dim);
  if (int64_t parts = cut.getParts(dim); parts > 1)
    return emitCut(depth, pieces, parts);
  for (const Piece &piece : pieces)
    if (piece.kind == Piece::Static)
      emitPiece(depth, piece, Value(), Value());
    else
      emitOpen(depth, piece, std::nullopt);
}

/// Emits the tiles of one piece, or those of its tiles [lower, upper).
void LoopEmitter::emitPiece(size_t depth, const Piece &piece, Value lower, Value upper) {
  unsigned dim = strategy.order[depth], rowDim = dim;
  AccessTable::Snapshot positions = accesses.getPositions();
  int64_t rows = fitRows(dim, piece, rowDim);
  std::swap(strategy.tile[rowDim], rows);
  accesses.setTile(dim, piece.size);
  accesses.advance(dim, piece.offset);
  if (piece.count == 1 && !lower) {
    emitFrom(depth + 1);
  } else {
    auto loop =
        scf::ForOp::create(builder, loc, lower ? lower : constant(0),
                           upper ? upper : createSize(builder, loc, piece.count), constant(1));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    accesses.advance(dim, loop.getInductionVar(), piece.size);
    emitFrom(depth + 1);
  }
  std::swap(strategy.tile[rowDim], rows);
  accesses.setPositions(std::move(positions));
}

/// Emits the tiles of a piece of a loop whose length a call decides. A workgroup computes its
/// `share` of the whole tiles; what they leave counts as one more tile.
void LoopEmitter::emitOpen(size_t depth, const Piece &piece,
                           std::optional<std::pair<Value, Value>> share) {
  unsigned dim = strategy.order[depth];
  auto [lower, upper] = getOpenRange(builder, loc, piece, nest.dims[dim].extent);
  if (share && piece.kind == Piece::OpenTiles) {
    lower = share->first;
    upper = arith::MinSIOp::create(builder, loc, share->second, upper);
  } else if (share) {
    auto [first, tiles] =
        getOpenRange(builder, loc, cutLoop(nest, strategy, dim).front(), nest.dims[dim].extent);
    auto isAtMost = [&](Value a, Value b) -> Value {
      return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle, a, b);
    };
    Value isBefore = isAtMost(share->second, tiles), isBehind = isAtMost(share->first, tiles);
    upper = arith::SelectOp::create(builder, loc, isBefore, lower, upper);
    upper = arith::SelectOp::create(builder, loc, isBehind, upper, lower);
  }
  emitPiece(depth, piece, lower, upper);
}

/// A remainder that is wider than the tile needs more accumulators per row, so it
/// takes fewer rows: returns their number along `rowDim`.
int64_t LoopEmitter::fitRows(unsigned dim, const Piece &piece, unsigned &rowDim) {
  int64_t planned = strategy.tile[dim];
  if (dim != strategy.vectorDim || piece.size <= planned || !nest.hasReduction())
    return strategy.tile[rowDim];
  for (unsigned other = 0; other < nest.dims.size(); ++other)
    if (other != dim && !nest.dims[other].reduction &&
        (rowDim == dim || strategy.tile[other] > strategy.tile[rowDim]))
      rowDim = other;
  if (rowDim == dim)
    return planned;
  int64_t vectors = cutLanes(piece.size, strategy.lanes).size();
  int64_t plannedVectors = cutLanes(planned, strategy.lanes).size();
  return std::max<int64_t>(1, strategy.tile[rowDim] * plannedVectors / vectors);
}

/// The part of loop `dim` that belongs to the running workgroup.
Value LoopEmitter::getPart(unsigned dim, int64_t parts) {
  // Cells are numbered with the first cut loop slowest.
  int64_t below = 1;
  for (auto [loop, count] : llvm::reverse(cut.loops)) {
    if (loop == dim)
      break;
    below *= count;
  }
  Value part = workgroup;
  if (below > 1)
    part = arith::DivUIOp::create(builder, loc, part, constant(below));
  if (dim != cut.loops.front().first)
    part = arith::RemUIOp::create(builder, loc, part, constant(parts));
  return part;
}

/// Emits each piece clipped to the workgroup's tiles.
void LoopEmitter::emitCut(size_t depth, ArrayRef<Piece> pieces, int64_t parts) {
  if (pieces.front().kind != Piece::Static) {
    unsigned dim = strategy.order[depth];
    Value tiles =
        arith::CeilDivUIOp::create(builder, loc, createSize(builder, loc, nest.dims[dim].extent),
                                   constant(pieces.front().size));
    auto share = getShare(builder, loc, getPart(dim, parts), tiles, constant(parts));
    for (const Piece &piece : pieces)
      emitOpen(depth, piece, share);
    return;
  }
  int64_t tiles = 0;
  for (const Piece &piece : pieces)
    tiles += piece.count;
  auto [lower, upper] = getShare(builder, loc, getPart(strategy.order[depth], parts), tiles, parts);
  int64_t first = 0;
  for (const Piece &piece : pieces) {
    Value from = lower, to = upper;
    if (pieces.size() > 1) {
      Value begin = constant(first), end = constant(first + piece.count);
      from = arith::MaxSIOp::create(builder, loc, from, begin);
      to = arith::MinSIOp::create(builder, loc, to, end);
      from = arith::SubIOp::create(builder, loc, from, begin);
      to = arith::SubIOp::create(builder, loc, to, begin);
    }
    emitPiece(depth, piece, from, to);
    first += piece.count;
  }
}

} // namespace

void sinter::codegen::emitNest(OpBuilder &builder, const Nest &nest, const Strategy &strategy,
                               const Cut &cut, Value workgroup, int64_t count) {
  OpBuilder::InsertionGuard guard(builder);
  if (workgroup && cut.getCells() < count) {
    auto constant = [&](int64_t value) {
      return arith::ConstantIndexOp::create(builder, nest.loc, value);
    };
    auto compare = [&](arith::CmpIPredicate predicate, Value value, int64_t limit) -> Value {
      return arith::CmpIOp::create(builder, nest.loc, predicate, value, constant(limit));
    };
    Value active;
    if (int64_t cells = cut.getCells(); cells == 1) {
      active = compare(arith::CmpIPredicate::eq, workgroup, cut.only);
    } else {
      // The first workgroup of each cell's share of them runs it.
      Value scaled = arith::MulIOp::create(builder, nest.loc, workgroup, constant(cells));
      Value rest = arith::RemUIOp::create(builder, nest.loc, scaled, constant(count));
      active = compare(arith::CmpIPredicate::ult, rest, cells);
      workgroup = arith::DivUIOp::create(builder, nest.loc, scaled, constant(count));
    }
    auto guarded = scf::IfOp::create(builder, nest.loc, active, /*withElseRegion=*/false);
    builder.setInsertionPointToStart(guarded.thenBlock());
  }
  AccessTable accesses(builder, nest, strategy);
  LoopEmitter{builder, nest.loc, nest, strategy, cut, workgroup, std::move(accesses)}.emitFrom(0);
}
