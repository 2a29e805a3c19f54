//===- StrategyText.cpp - Strategies as people read and write them --------===//

#include "passes/Codegen/Strategy.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace sinter::codegen;

std::string sinter::codegen::printStrategy(const Nest &nest, const Strategy &strategy) {
  SmallVector<std::string> sizes;
  for (auto [dim, size] : llvm::zip_equal(nest.dims, strategy.tile))
    if (!dim.reduction)
      sizes.push_back(std::to_string(std::min(size, dim.extent)));
  std::string text = strategy.kind;
  if (!sizes.empty())
    text += " " + llvm::join(sizes, "x");
  if (strategy.vectorReduces(nest))
    text += " /" + std::to_string(strategy.tile[*strategy.vectorDim]);
  return text;
}

LogicalResult sinter::codegen::overrideStrategy(const Nest &nest, StringRef text,
                                                Strategy &strategy) {
  auto [kind, rest] = text.trim().split(' ');
  auto [parallel, reduction] = rest.split('/');
  SmallVector<StringRef> sizes;
  parallel.trim().split(sizes, 'x', -1, /*KeepEmpty=*/false);
  SmallVector<int64_t> tile = strategy.tile;
  unsigned next = 0;
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    if (dim.reduction)
      continue;
    if (next == sizes.size() || sizes[next++].trim().getAsInteger(10, tile[d]))
      return failure();
  }
  if (next != sizes.size())
    return failure();
  if (strategy.vectorReduces(nest) && reduction.trim().getAsInteger(10, tile[*strategy.vectorDim]))
    return failure();
  if (llvm::any_of(tile, [](int64_t size) { return size < 1 || size > 4096; }))
    return failure();
  // Tiles of lanes are whole vectors, or the whole loop.
  if (strategy.vectorDim && tile[*strategy.vectorDim] % strategy.lanes != 0 &&
      tile[*strategy.vectorDim] < nest.dims[*strategy.vectorDim].extent)
    return failure();
  strategy.kind = kind.str();
  strategy.tile = tile;
  return success();
}
