//===- HostTranspose.cpp - Permute the dimensions of a constant -----------===//
//
// Weights of hundreds of megabytes pass through here, so neighbouring dimensions
// that stay together are merged, runs that stay contiguous are copied whole, and
// the rest goes in blocks that keep both sides in cache.
//
//===----------------------------------------------------------------------===//

#include "passes/Input/OnnxFolding.h"

using namespace mlir;

namespace sinter {

namespace {
/// One loop over the destination: its trip count and the step in the source.
struct Loop {
  int64_t size, stride;
};
} // namespace

/// Returns the destination's loops, outermost first, without unit loops and with
/// loops merged that walk the source in one go.
static SmallVector<Loop> transposeLoops(ArrayRef<int64_t> shape, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = int64_t(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape[i + 1];
  SmallVector<Loop> loops;
  for (int64_t dim : permutation) {
    if (shape[dim] == 1)
      continue;
    if (!loops.empty() && loops.back().stride == shape[dim] * strides[dim])
      loops.back() = {loops.back().size * shape[dim], strides[dim]};
    else
      loops.push_back({shape[dim], strides[dim]});
  }
  return loops;
}

/// Writes the elements that the loops reach from `source` one after another to `dest`.
template <typename T> static void gatherLoops(const T *source, T *&dest, ArrayRef<Loop> loops) {
  if (loops.empty()) {
    *dest++ = *source;
    return;
  }
  Loop loop = loops.front();
  if (loops.size() == 1) {
    if (loop.stride == 1)
      dest = std::copy_n(source, loop.size, dest);
    else
      for (int64_t i = 0; i < loop.size; ++i)
        *dest++ = source[i * loop.stride];
    return;
  }
  if (loops.size() == 2 && loops[1].stride != 1) {
    constexpr int64_t kBlock = 16;
    Loop inner = loops[1];
    for (int64_t i0 = 0; i0 < loop.size; i0 += kBlock)
      for (int64_t j0 = 0; j0 < inner.size; j0 += kBlock)
        for (int64_t i = i0; i < std::min(i0 + kBlock, loop.size); ++i)
          for (int64_t j = j0; j < std::min(j0 + kBlock, inner.size); ++j)
            dest[i * inner.size + j] = source[i * loop.stride + j * inner.stride];
    dest += loop.size * inner.size;
    return;
  }
  for (int64_t i = 0; i < loop.size; ++i)
    gatherLoops(source + i * loop.stride, dest, loops.drop_front());
}

template <typename T>
static void permute(const HostTensor &from, HostTensor &to, ArrayRef<Loop> loops) {
  T *dest = to.mutableAs<T>().data();
  gatherLoops(from.as<T>().data(), dest, loops);
}

HostTensor transposed(const HostTensor &tensor, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation)
    shape.push_back(tensor.getShape()[dim]);
  SmallVector<Loop> loops = transposeLoops(tensor.getShape(), permutation);
  bool inOrder = loops.empty() || (loops.size() == 1 && loops[0].stride == 1);
  if (tensor.isSplat() || tensor.size() == 0 || inOrder)
    return tensor.reshaped(shape);

  HostTensor result = HostTensor::zeros(tensor.getType().clone(shape));
  switch (tensor.elementSize()) {
  case 1:
    permute<uint8_t>(tensor, result, loops);
    break;
  case 2:
    permute<uint16_t>(tensor, result, loops);
    break;
  case 4:
    permute<uint32_t>(tensor, result, loops);
    break;
  default:
    permute<uint64_t>(tensor, result, loops);
    break;
  }
  return result;
}

} // namespace sinter
