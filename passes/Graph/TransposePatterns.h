//===- TransposePatterns.h - How transposes pass operations -----*- C++ -*-===//
//
// Notation: %t = transpose(%x, perm) means t.dim[i] = x.dim[perm[i]].
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_GRAPH_TRANSPOSEPATTERNS_H
#define PASSES_GRAPH_TRANSPOSEPATTERNS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/PatternMatch.h"

namespace sinter {

/// Creates transpose(value, permutation) at the rewriter's insertion point.
mlir::Value createTranspose(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                            llvm::ArrayRef<int64_t> permutation);

/// Elementwise operations compute in the layout that their operands come from;
/// reductions read through transposes.
void populateTransposeElementwisePatterns(mlir::RewritePatternSet &patterns);

/// Pads, concatenations, slices and reshapes move the data before the transpose.
void populateTransposeMovementPatterns(mlir::RewritePatternSet &patterns);

/// One group per dimension that is not 1; unit dimensions join a neighbour. What a
/// reshape needs that drops or adds the unit dimensions of `shape`.
llvm::SmallVector<mlir::ReassociationIndices> groupUnitDims(llvm::ArrayRef<int64_t> shape);

} // namespace sinter

#endif // PASSES_GRAPH_TRANSPOSEPATTERNS_H
