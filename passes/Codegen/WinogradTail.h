//===- WinogradTail.h - What follows exec.winograd_conv ---------*- C++ -*-===//
//
// Pointwise operations behind the convolution are computed on the results of a
// tile while these are in registers: once for each result of the tile, at its place.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_WINOGRADTAIL_H
#define PASSES_CODEGEN_WINOGRADTAIL_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace sinter::codegen {

/// Tiles of an image: `rowCount` x `columnCount` of them, each a window of `height`
/// x `width` pixels `step` apart.
struct TileWindow {
  mlir::Value image, firstTileRow; ///< `row` counts from the latter.
  int64_t step;
  int64_t row, rowCount, height;
  int64_t column, columnCount, width;

  /// The part of `buffer`, indexed through `map` by (image, y, x, channel), that the
  /// tiles touch. `map` is a projected permutation.
  mlir::Value getView(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer,
                      mlir::AffineMap map) const;
  /// Indexes that view by (row, column, channel) at pixel (y, x) of the window.
  mlir::AffineMap getMap(mlir::AffineMap map, int64_t y, int64_t x) const;
};

class WinogradTail {
public:
  /// Finds the operations behind `conv` that can be computed with it.
  explicit WinogradTail(exec::WinogradConvOp conv);

  /// The last operation that is computed with the convolution, or that itself.
  mlir::Operation *getLast() { return ops.empty() ? conv.getOperation() : ops.back(); }

  /// Returns true if the function touches no other memory but by `fills` of what
  /// none of these operations reads: then workgroups may share the blocks.
  bool isAloneBut(llvm::SmallVectorImpl<mlir::Operation *> &fills);

  /// Appends what the operations read and write at each result of `window`.
  void addOperands(mlir::OpBuilder &builder, const TileWindow &window,
                   llvm::SmallVectorImpl<mlir::Value> &inputs,
                   llvm::SmallVectorImpl<mlir::AffineMap> &inputMaps,
                   llvm::SmallVectorImpl<mlir::Value> &outputs,
                   llvm::SmallVectorImpl<mlir::AffineMap> &outputMaps);

  /// Computes what is stored from the convolution's `results`; `arguments` are
  /// those of the operands that were appended.
  llvm::SmallVector<mlir::Value> emitBodies(mlir::OpBuilder &builder, mlir::ValueRange arguments,
                                            llvm::ArrayRef<mlir::Value> results);

  /// Erases the convolution and the operations.
  void erase();

private:
  bool canJoin(mlir::linalg::GenericOp op);
  bool isCarried(mlir::Value buffer) const { return llvm::is_contained(carried, buffer); }
  llvm::SmallVector<mlir::OpOperand *> getReads();
  llvm::SmallVector<mlir::Value> getStored();

  exec::WinogradConvOp conv;
  llvm::SmallVector<mlir::linalg::GenericOp> ops;
  llvm::SmallVector<mlir::Value> carried; ///< Buffers whose values are in registers.
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_WINOGRADTAIL_H
