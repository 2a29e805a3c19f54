//===- RowChain.h - Dependent operations, row by row ------------*- C++ -*-===//
//
// A softmax reads what its maximum wrote, and a normalisation its mean; but row
// by row, these chains are independent. Such nests run in one loop over blocks of
// rows: it is what workgroups share, and a row stays in cache from the first
// operation to the last. Attention does so by heads and, within a head, by blocks of
// query rows: its scores never leave the cache.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_ROWCHAIN_H
#define PASSES_CODEGEN_ROWCHAIN_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// A loop over blocks of rows that nests share.
struct RowChain {
  int64_t rows = 0;  ///< Rows of all nests.
  int64_t block = 1; ///< Rows that go through the chain together.
  /// By nest: the loop over rows, after its split into rows of `inner` points.
  struct RowLoop {
    unsigned dim;
    int64_t inner;
  };
  llvm::SmallVector<RowLoop> loops;
  /// Scratch buffers in which no block reads what another wrote: all of them may use
  /// the memory of one.
  llvm::SmallVector<mlir::Value> reused;

  int64_t getBlocks() const { return rows / block; }

  /// Returns `nest`, the chain's `position`-th, at block `index`; for a null index, one
  /// whose addresses lack the block. In buffers that are reused it is at block `slot`
  /// (null for the first).
  Nest enter(mlir::OpBuilder &builder, const Nest &nest, unsigned position, mlir::Value index,
             mlir::Value slot) const;
};

/// Finds a loop in each nest such that nests only meet in memory at equal
/// iterations of it, and cuts it into at least two blocks.
std::optional<RowChain> findRowChain(llvm::ArrayRef<Nest> nests);

/// How dependent nests run: in sequence, or row by row, and what is inside of the rows
/// likewise.
struct RowPlan {
  unsigned first = 0, last = 0;  ///< The nests [first, last) of a run.
  std::optional<RowChain> chain; ///< The loop that they share.
  std::vector<RowPlan> parts;    ///< Inside of that loop; empty for a single nest.
};

/// Plans `nests`; what a plan's parts see of them are the nests inside of its chain.
RowPlan planRows(mlir::OpBuilder &builder, llvm::ArrayRef<Nest> nests, unsigned first = 0);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_ROWCHAIN_H
