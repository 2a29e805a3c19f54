//===- RegionCost.h - Arithmetic in a piece of tensor IR --------*- C++ -*-===//

#ifndef PASSES_DISPATCH_REGIONCOST_H
#define PASSES_DISPATCH_REGIONCOST_H

#include "mlir/IR/Region.h"

namespace sinter {

/// Returns how many scalar arithmetic operations the structured operations in
/// `region` execute: iterations times arith and math operations in the body
/// (a multiply-add counts two, a conversion nothing: 8-bit products count as those of
/// floats do). Other operations count nothing.
int64_t countFlops(mlir::Region &region);

} // namespace sinter

#endif // PASSES_DISPATCH_REGIONCOST_H
