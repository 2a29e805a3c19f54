//===- SizeDivision.h - Division of sizes that calls decide -----*- C++ -*-===//

#ifndef DIALECTS_EXEC_IR_SIZEDIVISION_H
#define DIALECTS_EXEC_IR_SIZEDIVISION_H

#include "dialects/Exec/IR/SymbolicDims.h"

namespace sinter::exec {

/// Returns true if `size` is a multiple of `part` whatever calls decide. That the number which
/// stands for `size` is one says nothing: 48524 stands for batch + 1, and is even.
bool isMultiple(const SymbolicDims &dims, int64_t size, int64_t part);

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_SIZEDIVISION_H
