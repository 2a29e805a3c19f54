//===- AbsorbTransposes.cpp - Transposed operands without a copy ----------===//
//
// What multiplies two tensors can read and write them with permuted dimensions:
// splitting heads off and joining them again then moves nothing. Reshapes and unit
// dimensions between the transpose and the product are moved out of the way first.
//
//===----------------------------------------------------------------------===//

#include "passes/Graph/Passes.h"
#include "passes/Graph/TransposePatterns.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace sinter {
#define GEN_PASS_DEF_ABSORBTRANSPOSES
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Few rows do not pay for a copy of the other operand in the order of its lanes.
constexpr int64_t kFewRows = 2;

/// Returns true if `op` multiplies two computed tensors and sums up. Constants are
/// better stored as they are read.
static bool isDynamicContraction(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() && linalg::isaContractionOpInterface(op) &&
         llvm::none_of(op.getDpsInputs(), [](Value input) {
           Operation *producer = input.getDefiningOp();
           return producer && producer->hasTrait<OpTrait::ConstantLike>();
         });
}

static bool keepsLastDim(ArrayRef<int64_t> permutation) {
  return permutation.back() == int64_t(permutation.size()) - 1;
}

/// Replaces `op` by the same with other operands and maps.
static linalg::GenericOp rebuild(PatternRewriter &rewriter, linalg::LinalgOp op, ValueRange inputs,
                                 Value init, ArrayRef<AffineMap> maps) {
  auto generic = linalg::GenericOp::create(rewriter, op.getLoc(), init.getType(), inputs, init,
                                           maps, op.getIteratorTypesArray());
  rewriter.cloneRegionBefore(op->getRegion(0), generic.getRegion(), generic.getRegion().end());
  return generic;
}

namespace {

/// Rewrites a transpose with unit dimensions as one without, between reshapes. What is
/// padded next keeps them: without a reshape in between it is written to where the
/// border is.
struct SqueezeTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getInput().getType());
    auto resultType = cast<RankedTensorType>(op.getResult()[0].getType());
    if (!llvm::is_contained(type.getShape(), 1))
      return rewriter.notifyMatchFailure(op, "has no unit dimension");
    if (op->hasOneUse() && isa<tensor::PadOp>(*op->user_begin()))
      return rewriter.notifyMatchFailure(op, "is padded in all its dimensions");
    SmallVector<int64_t> position(type.getRank(), -1), shape, permutation;
    for (auto [dim, size] : llvm::enumerate(type.getShape()))
      if (size != 1) {
        position[dim] = shape.size();
        shape.push_back(size);
      }
    for (int64_t dim : op.getPermutation())
      if (position[dim] >= 0)
        permutation.push_back(position[dim]);
    if (shape.size() < 2)
      return rewriter.notifyMatchFailure(op, "moves nothing");
    Value value = tensor::CollapseShapeOp::create(rewriter, op.getLoc(), type.clone(shape),
                                                  op.getInput(), groupUnitDims(type.getShape()));
    value = createTranspose(rewriter, op.getLoc(), value, permutation);
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(op, resultType, value,
                                                       groupUnitDims(resultType.getShape()));
    return success();
  }
};

/// The slice of one dimension.
struct Range {
  int64_t offset, size, stride, extent;
  bool isWhole() const { return size == extent && stride == 1; }
};

std::optional<SmallVector<Range>> getRanges(tensor::ExtractSliceOp slice) {
  auto type = slice.getSourceType();
  if (!type.hasStaticShape() || slice.getResultType().getRank() != type.getRank() ||
      ShapedType::isDynamicShape(slice.getStaticOffsets()) ||
      ShapedType::isDynamicShape(slice.getStaticSizes()) ||
      ShapedType::isDynamicShape(slice.getStaticStrides()))
    return std::nullopt;
  SmallVector<Range> ranges;
  for (int64_t d = 0; d < type.getRank(); ++d)
    ranges.push_back({slice.getStaticOffsets()[d], slice.getStaticSizes()[d],
                      slice.getStaticStrides()[d], type.getDimSize(d)});
  return ranges;
}

Value createSlice(PatternRewriter &rewriter, Location loc, Value source, ArrayRef<Range> ranges) {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  for (const Range &range : ranges) {
    offsets.push_back(rewriter.getIndexAttr(range.offset));
    sizes.push_back(rewriter.getIndexAttr(range.size));
    strides.push_back(rewriter.getIndexAttr(range.stride));
  }
  return tensor::ExtractSliceOp::create(rewriter, loc, source, offsets, sizes, strides);
}

/// Returns what a slice by `ranges` is of the source, expanded as `op` expands the slice.
std::optional<SmallVector<Range>> reshape(tensor::ExpandShapeOp op, ArrayRef<Range> ranges) {
  SmallVector<Range> expanded;
  ArrayRef<int64_t> sizes = op.getResultType().getShape();
  for (auto [group, range] : llvm::zip_equal(op.getReassociationIndices(), ranges)) {
    // The first dimension that counts takes the range, in steps of what is inside of it.
    const int64_t *first = llvm::find_if(group, [&](int64_t dim) { return sizes[dim] != 1; });
    if (first == group.end())
      first = std::prev(group.end());
    int64_t inner = 1;
    for (int64_t dim : llvm::drop_begin(group, first - group.begin() + 1))
      inner *= sizes[dim];
    if (range.offset % inner || range.extent % inner || (range.stride != 1 && inner != 1))
      return std::nullopt;
    for (int64_t dim : group)
      if (dim == *first)
        expanded.push_back({range.offset / inner, sizes[dim], range.stride, range.extent / inner});
      else
        expanded.push_back({0, sizes[dim], 1, sizes[dim]});
  }
  return expanded;
}

/// The range of all dimensions of `group` in the one that they collapse to.
std::optional<Range> join(ArrayRef<Range> ranges, ArrayRef<int64_t> group) {
  Range joined{0, 1, 1, 1};
  bool canGrow = true; // All dimensions so far, from the inside, are whole or single.
  for (int64_t dim : llvm::reverse(group)) {
    const Range &range = ranges[dim];
    joined.offset += range.offset * joined.extent;
    if (range.size > 1 && joined.size == 1)
      joined.stride = range.stride * joined.extent;
    else if (range.size > 1 && (!canGrow || range.stride != 1))
      return std::nullopt;
    if (range.size > 1)
      canGrow &= range.isWhole() &&
                 joined.size * joined.stride * range.size == range.extent * joined.extent;
    joined.size *= range.size;
    joined.extent *= range.extent;
    // A single one out of many ends what further dimensions could continue.
    canGrow &= joined.size == 1 || joined.size * joined.stride == joined.extent;
  }
  return joined;
}

/// The same for collapsing, if what is collapsed lies in the source at equal distances.
std::optional<SmallVector<Range>> reshape(tensor::CollapseShapeOp op, ArrayRef<Range> ranges) {
  SmallVector<Range> collapsed;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    std::optional<Range> joined = join(ranges, group);
    if (!joined)
      return std::nullopt;
    collapsed.push_back(*joined);
  }
  return collapsed;
}

/// Rewrites reshape(slice(x)) as slice(reshape(x)): slices go along with what reads them,
/// a reshaped one would have to be copied.
template <typename ReshapeOp> struct ReshapeBeforeSlice : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern<ReshapeOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto slice = op.getSrc().template getDefiningOp<tensor::ExtractSliceOp>();
    std::optional<SmallVector<Range>> ranges = slice ? getRanges(slice) : std::nullopt;
    if (!ranges || op.getReassociationIndices().empty())
      return rewriter.notifyMatchFailure(op, "source is no static slice of some rank");
    ranges = reshape(op, *ranges);
    if (!ranges)
      return rewriter.notifyMatchFailure(op, "the slice cuts across parts or leaves odd gaps");
    auto shape = llvm::map_to_vector(*ranges, [](const Range &range) { return range.extent; });
    Value whole = ReshapeOp::create(rewriter, op.getLoc(), op.getResultType().clone(shape),
                                    slice.getSource(), op.getReassociationIndices());
    rewriter.replaceOp(op, createSlice(rewriter, slice.getLoc(), whole, *ranges));
    return success();
  }
};

/// Reads an operand of a contraction as it lies before its transpose, if that keeps what
/// the lanes go along contiguous, or if there are few rows to pay for a copy.
struct ReadTransposed : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op, PatternRewriter &rewriter) const override {
    if (!isDynamicContraction(op))
      return rewriter.notifyMatchFailure(op, "not a product of computed tensors");
    SmallVector<Value> inputs = op.getDpsInputs();
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    bool changed = false;
    for (OpOperand *operand : op.getDpsInputOperands()) {
      auto transpose = operand->get().getDefiningOp<linalg::TransposeOp>();
      if (!transpose || !pays(op, *operand, transpose.getPermutation()))
        continue;
      // t.dim[i] = x.dim[perm[i]], so x is indexed by the inverse.
      unsigned index = operand->getOperandNumber();
      auto inverse = invertPermutationVector(transpose.getPermutation());
      maps[index] =
          AffineMap::get(maps[index].getNumDims(), 0,
                         applyPermutation(maps[index].getResults(), inverse), op.getContext());
      inputs[index] = transpose.getInput();
      changed = true;
    }
    if (!changed)
      return rewriter.notifyMatchFailure(op, "no transposed operand that pays");
    rewriter.replaceOp(op, rebuild(rewriter, op, inputs, op.getDpsInits()[0], maps));
    return success();
  }

  static bool pays(linalg::LinalgOp op, OpOperand &operand, ArrayRef<int64_t> permutation) {
    AffineMap output = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (output.getNumResults() == 0)
      return false;
    bool alongLanes = map.isFunctionOfDim(output.getDimPosition(output.getNumResults() - 1));
    if (!alongLanes)
      return keepsLastDim(permutation);
    int64_t rows = 1;
    SmallVector<int64_t> extents = op.getStaticLoopRanges();
    for (AffineExpr expr : output.getResults()) {
      unsigned loop = cast<AffineDimExpr>(expr).getPosition();
      rows *= map.isFunctionOfDim(loop) ? 1 : extents[loop];
    }
    return rows <= kFewRows;
  }
};

/// Writes the result of a contraction in the order of its only reader, a transpose.
struct WriteTransposed : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op, PatternRewriter &rewriter) const override {
    auto product = op.getInput().getDefiningOp<linalg::LinalgOp>();
    if (!product || !isDynamicContraction(product) || !op.getInput().hasOneUse())
      return rewriter.notifyMatchFailure(op, "not the only use of a product");
    auto fill = product.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
    ArrayRef<int64_t> permutation = op.getPermutation();
    if (!fill || !keepsLastDim(permutation))
      return rewriter.notifyMatchFailure(op, "would scatter what the lanes hold");
    auto type = cast<RankedTensorType>(op.getResult()[0].getType());
    Value init =
        tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType());
    init = linalg::FillOp::create(rewriter, fill.getLoc(), fill.getInputs(), init).getResult(0);
    SmallVector<AffineMap> maps = product.getIndexingMapsArray();
    maps.back() =
        AffineMap::get(maps.back().getNumDims(), 0,
                       applyPermutation(maps.back().getResults(), permutation), op.getContext());
    rewriter.setInsertionPoint(op);
    rewriter.replaceOp(op, rebuild(rewriter, product, product.getDpsInputs(), init, maps));
    return success();
  }
};

struct AbsorbTransposes : sinter::impl::AbsorbTransposesBase<AbsorbTransposes> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<SqueezeTranspose, ReshapeBeforeSlice<tensor::ExpandShapeOp>,
                 ReshapeBeforeSlice<tensor::CollapseShapeOp>, ReadTransposed, WriteTransposed>(
        context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
