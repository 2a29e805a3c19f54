//===- RowAlignment.h - Operations that share rows --------------*- C++ -*-===//
//
// A softmax or a normalisation is several operations, each of which needs of its
// predecessors only what they computed for the same row. Rows are the leading
// dimensions of the tensors between them: as many as all of them step through
// alike.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_DISPATCH_ROWALIGNMENT_H
#define PASSES_DISPATCH_ROWALIGNMENT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace sinter {

/// Returns true if `op` computes each element of its result from elements of its
/// operands at positions that follow from the element's own, and is no windowed
/// operation: code generation can run it for some rows at a time.
bool isRowWise(mlir::Operation *op);

/// Returns true if `op` multiplies and sums up two tensors.
bool isContraction(mlir::Operation *op);

/// Loops of one operation that step through rows, and the rows that they make up.
struct RowLoops {
  llvm::SmallVector<unsigned> loops; ///< Outermost first, without loops of one iteration.
  int64_t rows = 1;
};

/// Returns the most rows, a divisor of `limit` unless that is 0, that `op` reads
/// through `operand` in the order in which `producer` writes them: as loops of `op`.
/// There may be reshapes in between. Nothing if it is a single row.
std::optional<RowLoops> matchRows(mlir::OpOperand &operand, mlir::linalg::LinalgOp producer,
                                  int64_t limit);

/// Returns the loops of `op` that step through the leading dimensions of its result, as
/// many as make up `rows`; nothing if none do.
std::optional<llvm::SmallVector<unsigned>> getWrittenRows(mlir::linalg::LinalgOp op, int64_t rows);

} // namespace sinter

#endif // PASSES_DISPATCH_ROWALIGNMENT_H
