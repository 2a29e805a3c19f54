//===- HostMovement.cpp - Rearrange constants at compile time -------------===//
//
// Weights of hundreds of megabytes pass through here, so neighbouring dimensions
// that stay together are merged, runs that stay contiguous are copied whole, and
// transposing goes in blocks that keep both sides in cache.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/HostMovement.h"

using namespace mlir;

namespace sinter {

namespace {
/// One loop over the destination: its trip count and the step in the source.
struct Loop {
  int64_t size, stride;
};
} // namespace

SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = int64_t(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/// Returns the destination's loops, outermost first, without unit loops and with
/// loops merged that walk the source in one go.
static SmallVector<Loop> mergedLoops(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides) {
  SmallVector<Loop> loops;
  for (auto [size, stride] : llvm::zip(shape, strides)) {
    if (size == 1)
      continue;
    if (!loops.empty() && loops.back().stride == size * stride)
      loops.back() = {loops.back().size * size, stride};
    else
      loops.push_back({size, stride});
  }
  return loops;
}

/// Writes the elements that the loops reach from `source` one after another to `dest`.
template <typename T> static void copyLoops(const T *source, T *&dest, ArrayRef<Loop> loops) {
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
    copyLoops(source + i * loop.stride, dest, loops.drop_front());
}

template <typename T>
static void copyStrided(const HostTensor &from, int64_t offset, HostTensor &to,
                        ArrayRef<Loop> loops) {
  T *dest = to.mutableAs<T>().data();
  copyLoops(from.as<T>().data() + offset, dest, loops);
}

HostTensor strided(const HostTensor &tensor, int64_t offset, ArrayRef<int64_t> shape,
                   ArrayRef<int64_t> strides) {
  RankedTensorType type = tensor.getType().clone(shape);
  if (type.getNumElements() == 0)
    return HostTensor::zeros(type);
  SmallVector<Loop> loops = mergedLoops(shape, strides);
  bool whole = type.getNumElements() == tensor.size() && offset == 0 &&
               (loops.empty() || (loops.size() == 1 && loops[0].stride == 1));
  if (whole)
    return tensor.reshaped(shape);
  if (tensor.isSplat())
    return tensor.splatOf(shape);

  HostTensor result = HostTensor::zeros(type);
  switch (tensor.elementSize()) {
  case 1:
    copyStrided<uint8_t>(tensor, offset, result, loops);
    break;
  case 2:
    copyStrided<uint16_t>(tensor, offset, result, loops);
    break;
  case 4:
    copyStrided<uint32_t>(tensor, offset, result, loops);
    break;
  default:
    copyStrided<uint64_t>(tensor, offset, result, loops);
    break;
  }
  return result;
}

HostTensor transposed(const HostTensor &tensor, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> sourceStrides = rowMajorStrides(tensor.getShape()), shape, strides;
  for (int64_t dim : permutation) {
    shape.push_back(tensor.getShape()[dim]);
    strides.push_back(sourceStrides[dim]);
  }
  return strided(tensor, 0, shape, strides);
}

HostTensor sliced(const HostTensor &tensor, ArrayRef<int64_t> starts, ArrayRef<int64_t> sizes,
                  ArrayRef<int64_t> steps) {
  SmallVector<int64_t> strides = rowMajorStrides(tensor.getShape());
  int64_t offset = 0;
  for (auto [stride, start, step] : llvm::zip(strides, starts, steps)) {
    offset += start * stride;
    stride *= step;
  }
  return strided(tensor, offset, sizes, strides);
}

HostTensor broadcast(const HostTensor &tensor, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = rowMajorStrides(tensor.getShape());
  for (auto [stride, size] : llvm::zip(strides, tensor.getShape()))
    stride = size == 1 ? 0 : stride;
  strides.insert(strides.begin(), shape.size() - strides.size(), 0);
  return strided(tensor, 0, shape, strides);
}

HostTensor concatenated(ArrayRef<HostTensor> tensors, int64_t axis) {
  SmallVector<int64_t> shape(tensors.front().getShape());
  shape[axis] = 0;
  for (const HostTensor &tensor : tensors)
    shape[axis] += tensor.getShape()[axis];
  HostTensor result = HostTensor::zeros(tensors.front().getType().clone(shape));

  int64_t outer = 1;
  for (int64_t dim : ArrayRef(shape).take_front(axis))
    outer *= dim;
  size_t rowBytes = outer == 0 ? 0 : result.bytes().size() / outer, at = 0;
  for (const HostTensor &tensor : tensors) {
    HostTensor dense = tensor.unsplatted();
    size_t bytes = outer == 0 ? 0 : dense.bytes().size() / outer;
    for (int64_t i = 0; i < outer; ++i)
      std::memcpy(result.data() + i * rowBytes + at, dense.bytes().data() + i * bytes, bytes);
    at += bytes;
  }
  return result;
}

HostTensor gathered(const HostTensor &tensor, int64_t axis, ArrayRef<int64_t> indices,
                    ArrayRef<int64_t> indexShape) {
  ArrayRef<int64_t> dims = tensor.getShape();
  SmallVector<int64_t> shape(dims.take_front(axis));
  llvm::append_range(shape, indexShape);
  llvm::append_range(shape, dims.drop_front(axis + 1));
  if (tensor.isSplat())
    return tensor.splatOf(shape);

  HostTensor result = HostTensor::zeros(tensor.getType().clone(shape));
  int64_t outer = 1;
  for (int64_t dim : dims.take_front(axis))
    outer *= dim;
  size_t inner = tensor.elementSize();
  for (int64_t dim : dims.drop_front(axis + 1))
    inner *= dim;
  char *dest = result.data();
  for (int64_t i = 0; i < outer; ++i)
    for (int64_t index : indices) {
      std::memcpy(dest, tensor.bytes().data() + (i * dims[axis] + index) * inner, inner);
      dest += inner;
    }
  return result;
}

} // namespace sinter
