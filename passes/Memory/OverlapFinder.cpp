//===- OverlapFinder.cpp - Results that may lie on what they are made of --===//

#include "passes/Memory/OverlapFinder.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sinter;

/// Larger work is not looked through: workgroups times operations, some tenths of a second.
constexpr int64_t kMaxWork = 4'000'000;

static int64_t countOperations(func::FuncOp function) {
  int64_t count = 0;
  function.walk([&](Operation *) { ++count; });
  return count;
}

const OverlapFinder::Workgroups &OverlapFinder::getAccess(func::FuncOp dispatch) {
  auto [entry, isNew] = known.try_emplace(dispatch);
  if (!isNew)
    return entry->second;
  auto attr = dispatch->getAttrOfType<IntegerAttr>(exec::kWorkgroups);
  int64_t count = attr ? attr.getInt() : 1;
  // Workgroups that take turns hand something on in memory.
  if (!dispatch->hasAttr(exec::kTurns) && count * countOperations(dispatch) <= kMaxWork)
    for (int64_t workgroup = 0; workgroup < count; ++workgroup)
      entry->second.push_back(findAccessRanges(dispatch, workgroup));
  return entry->second;
}

/// Returns what `workgroup` does to `inputs` taken together. Nothing if it writes them.
static std::optional<ByteRange> getReads(ArrayRef<AccessRanges> workgroup,
                                         ArrayRef<unsigned> inputs) {
  ByteRange reads;
  for (unsigned input : inputs) {
    if (!workgroup[input].writes.isEmpty())
      return std::nullopt;
    if (!workgroup[input].reads.isEmpty())
      reads.include(workgroup[input].reads);
  }
  return reads;
}

std::optional<int64_t> OverlapFinder::findDistance(func::FuncOp dispatch, ArrayRef<unsigned> inputs,
                                                   unsigned output, bool descending) {
  // Reads of each workgroup and of those after it, writes of each and of those before it.
  SmallVector<ByteRange> reads, writes;
  for (ArrayRef<AccessRanges> workgroup : getAccess(dispatch)) {
    std::optional<ByteRange> read = getReads(workgroup, inputs);
    if (!read || (!read->isEmpty() && read->end == INT64_MAX) ||
        workgroup[output].writes.end == INT64_MAX)
      return std::nullopt;
    reads.push_back(*read);
    writes.push_back(workgroup[output].writes);
  }
  if (reads.empty())
    return std::nullopt;
  if (descending) {
    std::reverse(reads.begin(), reads.end());
    std::reverse(writes.begin(), writes.end());
  }
  for (size_t i = 1; i < reads.size(); ++i) {
    writes[i].include(writes[i - 1]);
    reads[reads.size() - 1 - i].include(reads[reads.size() - i]);
  }
  int64_t distance = INT64_MIN;
  for (auto [read, write] : llvm::zip_equal(reads, writes))
    if (!read.isEmpty() && !write.isEmpty())
      distance = std::max(distance, descending ? read.end - write.begin : write.end - read.begin);
  if (distance == INT64_MIN) // never a read after a write, so it may lie anywhere
    return descending ? -writes.back().end : -reads.front().end;
  return distance;
}
