//===- StackDepth.h - How deep calls go at most -----------------*- C++ -*-===//

#ifndef TARGETS_LINKER_STACKDEPTH_H
#define TARGETS_LINKER_STACKDEPTH_H

#include "targets/CodeUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace sinter {

/// The calls that take the most stack.
struct StackDepth {
  uint64_t bytes = 0;
  std::vector<const FunctionUse *> chain; ///< From the caller's view; elements of the argument.
};

/// Returns the deepest chain of calls within `functions`, the linked code. What is called by
/// address is any function that none calls by name. Fails if functions call each other in a
/// circle, or one that is not there.
llvm::Expected<StackDepth> computeStackDepth(llvm::ArrayRef<FunctionUse> functions);

} // namespace sinter

#endif // TARGETS_LINKER_STACKDEPTH_H
