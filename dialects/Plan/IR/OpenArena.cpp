//===- OpenArena.cpp - Buffers whose sizes calls decide -------------------===//

#include "dialects/Plan/IR/OpenArena.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::plan;

/// No machine has more memory.
constexpr int64_t kMostBytes = int64_t(1) << 56;

OpenArena plan::getArena(Operation *exported) {
  OpenArena arena;
  auto attribute = exported->getAttrOfType<ArrayAttr>(kArena);
  if (!attribute)
    return arena;
  for (auto entry : attribute.getAsRange<ArrayAttr>())
    arena.push_back({SmallVector<int64_t, 1>(cast<DenseI64ArrayAttr>(entry[0]).asArrayRef()),
                     SmallVector<int64_t>(cast<DenseI64ArrayAttr>(entry[1]).asArrayRef())});
  return arena;
}

ArrayAttr plan::toAttr(const OpenArena &arena, Builder &b) {
  SmallVector<Attribute> entries;
  for (const OpenBuffer &buffer : arena)
    entries.push_back(b.getArrayAttr(
        {b.getDenseI64ArrayAttr(buffer.sizes), b.getDenseI64ArrayAttr(buffer.below)}));
  return b.getArrayAttr(entries);
}

/// Returns the largest that `size` can be, or nothing.
static std::optional<int64_t> getLargest(int64_t size, const exec::SymbolicDims &dims) {
  std::optional<exec::SizeProduct> product = dims.decode(size);
  if (!product)
    return size;
  int64_t result = product->factor;
  for (const exec::SizeTerm &term : product->terms) {
    const exec::SymbolicDim &dim = dims.getDims()[term.dim];
    int64_t units = dim.getMaxUnits();
    for (int64_t part : dim.bound) {
      std::optional<int64_t> largest = getLargest(part, dims);
      if (!largest || llvm::AddOverflow(units, *largest, units) || units > kMostBytes)
        return std::nullopt;
    }
    int64_t most = term.multiple * units + term.addend;
    if ((dim.max == 0 && !dim.isComputed()) || llvm::MulOverflow(result, most, result) ||
        result > kMostBytes)
      return std::nullopt;
  }
  return result;
}

std::optional<int64_t> plan::getLargestSize(const OpenArena &arena, const exec::SymbolicDims &dims,
                                            int64_t alignment) {
  SmallVector<int64_t> ends;
  int64_t largest = 0;
  for (const OpenBuffer &buffer : arena) {
    int64_t end = 0;
    for (int64_t below : buffer.below)
      end = std::max(end, ends[below]);
    for (int64_t size : buffer.sizes) {
      std::optional<int64_t> bytes = getLargest(size, dims);
      if (!bytes)
        return std::nullopt;
      end = llvm::alignTo(end + *bytes, alignment);
      if (end > kMostBytes)
        return std::nullopt;
    }
    ends.push_back(end);
    largest = std::max(largest, end);
  }
  return largest;
}
