//===- ArenaPlanner.h - Offsets for buffers with live ranges ----*- C++ -*-===//

#ifndef PASSES_MEMORY_ARENAPLANNER_H
#define PASSES_MEMORY_ARENAPLANNER_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>

namespace sinter {

/// A buffer that is alive from step `first` to step `last`, both included.
struct LiveBuffer {
  int64_t size; ///< in bytes
  int64_t first, last;
  int64_t offset = 0; ///< set by planArena
};

/// Two buffers that may share bytes although both are alive at one step, the last of the one and
/// the first of the other: the step has read a byte of the former before it writes it as one of
/// the latter, if one begins so many bytes above the other, at least.
struct Overlap {
  unsigned dying, born; ///< Indices of buffers.
  std::optional<int64_t> dyingAbove, bornAbove;
};

/// Gives each buffer an offset, a multiple of `alignment`, such that buffers
/// that are alive at the same step never share a byte, unless `overlaps` allows it. Returns
/// the arena's size, most often the lower bound; equal input gives equal offsets.
int64_t planArena(llvm::MutableArrayRef<LiveBuffer> buffers, int64_t alignment,
                  llvm::ArrayRef<Overlap> overlaps = {});

/// The largest sum of sizes that are alive at one step, in multiples of
/// `alignment`: no arena can be smaller.
int64_t getLiveBytes(llvm::ArrayRef<LiveBuffer> buffers, int64_t alignment);

} // namespace sinter

#endif // PASSES_MEMORY_ARENAPLANNER_H
