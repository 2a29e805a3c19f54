//===- SkippedFactor.h - Products with zero are left out --------*- C++ -*-===//
//
// Where the body of a byte contraction subtracts a center from a factor, that factor is
// often zero: `skip-zeros` writes it so. All sums of a row share the factor, so one branch
// saves their products.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_SKIPPEDFACTOR_H
#define PASSES_CODEGEN_SKIPPEDFACTOR_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// Returns the input of the root that is worth a branch where it is at its center: one that
/// stands still along the parallel loop `channels`.
std::optional<unsigned> findSkippedFactor(const Nest &nest, unsigned channels);

/// Emits what `emitSums` yields if `byte`, the factor that findSkippedFactor found in `root`, is
/// not at its center, else `sums`.
mlir::ValueRange emitUnlessZero(mlir::OpBuilder &builder, mlir::Location loc, const Stage &root,
                                mlir::Value byte, mlir::ValueRange sums,
                                llvm::function_ref<llvm::SmallVector<mlir::Value>()> emitSums);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_SKIPPEDFACTOR_H
