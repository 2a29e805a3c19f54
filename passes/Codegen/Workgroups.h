//===- Workgroups.h - The cut of a dispatch among workgroups ----*- C++ -*-===//

#ifndef PASSES_CODEGEN_WORKGROUPS_H
#define PASSES_CODEGEN_WORKGROUPS_H

#include "passes/Codegen/Strategy.h"

namespace sinter::codegen {

/// How many of the workgroups share each loop of a nest. Workgroups number its
/// cells; those beyond the last cell have nothing to do.
struct Cut {
  llvm::SmallVector<std::pair<unsigned, int64_t>> loops; ///< (loop, parts)

  int64_t getCells() const;
  /// Parts of loop `dim`; 1 if it is not cut.
  int64_t getParts(unsigned dim) const;
};

/// Cuts `nest` into at most `limit` cells of similar work.
Cut cutNest(const Nest &nest, const Strategy &strategy, int64_t limit);

/// Into how many parts to cut `tiles` tiles, at most `most`, so that parts differ
/// little in size.
int64_t chooseParts(int64_t tiles, int64_t most);

/// The tiles [first, second) of part `part` when `tiles` tiles are cut into `parts`.
std::pair<mlir::Value, mlir::Value> getShare(mlir::OpBuilder &builder, mlir::Location loc,
                                             mlir::Value part, int64_t tiles, int64_t parts);

/// Into how many workgroups work of this size is worth cutting.
int64_t getWorkgroupLimit(llvm::ArrayRef<Nest> nests);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_WORKGROUPS_H
