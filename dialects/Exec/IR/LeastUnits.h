//===- LeastUnits.h - What functions need of open dims ----------*- C++ -*-===//

#ifndef DIALECTS_EXEC_IR_LEASTUNITS_H
#define DIALECTS_EXEC_IR_LEASTUNITS_H

#include "llvm/ADT/StringRef.h"

namespace sinter::exec {

/// Attribute of a function until it is exported (array of i64, in the order of `exec.dims`): the
/// fewest units of each dim that its nodes make sense for. It becomes a bound of the dim.
constexpr llvm::StringLiteral kLeastUnits = "exec.least_units";

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_LEASTUNITS_H
