//===- Workgroups.h - The cut of a dispatch among workgroups ----*- C++ -*-===//

#ifndef PASSES_CODEGEN_WORKGROUPS_H
#define PASSES_CODEGEN_WORKGROUPS_H

#include "passes/Codegen/Strategy.h"

namespace sinter::codegen {

/// How many of the workgroups share each loop of a nest. Workgroups number its
/// cells; where there are fewer cells, they are spread evenly over the workgroups.
struct Cut {
  llvm::SmallVector<std::pair<unsigned, int64_t>> loops; ///< (loop, parts)
  int64_t only = 0; ///< The workgroup that runs the nest if it is not cut.

  int64_t getCells() const;
  /// Parts of loop `dim`; 1 if it is not cut.
  int64_t getParts(unsigned dim) const;
};

/// Cuts each of the independent `nests` of a dispatch into cells of similar work.
/// The nest that takes most of the time has the most cells, at most `tuned` if given.
llvm::SmallVector<Cut> cutNests(llvm::ArrayRef<Nest> nests, llvm::ArrayRef<Strategy> strategies,
                                exec::MachineAttr machine, std::optional<int64_t> tuned);

/// Into how many parts to cut `tiles` tiles, at most `most` and a multiple of `multiple`, so
/// that parts differ little in size.
int64_t chooseParts(int64_t tiles, int64_t most, int64_t multiple = 1);

/// The tiles [first, second) of part `part` when `tiles` tiles are cut into `parts`.
std::pair<mlir::Value, mlir::Value> getShare(mlir::OpBuilder &builder, mlir::Location loc,
                                             mlir::Value part, int64_t tiles, int64_t parts);
std::pair<mlir::Value, mlir::Value> getShare(mlir::OpBuilder &builder, mlir::Location loc,
                                             mlir::Value part, mlir::Value tiles,
                                             mlir::Value parts);

/// The same of `blocks` blocks of rows. Where a call decides how many there are, workgroups
/// beyond have no share: the number of one that has is that of a block.
std::pair<mlir::Value, mlir::Value> getBlockShare(mlir::OpBuilder &builder, mlir::Location loc,
                                                  mlir::Value part, int64_t blocks, int64_t parts);

/// Into how many workgroups it is worth cutting nests that run one after another;
/// 1 if one thread is done before another has heard of the work, or is alone (null as
/// `machine`: it never is). `runs` says how often loops around a nest run it; empty: once each.
int64_t getWorkgroupLimit(llvm::ArrayRef<Nest> nests, llvm::ArrayRef<Strategy> strategies,
                          exec::MachineAttr machine, llvm::ArrayRef<int64_t> runs = {});

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_WORKGROUPS_H
