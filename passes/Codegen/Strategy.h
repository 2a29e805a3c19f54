//===- Strategy.h - How a nest is tiled for registers -----------*- C++ -*-===//
//
// A strategy says which loop becomes vector lanes, how many points of each loop
// one register tile holds, and in which order tiles are visited. It is chosen
// from the machine description, printed on the dispatch function, and can be
// overridden there.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_STRATEGY_H
#define PASSES_CODEGEN_STRATEGY_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/Tuning.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "passes/Codegen/DotProduct.h"
#include "passes/Codegen/WindowProduct.h"

namespace sinter::codegen {

/// Attribute of a dispatch function: the strategies of its nests, joined by "; ".
constexpr llvm::StringLiteral kStrategy = "exec.strategy";

/// Attribute of an operation: what its strategy is called (string).
constexpr llvm::StringLiteral kPart = "exec.part";

struct Strategy {
  std::string kind;                  ///< Such as "matmul"; says what, decides nothing.
  std::optional<unsigned> vectorDim; ///< The loop that becomes lanes; none: scalars.
  int64_t lanes = 1;                 ///< Elements of the widest vector; a power of two.
  bool hasFma = false;               ///< Multiply-add of a contraction is one operation.
  bool stepwise = false;             ///< Results of a tile go through each step together.
  llvm::SmallVector<int64_t> tile;   ///< By loop: points in a register tile.
  llvm::SmallVector<unsigned> order; ///< Parallel loops, outermost first.
  llvm::SmallVector<bool> unroll;    ///< By loop: whether a reduction loop is unrolled.
  int64_t steps = 1;                 ///< Of the innermost reduction loop in one iteration.

  std::optional<DotProduct> dot;       ///< The root multiplies groups of bytes.
  std::optional<WindowProduct> window; ///< The same of groups made in registers.
  std::optional<unsigned>
      skipped;                  ///< Input of the root: where it is at its center, nothing is added.
  bool holdsShared = false;     ///< What points share is loaded before they are skipped.
  int64_t prefetchDistance = 0; ///< Reduction steps by which panels are asked for ahead.
  llvm::SmallVector<Operand, 2> ahead; ///< Walk during a sum what tiles behind this one read.
  bool claimsResults = false;          ///< A tile asks for the memory of its results first.

  /// Returns true if one instruction runs through the whole loop `dim`.
  bool isInsideOfGroup(unsigned dim) const {
    return (dot && dot->groupDim == dim) || (window && window->groupDim == dim);
  }
  bool vectorReduces(const Nest &nest) const {
    return vectorDim && nest.dims[*vectorDim].reduction;
  }
};

/// Chooses the strategy of `nest` for `machine`: what `tuning` says as far as it
/// fits, the rest by rules.
Strategy chooseStrategy(const Nest &nest, exec::MachineAttr machine,
                        const exec::Tuning &tuning = {});

/// Makes the strategy one that needs little code: tiles leave no remainder, and sums stay
/// loops.
void preferSize(const Nest &nest, Strategy &strategy);

/// Returns the strategy as text: "direct-conv 1x14x32" is the tile of the
/// parallel loops in their order, followed by "/64" if 64 points of a reduction
/// loop are spread over lanes.
std::string printStrategy(const Nest &nest, const Strategy &strategy);

/// Takes the tile sizes from `text`, as printed; fails if they do not fit.
llvm::LogicalResult overrideStrategy(const Nest &nest, llvm::StringRef text, Strategy &strategy);

/// How vectors are combined at the end of a reduction over lanes.
std::optional<std::pair<mlir::vector::CombiningKind, mlir::TypedAttr>>
getCombiner(const Stage &stage, unsigned output);

/// Combines the `width` lanes of a vector by halves: the same order on every machine of the same
/// width.
mlir::Value combineHalves(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::vector::CombiningKind kind, mlir::Value vector, int64_t width);

/// The loop along which an input, strided in the vector loop, is contiguous: it is
/// read in blocks and transposed in registers.
std::optional<unsigned> getTransposedDim(const Nest &nest, const Strategy &strategy,
                                         const Linear &at);

/// Returns true if `input` is read in contiguous vectors at each step of the
/// innermost reduction loop, like the weights of a matmul.
bool isPanel(const Nest &nest, const Strategy &strategy, const Operand &input);

/// Sets what the sums of a matmul ask for ahead of its use; the tile and the order are known.
void choosePrefetch(const Nest &nest, int64_t l1Bytes, int64_t l2Bytes, Strategy &strategy);

/// The largest stride that is read by shuffling contiguous vectors.
constexpr int64_t kMaxShuffledStride = 4;

/// A run of tiles of equal size along one loop.
struct Piece {
  int64_t offset, size, count;
  /// Of a loop whose length a call decides: all whole tiles, or the one tile of this size that
  /// larger ones may leave. Offset and count mean nothing then.
  enum Kind { Static, OpenTiles, OpenRest } kind = Static;
};

/// Cuts a loop of `extent` points into at most two runs of tiles whose sizes
/// differ by at most one.
llvm::SmallVector<Piece> cutBalanced(int64_t extent, int64_t tile);

/// Cuts the vector loop: tiles of `tile` points and a remainder that holds at
/// least one full vector if the loop does.
llvm::SmallVector<Piece> cutVector(int64_t extent, int64_t tile, int64_t lanes);

/// Lanes [offset, offset + width) of the vector loop.
struct Lanes {
  int64_t offset, width;
};

/// Covers `size` points by vectors of one width. The last one may overlap its
/// neighbour: computing a point twice is cheaper than narrow vectors.
llvm::SmallVector<Lanes> cutLanes(int64_t size, int64_t lanes);

/// The cut of loop `dim` into tiles.
llvm::SmallVector<Piece> cutLoop(const Nest &nest, const Strategy &strategy, unsigned dim);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_STRATEGY_H
