//===- RowChain.h - Dependent operations, row by row ------------*- C++ -*-===//
//
// A softmax reads what its maximum wrote, and a normalisation its mean; but row
// by row, these chains are independent. Such nests run in one loop over blocks of
// rows: it is what workgroups share, and a row stays in cache from the first
// operation to the last.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_ROWCHAIN_H
#define PASSES_CODEGEN_ROWCHAIN_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

struct RowChain {
  int64_t rows = 0;                       ///< Rows of all nests.
  int64_t block = 1;                      ///< Rows that go through the chain together.
  llvm::SmallVector<unsigned> blockLoops; ///< By nest: its loop over blocks.
};

/// Finds a loop in each nest such that nests only meet in memory at equal
/// iterations of it, and splits it into blocks. Leaves `nests` alone if there is no
/// such loop.
std::optional<RowChain> findRowChain(std::vector<Nest> &nests);

/// Returns `nest` at iteration `index` of loop `dim`; for a null index, one whose
/// addresses lack that iteration.
Nest sliceNest(mlir::OpBuilder &builder, const Nest &nest, unsigned dim, mlir::Value index);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_ROWCHAIN_H
