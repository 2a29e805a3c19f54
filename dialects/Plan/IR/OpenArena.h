//===- OpenArena.h - Buffers whose sizes calls decide -----------*- C++ -*-===//
//
// Where calls decide sizes, planning decides which buffers a buffer lies above; its offset
// follows in each call: it begins where the highest of them ends.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_PLAN_IR_OPENARENA_H
#define DIALECTS_PLAN_IR_OPENARENA_H

#include "dialects/Exec/IR/SymbolicDims.h"

namespace sinter::plan {

/// Attribute of an export: its open arena, an array of pairs (sizes, below) of i64 arrays.
constexpr llvm::StringLiteral kArena = "plan.arena";

/// Attribute of a `plan.slice` of the workspace (i64): the buffer of the open arena that it
/// shows. Its offset is that for the sizes that stand for dims, which no call has.
constexpr llvm::StringLiteral kBuffer = "plan.buffer";

/// Attribute of a dispatch function whose scratch memory calls decide (array of i64): the sizes
/// in bytes of the pieces that lie in it one after another, each aligned.
constexpr llvm::StringLiteral kScratchSizes = "plan.scratch_sizes";

/// A buffer of an open arena.
struct OpenBuffer {
  llvm::SmallVector<int64_t, 1> sizes; ///< Of its pieces, in bytes; products of dims or plain.
  llvm::SmallVector<int64_t> below;    ///< Buffers, by index, that end before it begins.
};

/// All buffers, each behind those that it lies above.
using OpenArena = std::vector<OpenBuffer>;

OpenArena getArena(mlir::Operation *exported);
mlir::ArrayAttr toAttr(const OpenArena &arena, mlir::Builder &builder);

/// Returns the bytes that the arena needs where each dim is as large as calls may give it;
/// nothing if one has no bound or the arena is too large.
std::optional<int64_t> getLargestSize(const OpenArena &arena, const exec::SymbolicDims &dims,
                                      int64_t alignment);

} // namespace sinter::plan

#endif // DIALECTS_PLAN_IR_OPENARENA_H
