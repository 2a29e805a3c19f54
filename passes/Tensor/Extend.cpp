//===- Extend.cpp - Padding made of a tensor's own elements ---------------===//

#include "passes/Tensor/Extend.h"

#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Where a position before, in or after a dimension of `size` elements reads from.
static int64_t sourceIndex(Border border, int64_t position, int64_t size) {
  auto modulo = [&](int64_t period) { return ((position % period) + period) % period; };
  switch (border) {
  case Border::Edge:
    return std::clamp<int64_t>(position, 0, size - 1);
  case Border::Wrap:
    return modulo(size);
  case Border::Reflect: {
    int64_t period = std::max<int64_t>(2 * (size - 1), 1), folded = modulo(period);
    return std::min(folded, period - folded);
  }
  case Border::Symmetric: {
    int64_t folded = modulo(2 * size);
    return std::min(folded, 2 * size - 1 - folded);
  }
  }
  llvm_unreachable("all borders are named");
}

static StringRef nameOf(Border border) {
  switch (border) {
  case Border::Edge:
    return "edge";
  case Border::Reflect:
    return "reflect";
  case Border::Symmetric:
    return "symmetric";
  case Border::Wrap:
    return "wrap";
  }
  llvm_unreachable("all borders are named");
}

/// One dimension is extended after the other.
FailureOr<Value> sinter::extend(TensorBuilder &c, Value tensor, Border border,
                                ArrayRef<int64_t> low, ArrayRef<int64_t> high) {
  // An index per position: more than an image ever needs.
  constexpr int64_t largest = int64_t(1) << 20;
  for (auto [axis, before, after] : llvm::enumerate(low, high)) {
    if (std::max(before, after) > largest)
      return c.unsupported("a padding of " + Twine(std::max(before, after)) + " by mode '" +
                           nameOf(border) + "' is not possible");
    int64_t size = shapeOf(tensor)[axis];
    if (before == 0 && after == 0)
      continue;
    if (size == 0)
      return c.unsupported("an empty dimension has no elements to pad with");
    SmallVector<int64_t> ahead, behind;
    for (int64_t i = 0; i < before; ++i)
      ahead.push_back(sourceIndex(border, i - before, size));
    for (int64_t i = 0; i < after; ++i)
      behind.push_back(sourceIndex(border, size + i, size));
    tensor =
        c.concat({c.select(tensor, axis, ahead), tensor, c.select(tensor, axis, behind)}, axis);
  }
  return tensor;
}
