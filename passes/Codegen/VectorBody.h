//===- VectorBody.h - Bodies of linalg operations on lanes ------*- C++ -*-===//

#ifndef PASSES_CODEGEN_VECTORBODY_H
#define PASSES_CODEGEN_VECTORBODY_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// Returns `scalar` in all of `width` lanes; the scalar itself for width 1.
mlir::Value broadcastLanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value scalar,
                           int64_t width);

/// Returns a constant in all of `width` lanes; a scalar for width 1.
mlir::Value constantLanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::TypedAttr value,
                          int64_t width);

/// Computes the body of `stage` on `width` lanes. `arguments` stand for the block
/// arguments (null where unused), `indexLanes` gives the value of a linalg.index.
/// With `fuseMultiplyAdd`, a product that is added becomes one operation.
llvm::SmallVector<mlir::Value> emitBody(mlir::OpBuilder &builder, const Stage &stage,
                                        llvm::ArrayRef<mlir::Value> arguments,
                                        llvm::function_ref<mlir::Value(const Operand &)> indexLanes,
                                        int64_t width, bool fuseMultiplyAdd);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_VECTORBODY_H
