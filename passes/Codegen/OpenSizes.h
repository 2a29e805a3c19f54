//===- OpenSizes.h - Loops whose length a call decides ----------*- C++ -*-===//
//
// In a nest, an extent or stride that a call decides is the number that stands for it
// (dialects/Exec/IR/SymbolicDims.h). It becomes a value where code is emitted. Remainders of such
// a loop are not known, so its tiles are halved until none is left.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_OPENSIZES_H
#define PASSES_CODEGEN_OPENSIZES_H

#include "passes/Codegen/Strategy.h"

namespace sinter::codegen {

/// Returns `size` as a value: a constant, or what stands for a size that a call decides.
mlir::Value createSize(mlir::OpBuilder &builder, mlir::Location loc, int64_t size);

/// Returns true if the tiles of loop `dim` leave a remainder that only a call knows.
bool hasOpenRemainder(const Nest &nest, const Strategy &strategy, unsigned dim);

/// Cuts a loop with an open remainder: tiles of one size, then at most one of each half of it.
llvm::SmallVector<Piece> cutOpen(const Nest &nest, const Strategy &strategy, unsigned dim);

/// The tiles of `piece` of a loop of `extent` points, numbered in units of its size.
std::pair<mlir::Value, mlir::Value> getOpenRange(mlir::OpBuilder &builder, mlir::Location loc,
                                                 const Piece &piece, int64_t extent);

/// Takes from a strategy what needs to know how long a loop is.
void adaptToOpenSizes(const Nest &nest, Strategy &strategy);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_OPENSIZES_H
