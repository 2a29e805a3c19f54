//===- LaneAccess.h - Vectors from memory that is not contiguous *- C++ -*-===//

#ifndef PASSES_CODEGEN_LANEACCESS_H
#define PASSES_CODEGEN_LANEACCESS_H

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sinter::codegen {

/// Gives the index of the element that lies `distance` elements after a lane 0.
using IndexAt = llvm::function_ref<mlir::Value(int64_t distance)>;
/// The same in two steps: where calls decide how far rows are apart, sums stand for nothing.
using BlockIndexAt = llvm::function_ref<mlir::Value(int64_t rows, int64_t elements)>;

/// Reads elements 0, stride, 2 * stride, ... by loading what lies between them in
/// contiguous vectors and picking lanes; touches nothing outside of their span.
mlir::Value loadShuffled(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer,
                         IndexAt indexAt, int64_t stride, int64_t width);

/// Reads elements 0, stride, 2 * stride, ... one by one.
mlir::Value loadGathered(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer,
                         IndexAt indexAt, int64_t stride, int64_t width);

/// Reads `width` rows of `height` contiguous elements, `stride` apart; returns
/// their `height` columns as vectors of `width` lanes. Both are powers of two.
llvm::SmallVector<mlir::Value> loadTransposed(mlir::OpBuilder &builder, mlir::Location loc,
                                              mlir::Value buffer, BlockIndexAt indexAt,
                                              int64_t stride, int64_t width, int64_t height);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_LANEACCESS_H
