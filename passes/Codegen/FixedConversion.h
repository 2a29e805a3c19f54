//===- FixedConversion.h - Conversions that scale ---------------*- C++ -*-===//

#ifndef PASSES_CODEGEN_FIXEDCONVERSION_H
#define PASSES_CODEGEN_FIXEDCONVERSION_H

#include "mlir/IR/PatternMatch.h"

namespace sinter::codegen {

/// Rewrites conversions of vectors from and to integers that are scaled by a power of two as
/// Helium's instruction for both.
void populateFixedConversionPatterns(mlir::RewritePatternSet &patterns);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_FIXEDCONVERSION_H
