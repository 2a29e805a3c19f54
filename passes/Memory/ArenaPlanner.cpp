//===- ArenaPlanner.cpp - Offsets for buffers with live ranges ------------===//
//
// Greedy by size: finding the smallest arena is NP-hard, and for the live
// ranges of neural networks placing the largest buffers first comes within a
// few percent of the lower bound (the largest sum of sizes alive at one step).
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/ArenaPlanner.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace sinter;

static bool overlapInTime(const LiveBuffer &a, const LiveBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Returns the lowest offset where `size` bytes fit between `neighbours`, which
/// are sorted by offset.
static int64_t findGap(int64_t size, llvm::ArrayRef<LiveBuffer *> neighbours, int64_t alignment) {
  int64_t offset = 0;
  for (const LiveBuffer *neighbour : neighbours) {
    if (offset + size <= neighbour->offset)
      break;
    offset =
        std::max<int64_t>(offset, llvm::alignTo(neighbour->offset + neighbour->size, alignment));
  }
  return offset;
}

int64_t sinter::planArena(llvm::MutableArrayRef<LiveBuffer> buffers, int64_t alignment) {
  llvm::SmallVector<LiveBuffer *> bySize;
  for (LiveBuffer &buffer : buffers)
    bySize.push_back(&buffer);
  // Equal sizes keep their order: both point into the same array.
  llvm::sort(bySize, [](const LiveBuffer *a, const LiveBuffer *b) {
    return a->size != b->size ? a->size > b->size : a < b;
  });

  llvm::SmallVector<LiveBuffer *> placed; // sorted by offset
  int64_t end = 0;
  for (LiveBuffer *buffer : bySize) {
    llvm::SmallVector<LiveBuffer *> neighbours;
    llvm::copy_if(placed, std::back_inserter(neighbours),
                  [&](LiveBuffer *other) { return overlapInTime(*buffer, *other); });
    buffer->offset = findGap(buffer->size, neighbours, alignment);
    end = std::max(end, buffer->offset + buffer->size);
    auto position = llvm::upper_bound(
        placed, buffer, [](LiveBuffer *a, LiveBuffer *b) { return a->offset < b->offset; });
    placed.insert(position, buffer);
  }
  return end;
}
