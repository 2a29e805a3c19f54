//===- Data.cpp - Operators that cut, join and move data ------------------===//
//
// Transpose, Concat, Split, Slice, Expand, Tile, DepthToSpace, SpaceToDepth.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/ComputedSlice.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/LeastSizes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "passes/Tensor/Generics.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertTranspose(NodeConversion &node) {
  int64_t rank = node.shape(0).size();
  std::optional<SmallVector<int64_t>> permutation = node.intsAttr("perm");
  if (!permutation)
    permutation = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank)));
  if (int64_t(permutation->size()) != rank)
    return node.unsupported("attribute 'perm' does not match the input's rank " + Twine(rank));
  for (int64_t &axis : *permutation) {
    std::optional<int64_t> checked = node.axis(axis, rank);
    if (!checked)
      return failure();
    axis = *checked;
  }
  if (!isPermutationVector(*permutation))
    return node.unsupported("attribute 'perm' is not a permutation");
  return node.replace(node.transpose(node.input(0), *permutation));
}

static LogicalResult convertConcat(NodeConversion &node) {
  int64_t rank = node.shape(0).size();
  // Opset 1 to 3 had a default.
  if (node.opset() >= 4 && !node.hasAttr("axis"))
    return node.unsupported("attribute 'axis' is missing");
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 1), rank);
  if (!axis)
    return failure();
  SmallVector<Value> inputs;
  SmallVector<int64_t> shape(node.shape(0));
  shape[*axis] = 0;
  for (unsigned i = 0; i < node.numInputs(); ++i) {
    if (!node.input(i))
      return node.unsupported("input " + Twine(i) + " is missing");
    if (node.elementType(i) != node.elementType(0))
      return node.unsupported("inputs 0 and " + Twine(i) + " differ in element type");
    SmallVector<int64_t> expected(node.shape(0));
    if (int64_t(node.shape(i).size()) != rank)
      return node.unsupported("inputs 0 and " + Twine(i) + " differ in rank");
    expected[*axis] = node.shape(i)[*axis];
    if (ArrayRef<int64_t>(expected) != node.shape(i))
      return node.unsupported("inputs 0 and " + Twine(i) + " differ in another dimension than " +
                              Twine(*axis));
    shape[*axis] += node.shape(i)[*axis];
    inputs.push_back(node.input(i));
  }
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  return node.replace(node.concat(inputs, *axis));
}

/// Returns the parts' sizes along an axis of `size` elements, or nothing after
/// declining the node.
static std::optional<SmallVector<int64_t>> readSplit(NodeConversion &node, int64_t size) {
  int64_t outputs = node.node.getNumResults();
  std::optional<SmallVector<int64_t>> parts = node.intsAttr("split");
  if (!parts && node.input(1)) {
    parts = node.constantInts(1);
    if (!parts) {
      (void)node.unsupported("the sizes of the parts must be constant");
      return std::nullopt;
    }
  }
  if (!parts) {
    // Equal parts; from opset 18 on the last may be smaller.
    int64_t part = node.opset() >= 18 ? llvm::divideCeil(size, outputs) : size / outputs;
    parts.emplace(outputs, part);
    parts->back() = size - part * (outputs - 1);
    if (node.opset() < 18 && part * outputs != size) {
      (void)node.unsupported("an axis of size " + Twine(size) + " does not split into " +
                             Twine(outputs) + " equal parts");
      return std::nullopt;
    }
  }
  int64_t sum = 0;
  for (int64_t part : *parts)
    sum = part < 0 || part > size ? size + 1 : std::min(sum + part, size + 1);
  if (int64_t(parts->size()) != outputs || sum != size) {
    (void)node.unsupported("the sizes of the parts do not add up to the axis of size " +
                           Twine(size));
    return std::nullopt;
  }
  return parts;
}

static LogicalResult convertSplit(NodeConversion &node) {
  SmallVector<int64_t> shape(node.shape(0)), starts(shape.size(), 0);
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 0), shape.size());
  if (!axis)
    return failure();
  std::optional<SmallVector<int64_t>> parts = readSplit(node, shape[*axis]);
  if (!parts)
    return failure();
  SmallVector<Value> results;
  for (int64_t part : *parts) {
    shape[*axis] = part;
    results.push_back(node.slice(node.input(0), starts, shape));
    starts[*axis] += part;
  }
  return node.replace(results);
}

/// A slice of a plain dimension whose end calls decide, as of a table of positions, whose rows
/// are as many as the sequence is long: no call may ask for more than there are.
static LogicalResult takeFirst(NodeConversion &node, int64_t axis, int64_t start, int64_t end) {
  std::optional<exec::SizeProduct> product = node.dims().decode(end - start);
  int64_t size = node.shape(0)[axis];
  if (!product || product->terms.size() != 1 || product->factor < 1 || start < 0)
    return node.unsupported("the end " + Twine(end) + " of a slice of " + Twine(size) +
                            " elements is decided by calls in a way that is not supported");
  exec::SizeTerm term = product->terms.front();
  const exec::SymbolicDim &dim = node.dims().getDims()[term.dim];
  int64_t most = ((size - start) / product->factor - term.addend) / term.multiple * dim.step;
  if (dim.max == 0 || dim.max > most)
    return node.unsupported("it takes as many of " + Twine(size) + " elements as '" + dim.name +
                                "' says, which may be more",
                            "bound it with --dim=" + dim.name + ":1.." + Twine(most));
  SmallVector<int64_t> shape(node.shape(0));
  shape[axis] = end - start;
  return node.replace(
      node.indexed(node.input(0), shape, [&](ImplicitLocOpBuilder &b, ValueRange at) {
        SmallVector<Value> from(at);
        if (start)
          from[axis] =
              arith::AddIOp::create(b, from[axis], arith::ConstantIndexOp::create(b, start));
        return from;
      }));
}

/// The first element that a slice takes of `size`, and how many.
static std::pair<int64_t, int64_t> placeSlice(int64_t size, int64_t start, int64_t end,
                                              int64_t step) {
  auto clamp = [&](int64_t bound, int64_t low, int64_t high) {
    bound = bound < 0 ? std::max(bound, -size - 1) + size : bound;
    return std::max(low, std::min(bound, high));
  };
  if (size == 0)
    return {0, 0};
  int64_t first = clamp(start, 0, step > 0 ? size : size - 1);
  int64_t last = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  int64_t distance = step > 0 ? last - first : first - last;
  return {first, distance <= 0 ? 0 : (distance - 1) / std::abs(step) + 1};
}

/// Where calls decide `size`, what a slice takes of the size that stands for it must follow in
/// the same way from all others.
static LogicalResult checkOpenSlice(NodeConversion &node, int64_t size, int64_t start, int64_t end,
                                    int64_t step) {
  const exec::SymbolicDims &dims = node.dims();
  if (!dims.isSymbolic(size))
    return success();
  // Exporters write such ends where they mean all there is.
  constexpr int64_t everything = 100'000'000;
  for (int64_t bound : {start, end}) {
    if (dims.isSymbolic(bound) || std::abs(bound / 2) >= everything / 2)
      continue;
    if (failed(std::abs(bound) <= size ? needAtLeast(node, size, std::abs(bound))
                                       : needAtMost(node, size, std::abs(bound))))
      return failure();
  }
  auto [first, count] = placeSlice(size, start, end, step);
  for (int64_t more : {1, 2, 3}) {
    auto other = placeSlice(dims.evaluate(size, more), dims.evaluate(start, more),
                            dims.evaluate(end, more), step);
    if (other.first != dims.evaluate(first, more) || other.second != dims.evaluate(count, more))
      return node.unsupported("which of " + Twine(size) + " elements it takes, from " +
                                  Twine(start) + " to " + Twine(end) + " in steps of " +
                                  Twine(step) + ", depends on calls in a way that is not supported",
                              "for steps let calls give multiples, as with --dim=NAME:32..1024/32");
  }
  return success();
}

static LogicalResult convertSlice(NodeConversion &node) {
  SmallVector<int64_t> shape(node.shape(0));
  int64_t rank = shape.size();
  bool fromInputs = node.opset() >= 10;
  auto read = [&](StringRef name, unsigned input) {
    return fromInputs ? node.constantInts(input) : node.intsAttr(name);
  };
  std::optional<SmallVector<int64_t>> starts = read("starts", 1), ends = read("ends", 2);
  // Bounds that are computed are 0 in these lists.
  Value bounds[2];
  for (unsigned input : {1, 2}) {
    std::optional<SmallVector<int64_t>> &list = input == 1 ? starts : ends;
    if (list)
      continue;
    if (!fromInputs || !node.input(input) || node.shape(input).size() != 1 ||
        !isa<IntegerType>(node.elementType(input)) || node.dims().isSymbolic(node.shape(input)))
      return node.unsupported("starts and ends must be lists of integers");
    bounds[input - 1] = node.input(input);
    list.emplace(node.shape(input)[0], 0);
  }
  std::optional<SmallVector<int64_t>> axes = read("axes", 3), steps = read("steps", 4);
  if ((!axes && node.input(3)) || (!steps && node.input(4)))
    return node.unsupported("axes and steps must be constant");
  if (!axes)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, starts->size()));
  if (!steps)
    steps.emplace(starts->size(), 1);
  if (ends->size() != starts->size() || axes->size() != starts->size() ||
      steps->size() != starts->size())
    return node.unsupported("starts, ends, axes and steps differ in length");

  SmallVector<int64_t> from(rank, 0), by(rank, 1);
  Value data = node.input(0);
  for (auto [index, start, end, givenAxis, step] : llvm::enumerate(*starts, *ends, *axes, *steps)) {
    std::optional<int64_t> axis = node.axis(givenAxis, rank);
    if (!axis)
      return failure();
    // The most negative step has no positive counterpart.
    if (step == 0 || step == std::numeric_limits<int64_t>::min())
      return node.unsupported("a step of " + Twine(step) + " is not possible");
    int64_t size = node.shape(0)[*axis];
    SliceBound first{start, bounds[0], int64_t(index)}, last{end, bounds[1], int64_t(index)};
    if (isSliceComputed(node, size, first, last)) {
      FailureOr<Value> cut = sliceComputed(node, data, *axis, first, last, step);
      if (failed(cut))
        return failure();
      data = *cut;
      shape[*axis] = shapeOf(data)[*axis];
      continue;
    }
    if (node.dims().isSymbolic(end) && !node.dims().isSymbolic(size) && step == 1 &&
        axes->size() == 1)
      return takeFirst(node, *axis, start < 0 ? start + size : start, end);
    if (failed(checkOpenSlice(node, size, start, end, step)))
      return failure();
    std::tie(from[*axis], shape[*axis]) = placeSlice(size, start, end, step);
    by[*axis] = step;
  }
  return node.replace(node.slice(data, from, shape, by));
}

static LogicalResult convertExpand(NodeConversion &node) {
  std::optional<SmallVector<int64_t>> target = node.constantInts(1);
  if (!target)
    return node.unsupported("the new shape is computed at run time",
                            "fix dynamic inputs with --input-shape so that it folds");
  std::optional<SmallVector<int64_t>> shape = broadcastShapes({node.shape(0), *target});
  if (!shape)
    return node.unsupported("the input does not broadcast to the new shape");
  if (failed(node.checkSize(*shape, node.elementType(0))))
    return failure();
  return node.replace(node.broadcastTo(node.input(0), *shape));
}

static LogicalResult convertTile(NodeConversion &node) {
  std::optional<SmallVector<int64_t>> repeats = node.constantInts(1);
  SmallVector<int64_t> shape(node.shape(0));
  if (!repeats)
    return node.unsupported("the repeats must be constant");
  // Opset 1 had one axis and one count instead.
  if (node.opset() < 6) {
    std::optional<SmallVector<int64_t>> axes = node.constantInts(2);
    if (!axes || axes->size() != 1 || repeats->size() != 1)
      return node.unsupported("tiles and axis must be constant numbers");
    std::optional<int64_t> axis = node.axis(axes->front(), shape.size());
    if (!axis)
      return failure();
    int64_t count = repeats->front();
    repeats.emplace(shape.size(), 1);
    (*repeats)[*axis] = count;
  }
  if (repeats->size() != shape.size())
    return node.unsupported("there must be one repeat per dimension");
  for (auto [dim, repeat] : llvm::zip(shape, *repeats))
    if (repeat < 0 || llvm::MulOverflow(dim, repeat, dim))
      return node.unsupported("a repeat of " + Twine(repeat) + " is not possible");
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  return node.replace(node.tile(node.input(0), *repeats));
}

/// Blocks of depth become blocks of space, or the other way round.
static LogicalResult convertDepthSpace(NodeConversion &node, bool toSpace) {
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t block = node.intAttr("blocksize", 0);
  if (shape.size() != 4 || block < 1 || block > (1 << 20))
    return node.unsupported("a tensor of rank 4 and a positive blocksize are needed");
  int64_t n = shape[0], c = shape[1], h = shape[2], w = shape[3];
  if (toSpace ? c % (block * block) != 0 : h % block != 0 || w % block != 0)
    return node.unsupported("the dimensions are not multiples of the blocksize " + Twine(block));
  Value x = node.input(0);
  if (!toSpace) {
    x = node.reshape(x, {n, c, h / block, block, w / block, block});
    x = node.transpose(x, {0, 3, 5, 1, 2, 4});
    return node.replace(node.reshape(x, {n, c * block * block, h / block, w / block}));
  }
  int64_t rest = c / (block * block);
  bool depthFirst = node.stringAttr("mode", "DCR") == "DCR";
  if (depthFirst) {
    x = node.reshape(x, {n, block, block, rest, h, w});
    x = node.transpose(x, {0, 3, 4, 1, 5, 2});
  } else {
    x = node.reshape(x, {n, rest, block, block, h, w});
    x = node.transpose(x, {0, 1, 4, 2, 5, 3});
  }
  return node.replace(node.reshape(x, {n, rest, h * block, w * block}));
}

static LogicalResult convertDepthToSpace(NodeConversion &node) {
  return convertDepthSpace(node, /*toSpace=*/true);
}

static LogicalResult convertSpaceToDepth(NodeConversion &node) {
  return convertDepthSpace(node, /*toSpace=*/false);
}

void populateDataConverters(ConverterTable &table) {
  table.add("Transpose", 1, convertTranspose);
  table.add("Concat", 1, convertConcat);
  table.add("Split", 1, convertSplit);
  table.add("Slice", 1, convertSlice);
  table.add("Expand", 8, convertExpand, 2);
  table.add("Tile", 1, convertTile, 2);
  table.add("DepthToSpace", 1, convertDepthToSpace);
  table.add("SpaceToDepth", 1, convertSpaceToDepth);
  populateDiagonalConverters(table);
  populateOneHotConverters(table);
}

} // namespace sinter
