//===- HighProduct.h - Upper halves of doubled products ---------*- C++ -*-===//
//
// Fixed-point factors multiply 32-bit numbers by fractions of 31 bits:
// (x * y + 2^30) >> 31, exact inside. Written in 64 bits, which few vector units
// multiply; Helium has the whole of it as one instruction, vqrdmulh.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_HIGHPRODUCT_H
#define PASSES_CODEGEN_HIGHPRODUCT_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace sinter::codegen {

struct HighProduct {
  mlir::arith::ExtSIOp x, y; ///< What extends the i32 factors; null for a constant one.
  int32_t constant = 0;      ///< The factor y if it is a constant.
  mlir::Operation *steps[3]; ///< The product, the addition and the shift in 64 bits.
};

/// Returns the rounded upper half that `op` narrows to i32 (or vectors of it); nothing if it
/// narrows something else.
std::optional<HighProduct> matchHighProduct(mlir::arith::TruncIOp op);

/// Returns true if vectors of this machine have the instruction.
bool hasHighProduct(sinter::exec::MachineAttr machine);

/// Rewrites high products of vectors as the instruction of Helium, if that is what `machine` has.
void populateHighProductPatterns(mlir::RewritePatternSet &patterns, exec::MachineAttr machine);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_HIGHPRODUCT_H
