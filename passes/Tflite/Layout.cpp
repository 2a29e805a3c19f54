//===- Layout.cpp - Operators that move every element ---------------------===//
//
// TRANSPOSE, REVERSE_V2, and the exchanges between space and depth or batch, which are
// a transpose between two reshapes.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

static LogicalResult convertTranspose(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> permutation = knownInts(c, 1, "the permutation");
  if (failed(permutation))
    return failure();
  int64_t rank = c.shape(0).size();
  for (int64_t &dim : *permutation)
    dim += dim < 0 ? rank : 0;
  if (int64_t(permutation->size()) != rank || !isPermutationVector(*permutation))
    return c.unsupported("the permutation does not name each of " + Twine(rank) +
                         " dimensions once");
  return c.replace(c.transpose(c.input(0), *permutation));
}

static LogicalResult convertReverse(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> axes = knownInts(c, 1, "the axes");
  if (failed(axes))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  SmallVector<int64_t> starts(shape.size(), 0), steps(shape.size(), 1);
  for (int64_t given : *axes) {
    std::optional<int64_t> axis = c.axis(given, shape.size());
    if (!axis)
      return failure();
    if (steps[*axis] < 0)
      return c.unsupported("axis " + Twine(*axis) + " is named twice");
    starts[*axis] = shape[*axis] - 1;
    steps[*axis] = -1;
  }
  return c.replace(c.slice(c.input(0), starts, shape, steps));
}

//===----------------------------------------------------------------------===//
// Depth
//===----------------------------------------------------------------------===//

static FailureOr<int64_t> readBlock(TfliteConversion &c) {
  int64_t block = c.intOption("block_size", 0);
  if (c.shape(0).size() != 4 || block < 1 || block > (1 << 20))
    return c.unsupported("a tensor of rank 4 and a positive block_size are needed");
  return block;
}

static LogicalResult convertDepthToSpace(TfliteConversion &c) {
  FailureOr<int64_t> size = readBlock(c);
  if (failed(size))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t block = *size, n = shape[0], h = shape[1], w = shape[2];
  int64_t depth = shape[3] / (block * block);
  if (shape[3] % (block * block) != 0)
    return c.unsupported("a depth of " + Twine(shape[3]) + " has no blocks of " +
                         Twine(block * block));
  Value x = c.reshape(c.input(0), {n, h, w, block, block, depth});
  x = c.transpose(x, {0, 1, 3, 2, 4, 5});
  return c.replace(c.reshape(x, {n, h * block, w * block, depth}));
}

static LogicalResult convertSpaceToDepth(TfliteConversion &c) {
  FailureOr<int64_t> size = readBlock(c);
  if (failed(size))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t block = *size, n = shape[0], h = shape[1] / block, w = shape[2] / block;
  if (shape[1] % block != 0 || shape[2] % block != 0)
    return c.unsupported("height and width of " + shapeText(shape) + " are no multiples of " +
                         Twine(block));
  Value x = c.reshape(c.input(0), {n, h, block, w, block, shape[3]});
  x = c.transpose(x, {0, 1, 3, 2, 4, 5});
  return c.replace(c.reshape(x, {n, h, w, block * block * shape[3]}));
}

//===----------------------------------------------------------------------===//
// Batch
//===----------------------------------------------------------------------===//

namespace {
/// What both operators take: sizes of blocks, and elements before and after each
/// spatial dimension.
struct Blocks {
  SmallVector<int64_t> sizes, low, high;
  int64_t count = 1;
};
} // namespace

static FailureOr<Blocks> readBlocks(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> sizes = knownInts(c, 1, "the block shape");
  FailureOr<SmallVector<int64_t>> edges = knownInts(c, 2, "what lies at the edges");
  if (failed(sizes) || failed(edges))
    return failure();
  if (sizes->empty() || sizes->size() >= c.shape(0).size() || edges->size() != 2 * sizes->size())
    return c.unsupported("the block shape has " + Twine(sizes->size()) +
                         " dimensions, which do not fit the input's " + Twine(c.shape(0).size()));
  Blocks blocks;
  for (auto [i, size] : llvm::enumerate(*sizes)) {
    blocks.sizes.push_back(size);
    blocks.low.push_back((*edges)[2 * i]);
    blocks.high.push_back((*edges)[2 * i + 1]);
    constexpr int64_t largest = int64_t(1) << 31;
    if (size < 1 || std::min(blocks.low[i], blocks.high[i]) < 0 || size > largest ||
        std::max(blocks.low[i], blocks.high[i]) > largest)
      return c.unsupported("a block of " + Twine(size) + " with " + Twine(blocks.low[i]) + " and " +
                           Twine(blocks.high[i]) + " elements at its edges is not possible");
  }
  blocks.count = productOf(blocks.sizes);
  return blocks;
}

static LogicalResult convertSpaceToBatch(TfliteConversion &c) {
  FailureOr<Blocks> blocks = readBlocks(c);
  if (failed(blocks))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t spatial = blocks->sizes.size();
  SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0), padded(shape);
  for (int64_t i = 0; i < spatial; ++i) {
    low[1 + i] = blocks->low[i];
    high[1 + i] = blocks->high[i];
    padded[1 + i] += low[1 + i] + high[1 + i];
    if (padded[1 + i] % blocks->sizes[i] != 0)
      return c.unsupported("dimension " + Twine(1 + i) + " of " + Twine(padded[1 + i]) +
                           " elements, padding included, has no blocks of " +
                           Twine(blocks->sizes[i]));
  }
  if (failed(c.checkSize(padded, c.element(0))))
    return failure();
  std::optional<TfliteQuantization> quantization = c.resultQuantization();
  double zero = quantization && !quantization->isPerAxis() ? quantization->zeroPoint() : 0;
  Value x = c.pad(c.input(0), low, high, zero);

  // [n, (blocks, block)..., rest] -> [block..., n, blocks..., rest]
  SmallVector<int64_t> split = {shape[0]}, permutation, result = {shape[0] * blocks->count};
  for (int64_t i = 0; i < spatial; ++i) {
    result.push_back(padded[1 + i] / blocks->sizes[i]);
    split.append({result.back(), blocks->sizes[i]});
    permutation.push_back(2 + 2 * i);
  }
  permutation.push_back(0);
  for (int64_t i = 0; i < spatial; ++i)
    permutation.push_back(1 + 2 * i);
  for (int64_t dim : shape.drop_front(1 + spatial)) {
    permutation.push_back(split.size());
    split.push_back(dim);
    result.push_back(dim);
  }
  return c.replace(c.reshape(c.transpose(c.reshape(x, split), permutation), result));
}

static LogicalResult convertBatchToSpace(TfliteConversion &c) {
  FailureOr<Blocks> blocks = readBlocks(c);
  if (failed(blocks))
    return failure();
  ArrayRef<int64_t> shape = c.shape(0);
  int64_t spatial = blocks->sizes.size();
  if (shape[0] % blocks->count != 0)
    return c.unsupported("a batch of " + Twine(shape[0]) + " has no blocks of " +
                         Twine(blocks->count));
  // [block..., n, blocks..., rest] -> [n, (blocks, block)..., rest]
  SmallVector<int64_t> split(blocks->sizes), permutation = {spatial};
  split.push_back(shape[0] / blocks->count);
  SmallVector<int64_t> merged = {split.back()}, starts(shape.size(), 0);
  for (int64_t i = 0; i < spatial; ++i) {
    split.push_back(shape[1 + i]);
    permutation.append({spatial + 1 + i, i});
    merged.push_back(productOf({shape[1 + i], blocks->sizes[i]}));
  }
  for (int64_t dim : shape.drop_front(1 + spatial)) {
    permutation.push_back(split.size());
    split.push_back(dim);
    merged.push_back(dim);
  }
  if (failed(c.checkSize(merged, c.element(0))))
    return failure();
  Value x = c.reshape(c.transpose(c.reshape(c.input(0), split), permutation), merged);
  SmallVector<int64_t> sizes(merged);
  for (int64_t i = 0; i < spatial; ++i) {
    starts[1 + i] = blocks->low[i];
    sizes[1 + i] -= blocks->low[i] + blocks->high[i];
    if (sizes[1 + i] < 0)
      return c.unsupported("more than dimension " + Twine(1 + i) + " of " + Twine(merged[1 + i]) +
                           " elements is cut off");
  }
  return c.replace(c.slice(x, starts, sizes));
}

void sinter::populateTfliteLayout(TfliteTable &table) {
  table.add("BATCH_TO_SPACE_ND", convertBatchToSpace, 3);
  table.add("DEPTH_TO_SPACE", convertDepthToSpace);
  table.add("REVERSE_V2", convertReverse, 2);
  table.add("SPACE_TO_BATCH_ND", convertSpaceToBatch, 3);
  table.add("SPACE_TO_DEPTH", convertSpaceToDepth);
  table.add("TRANSPOSE", convertTranspose, 2);
}
