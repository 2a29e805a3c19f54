//===- RiscvRounding.h - Instructions of RISC-V that round ------*- C++ -*-===//
//
// Vectors of fixed-point numbers are multiplied and shifted by instructions that round to the
// nearest. MLIR has no operations for them.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_RISCVROUNDING_H
#define PASSES_CODEGEN_RISCVROUNDING_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/PatternMatch.h"

namespace sinter::codegen {

/// Returns true if one operand holds a vector of `type`.
bool fitsOperand(exec::MachineAttr machine, mlir::VectorType type);

/// Emits an intrinsic that takes lanes `x`, `y` (lanes, or one number for all) and how to round: to
/// the nearest, ties up.
mlir::Value emitRounding(mlir::PatternRewriter &rewriter, mlir::Location loc,
                         exec::MachineAttr machine, llvm::StringRef intrinsic, mlir::Value x,
                         mlir::Value y);

/// Adds a pattern for shifts of i32 lanes to the right that round to the nearest, ties away from
/// zero, as TFLite's kernels do.
void populateRiscvRoundingPatterns(mlir::RewritePatternSet &patterns, exec::MachineAttr machine);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_RISCVROUNDING_H
