//===- ArenaPlanner.cpp - Offsets for buffers with live ranges ------------===//
//
// Finding the smallest arena is NP-hard, but every arena comes from placing the
// buffers in some order, each at the lowest gap that is big enough. So the
// planner looks for an order: it tries some that are good as a rule, and from the
// best of them moves the buffers that end at the top to the front, until
// the arena is as small as what is alive at one step or the attempts are used up. A
// handful of buffers is searched for the best of all orders.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/ArenaPlanner.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <map>
#include <vector>

using namespace sinter;

/// Pairs of buffers that improvement may look at: about a tenth of a second.
constexpr int64_t kMaxWork = 20'000'000;
constexpr int64_t kMaxAttempts = 2000;

/// As many buffers have all of their orders tried.
constexpr size_t kMaxExact = 7;

namespace {

using Order = llvm::SmallVector<unsigned>;

class Planner {
public:
  Planner(llvm::MutableArrayRef<LiveBuffer> buffers, int64_t alignment,
          llvm::ArrayRef<Overlap> overlaps)
      : buffers(buffers), alignment(alignment), neighbours(buffers.size()) {
    bound = overlaps.empty() ? getLiveBytes(buffers, alignment) : getLargestSize();
    for (unsigned a = 0; a < buffers.size(); ++a)
      for (unsigned b = 0; b < buffers.size(); ++b)
        if (a != b && buffers[a].first <= buffers[b].last && buffers[b].first <= buffers[a].last)
          neighbours[a].push_back({b, getSize(b), getSize(a)});
    for (const Overlap &overlap : overlaps) {
      if (overlap.dyingAbove)
        setReach(overlap.born, overlap.dying, *overlap.dyingAbove);
      if (overlap.bornAbove)
        setReach(overlap.dying, overlap.born, *overlap.bornAbove);
    }
  }

  /// Sets the offsets. Returns the size of the arena.
  int64_t plan() {
    best.assign(buffers.size(), 0);
    for (const Order &order : getOrders())
      if (place(order) == bound)
        break;
    if (bestEnd > bound && buffers.size() <= kMaxExact)
      tryAllOrders();
    else if (bestEnd > bound)
      improve();
    int64_t end = 0;
    for (auto [buffer, offset] : llvm::zip_equal(buffers, best)) {
      buffer.offset = offset;
      end = std::max(end, offset + buffer.size);
    }
    return end;
  }

private:
  /// A buffer that is alive at the same time as another one, which has to begin this far above or
  /// below it, at least.
  struct Neighbour {
    unsigned buffer;
    int64_t above, below;
  };

  int64_t getSize(unsigned buffer) const { return llvm::alignTo(buffers[buffer].size, alignment); }

  /// `upper` may begin so many bytes above the begin of `lower`, though that has not ended there.
  void setReach(unsigned lower, unsigned upper, int64_t bytes) {
    int64_t reach = std::min(getSize(lower), alignUp(bytes));
    for (Neighbour &other : neighbours[upper])
      if (other.buffer == lower)
        other.above = reach;
    for (Neighbour &other : neighbours[lower])
      if (other.buffer == upper)
        other.below = reach;
  }

  /// Returns the multiple of the alignment that follows `bytes`, which may be negative.
  int64_t alignUp(int64_t bytes) const {
    return llvm::divideCeilSigned(bytes, alignment) * alignment;
  }

  /// No arena is smaller, however much buffers overlap.
  int64_t getLargestSize() const {
    int64_t largest = 0;
    for (unsigned buffer = 0; buffer < buffers.size(); ++buffer)
      largest = std::max(largest, getSize(buffer));
    return largest;
  }

  /// Orders that are good as a rule; the most usual one first.
  llvm::SmallVector<Order> getOrders() const {
    auto duration = [&](unsigned i) { return buffers[i].last - buffers[i].first + 1; };
    auto bySize = [&](unsigned i) { return std::make_pair(-getSize(i), -duration(i)); };
    auto byArea = [&](unsigned i) { return std::make_pair(-getSize(i) * duration(i), int64_t(0)); };
    auto byDuration = [&](unsigned i) { return std::make_pair(-duration(i), -getSize(i)); };
    auto byBegin = [&](unsigned i) { return std::make_pair(buffers[i].first, -getSize(i)); };
    auto byEnd = [&](unsigned i) { return std::make_pair(-buffers[i].last, -getSize(i)); };
    auto byPressure = [&](unsigned i) { return std::make_pair(-getPressure(i), -getSize(i)); };
    auto sorted = [&](auto key) {
      Order order = llvm::to_vector(llvm::seq<unsigned>(0, buffers.size()));
      llvm::sort(order, [&](unsigned a, unsigned b) {
        return std::make_pair(key(a), a) < std::make_pair(key(b), b);
      });
      return order;
    };
    return {sorted(bySize),  sorted(byPressure), sorted(byArea),
            sorted(byBegin), sorted(byEnd),      sorted(byDuration)};
  }

  /// Bytes of all buffers that are alive together with `buffer` at some step.
  int64_t getPressure(unsigned buffer) const {
    int64_t bytes = getSize(buffer);
    for (const Neighbour &other : neighbours[buffer])
      bytes += getSize(other.buffer);
    return bytes;
  }

  /// Places buffers in `order`; keeps the result if it is the best so far.
  /// Returns the end of the arena.
  int64_t place(llvm::ArrayRef<unsigned> order) {
    offsets.assign(buffers.size(), -1);
    int64_t end = 0;
    for (unsigned buffer : order) {
      offsets[buffer] = findGap(buffer);
      end = std::max(end, offsets[buffer] + getSize(buffer));
    }
    if (end < bestEnd) {
      bestEnd = end;
      best = offsets;
      bestOrder.assign(order.begin(), order.end());
    }
    return end;
  }

  /// The lowest offset where `buffer` fits between its placed neighbours.
  int64_t findGap(unsigned buffer) {
    // Where it may begin neither at the end of a range nor before.
    taken.clear();
    for (const Neighbour &other : neighbours[buffer])
      if (int64_t offset = offsets[other.buffer]; offset >= 0)
        taken.push_back({offset - other.below, offset + other.above});
    llvm::sort(taken);
    int64_t offset = 0;
    for (auto [below, above] : taken) {
      if (offset <= below)
        break;
      offset = std::max(offset, above);
    }
    return offset;
  }

  void tryAllOrders() {
    Order order = llvm::to_vector(llvm::seq<unsigned>(0, buffers.size()));
    do {
      if (place(order) == bound)
        return;
    } while (std::next_permutation(order.begin(), order.end()));
  }

  /// Moves a buffer that ends at the top before all others, or before the one that
  /// it lies on, from the best order on.
  void improve() {
    int64_t pairs = 1;
    for (const auto &list : neighbours)
      pairs += list.size() + 1;
    int64_t attempts = std::min(kMaxAttempts, kMaxWork / pairs);
    Order order = bestOrder;
    uint32_t random = 1;
    for (int64_t attempt = 0; attempt < attempts && bestEnd > bound; ++attempt) {
      int64_t end = place(order);
      Order top;
      for (auto [position, buffer] : llvm::enumerate(order))
        if (offsets[buffer] + getSize(buffer) == end)
          top.push_back(position);
      // A linear congruence: the same choices on every machine.
      auto choose = [&](size_t count) {
        random = random * 1664525u + 1013904223u;
        return (random >> 8) % count;
      };
      unsigned from = top[choose(top.size())];
      unsigned to = from == 0 ? 0 : choose(from);
      std::rotate(order.begin() + to, order.begin() + from, order.begin() + from + 1);
      if (from == 0 || attempt % 64 == 63)
        order = bestOrder;
      if (from == 0)
        std::swap(order[0], order[choose(order.size())]);
    }
  }

  llvm::MutableArrayRef<LiveBuffer> buffers;
  int64_t alignment, bound, bestEnd = INT64_MAX;
  std::vector<llvm::SmallVector<Neighbour, 0>> neighbours;
  llvm::SmallVector<int64_t> offsets, best; ///< By buffer; -1: not placed.
  llvm::SmallVector<std::pair<int64_t, int64_t>> taken;
  Order bestOrder;
};

} // namespace

int64_t sinter::planArena(llvm::MutableArrayRef<LiveBuffer> buffers, int64_t alignment,
                          llvm::ArrayRef<Overlap> overlaps) {
  return Planner(buffers, alignment, overlaps).plan();
}

int64_t sinter::getLiveBytes(llvm::ArrayRef<LiveBuffer> buffers, int64_t alignment) {
  std::map<int64_t, int64_t> changes; // by step: bytes that begin less those that ended before
  for (const LiveBuffer &buffer : buffers) {
    int64_t size = llvm::alignTo(buffer.size, alignment);
    changes[buffer.first] += size;
    changes[buffer.last + 1] -= size;
  }
  int64_t alive = 0, most = 0;
  for (auto [step, change] : changes) {
    alive += change;
    most = std::max(most, alive);
  }
  return most;
}
