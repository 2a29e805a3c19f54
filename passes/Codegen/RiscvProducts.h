//===- RiscvProducts.h - Products as RISC-V multiplies ----------*- C++ -*-===//
//
// Forms of products that LLVM does not find for RISC-V by itself.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_RISCVPRODUCTS_H
#define PASSES_CODEGEN_RISCVPRODUCTS_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/PatternMatch.h"

namespace sinter::codegen {

/// Adds patterns for products of fractions, (x * y + 2^30) >> 31, and for vectors times numbers,
/// if `machine` is a RISC-V.
void populateRiscvProductPatterns(mlir::RewritePatternSet &patterns, exec::MachineAttr machine);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_RISCVPRODUCTS_H
