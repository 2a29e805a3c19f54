//===- WinogradTransforms.h - Arithmetic of exec.winograd_conv --*- C++ -*-===//
//
// Transforms of one row or column of a tile, as scalar operations that the
// vectoriser runs over channels. The coefficients of opposite points differ in
// sign only, so even and odd parts are computed once for both.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_WINOGRADTRANSFORMS_H
#define PASSES_CODEGEN_WINOGRADTRANSFORMS_H

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallVector.h"

namespace sinter::codegen {

class WinogradTransforms {
public:
  /// Tiles of `tile` x `tile` f32 results; `hasFma` says how to multiply and add.
  WinogradTransforms(mlir::OpBuilder &builder, mlir::Location loc, int64_t tile, bool hasFma);

  /// Transforms (tile + 2) x (tile + 2) pixels, row by row; null ones are zero.
  /// None of the results is null.
  llvm::SmallVector<mlir::Value> transformPixels(llvm::ArrayRef<mlir::Value> pixels);

  /// Turns (tile + 2) x (tile + 2) products into `height` x `width` results.
  llvm::SmallVector<mlir::Value> transformProducts(llvm::ArrayRef<mlir::Value> products,
                                                   int64_t height, int64_t width);

private:
  using Line = llvm::SmallVector<mlir::Value>;
  struct Term {
    double factor;
    mlir::Value value;
  };

  Line transformPixelLine(llvm::ArrayRef<mlir::Value> line);
  Line transformProductLine(llvm::ArrayRef<mlir::Value> line, int64_t count);
  mlir::Value sum(llvm::ArrayRef<Term> terms);
  mlir::Value add(mlir::Value sum, Term term);
  mlir::Value constant(double value);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  int64_t tile;
  bool hasFma;
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_WINOGRADTRANSFORMS_H
