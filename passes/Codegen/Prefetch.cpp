//===- Prefetch.cpp - Which memory a tile asks for ahead of its use -------===//
//
// Within a panel, rows that the loop reaches some steps later are asked into the
// first cache. Across panels, weights that come from memory are asked for one
// whole panel ahead: each tile of rows asks for its share of the next panel, so
// that memory is busy while the rows of this one are computed and no tile waits
// for it.
//
// Activations may lie in another core's cache: a tile walks what the next one reads.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Strategy.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::codegen;

/// Reduction steps between a request and its use within a panel.
constexpr int64_t kDistance = 24;

/// Terms of a sum that take longer than memory to answer.
constexpr int64_t kMinTerms = 64;

/// Points of a tile that are worth a request per step of the sum.
constexpr int64_t kMinPoints = 4;

static int64_t countTerms(const Nest &nest) {
  int64_t terms = 1;
  for (const Dim &dim : nest.dims)
    terms *= dim.reduction ? dim.extent : 1;
  return terms;
}

static int64_t getElementBytes(const Operand &input) {
  Type type = cast<MemRefType>(input.value.getType()).getElementType();
  return type.isIntOrFloat() ? llvm::divideCeil(type.getIntOrFloatBitWidth(), 8) : 8;
}

/// Returns how many elements one panel has if panels follow one another without a
/// gap: the lanes of a tile are its rows, and its loops are those of the sum.
static std::optional<int64_t> getDensePanel(const Nest &nest, const Strategy &strategy,
                                            const Operand &input) {
  unsigned vectorDim = *strategy.vectorDim;
  if (!cast<MemRefType>(input.value.getType()).getElementType().isIntOrFloat() ||
      strategy.tile[vectorDim] != nest.dims[vectorDim].extent)
    return std::nullopt;
  SmallVector<std::pair<int64_t, int64_t>> walk = {
      {input.at.strides[vectorDim], nest.dims[vectorDim].extent}};
  for (auto [dim, stride] : llvm::zip_equal(nest.dims, input.at.strides))
    if (dim.reduction)
      walk.push_back({stride, dim.extent});
  llvm::sort(walk);
  int64_t elements = 1;
  for (auto [stride, extent] : walk) {
    if (stride != elements)
      return std::nullopt;
    elements *= extent;
  }
  bool follows = false; // by some loop that steps from panel to panel
  for (auto [dim, stride] : llvm::zip_equal(nest.dims, input.at.strides))
    follows |= !dim.reduction && stride == elements && dim.extent > 1;
  return follows ? std::optional(elements) : std::nullopt;
}

/// Returns the access that walks over the next panel while the rows of this one
/// are computed, or nothing if the loops do not allow it.
static std::optional<Operand> walkNextPanel(const Nest &nest, const Strategy &strategy,
                                            const Operand &input, int64_t panel) {
  // The row loops inside of the panel loops; only the innermost may be tiled.
  SmallVector<unsigned> rows;
  for (unsigned dim : llvm::reverse(strategy.order)) {
    if (input.at.strides[dim] != 0)
      break;
    if (!rows.empty() && strategy.tile[dim] > 1)
      return std::nullopt;
    rows.push_back(dim);
  }
  int64_t count = 1;
  for (unsigned dim : rows)
    count *= nest.dims[dim].extent;
  if (rows.empty() || count <= strategy.tile[rows.front()])
    return std::nullopt;

  Operand next = input;
  next.at.offset += panel;
  int64_t share = llvm::divideCeil(panel, count);
  int64_t tileShare = share * strategy.tile[rows.front()];
  for (unsigned dim : rows) {
    next.at.strides[dim] = share;
    share *= nest.dims[dim].extent;
  }
  int64_t step = llvm::divideCeil(tileShare, countTerms(nest));
  for (unsigned dim = nest.dims.size(); dim-- > 0;)
    if (nest.dims[dim].reduction) {
      next.at.strides[dim] = step;
      step *= nest.dims[dim].extent;
    }
  return next;
}

/// Returns the access that walks over what the next tile along the innermost loops
/// reads of `input`, or nothing if that is not a dense run of memory.
static std::optional<Operand> walkNextRows(const Nest &nest, const Strategy &strategy,
                                           const Operand &input) {
  if (input.kind != Operand::Memory || strategy.dot || input.at.strides[*strategy.vectorDim] != 0 ||
      !cast<MemRefType>(input.value.getType()).getElementType().isIntOrFloat())
    return std::nullopt;
  Operand next = input;
  int64_t run = 1;
  for (unsigned dim = nest.dims.size(); dim-- > 0;)
    if (nest.dims[dim].reduction) {
      if (input.at.strides[dim] != run || nest.dims[dim].tail)
        return std::nullopt;
      run *= nest.dims[dim].extent;
    }
  int64_t terms = run;
  for (unsigned dim : llvm::reverse(strategy.order)) {
    int64_t extent = nest.dims[dim].extent, points = strategy.tile[dim];
    if (input.at.strides[dim] != (dim == strategy.vectorDim ? 0 : run))
      return std::nullopt;
    if (points >= extent && dim != strategy.vectorDim)
      run *= extent;
    if (points >= extent)
      continue;
    run *= points;
    if (dim == strategy.vectorDim || run / terms < kMinPoints)
      return std::nullopt;
    next.at.offset += run;
    for (unsigned sum = 0; sum < nest.dims.size(); ++sum)
      if (nest.dims[sum].reduction)
        next.at.strides[sum] *= run / terms;
    return next;
  }
  return std::nullopt;
}

void sinter::codegen::choosePrefetch(const Nest &nest, int64_t l1Bytes, int64_t l2Bytes,
                                     Strategy &strategy) {
  strategy.prefetchDistance = 0;
  strategy.ahead.clear();
  bool isLong = l2Bytes > 0 && countTerms(nest) >= kMinTerms;
  for (const Operand &input : nest.root().inputs) {
    if (!isPanel(nest, strategy, input)) {
      if (auto next = isLong ? walkNextRows(nest, strategy, input) : std::nullopt)
        strategy.ahead.push_back(*next);
      continue;
    }
    int64_t elementBytes = getElementBytes(input), bytes = elementBytes;
    for (auto [dim, stride] : llvm::zip_equal(nest.dims, input.at.strides))
      bytes *= stride ? dim.extent : 1;
    if (bytes > l1Bytes)
      strategy.prefetchDistance = kDistance;
    std::optional<int64_t> panel = getDensePanel(nest, strategy, input);
    // What stays in cache from call to call need not be asked for, and a panel that
    // fills the cache would be gone before its turn.
    if (panel && bytes > l2Bytes / 2 && *panel * elementBytes <= l2Bytes / 2)
      if (auto next = walkNextPanel(nest, strategy, input, *panel))
        strategy.ahead.push_back(*next);
  }
}
