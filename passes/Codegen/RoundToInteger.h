//===- RoundToInteger.h - Rounding and conversion in one step ---*- C++ -*-===//

#ifndef PASSES_CODEGEN_ROUNDTOINTEGER_H
#define PASSES_CODEGEN_ROUNDTOINTEGER_H

#include "mlir/IR/PatternMatch.h"

namespace sinter::codegen {

/// Adds the rewrite of `i32(clamp(roundeven(x) + zero))`, the end of a quantization, to
/// `i32(nearest integer of clamp(x)) + zero`: one instruction rounds and converts.
void populateRoundToIntegerPatterns(mlir::RewritePatternSet &patterns);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_ROUNDTOINTEGER_H
