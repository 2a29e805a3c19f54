//===- ArenaPlanner.h - Offsets for buffers with live ranges ----*- C++ -*-===//

#ifndef PASSES_MEMORY_ARENAPLANNER_H
#define PASSES_MEMORY_ARENAPLANNER_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace sinter {

/// A buffer that is alive from step `first` to step `last`, both included.
struct LiveBuffer {
  int64_t size; ///< in bytes
  int64_t first, last;
  int64_t offset = 0; ///< set by planArena
};

/// Gives each buffer an offset, a multiple of `alignment`, such that buffers
/// that are alive at the same step never share a byte. Returns the arena's size,
/// most often the lower bound; equal input gives equal offsets.
int64_t planArena(llvm::MutableArrayRef<LiveBuffer> buffers, int64_t alignment);

/// The largest sum of sizes that are alive at one step, in multiples of
/// `alignment`: no arena can be smaller.
int64_t getLiveBytes(llvm::ArrayRef<LiveBuffer> buffers, int64_t alignment);

} // namespace sinter

#endif // PASSES_MEMORY_ARENAPLANNER_H
