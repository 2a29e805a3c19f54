//===- OverlapFinder.h - Results that may lie on what they are made of *- C++ -*-===//
//
// Where the workgroups of a dispatch run one after another, a result may lie on an operand
// that nobody needs afterwards: workgroups read the operand from its begin to its end as they
// write the result from its begin to its end, so it is enough that the operand begins so much
// later that no workgroup writes what it or a later one reads. Where the last workgroup comes
// first, the same holds from the ends.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_MEMORY_OVERLAPFINDER_H
#define PASSES_MEMORY_OVERLAPFINDER_H

#include "passes/Memory/AccessRanges.h"
#include <map>

namespace sinter {

class OverlapFinder {
public:
  /// Returns the least number of bytes by which the buffer that `dispatch` reads as `inputs`, its
  /// arguments, has to begin after the one that it writes as argument `output`, or before it
  /// when workgroups run in `descending` order; may be negative. Nothing if they have to lie apart.
  std::optional<int64_t> findDistance(mlir::func::FuncOp dispatch, llvm::ArrayRef<unsigned> inputs,
                                      unsigned output, bool descending);

private:
  using Workgroups = std::vector<llvm::SmallVector<AccessRanges>>;

  const Workgroups &getAccess(mlir::func::FuncOp dispatch);

  std::map<mlir::Operation *, Workgroups> known;
};

} // namespace sinter

#endif // PASSES_MEMORY_OVERLAPFINDER_H
