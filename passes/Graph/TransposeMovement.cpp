//===- TransposeMovement.cpp - Move data before it is transposed ----------===//

#include "passes/Graph/TransposePatterns.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace sinter;

namespace {

/// Says whether a convolution or another reduction reads `value` in its layout: what
/// transposes it has nothing to cancel with below.
static bool isReduced(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    auto op = dyn_cast<linalg::LinalgOp>(user);
    return op && op.getNumReductionLoops() != 0;
  });
}

/// Rewrites pad(transpose(x)) as transpose(pad(x)).
struct SinkTransposeThroughPad : OpRewritePattern<tensor::PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::PadOp op, PatternRewriter &rewriter) const override {
    auto transpose = op.getSource().getDefiningOp<linalg::TransposeOp>();
    Value padding = op.getConstantPaddingValue();
    if (!transpose || !padding)
      return rewriter.notifyMatchFailure(op, "not a constant pad of a transpose");
    if (isReduced(op.getResult()))
      return rewriter.notifyMatchFailure(op, "its layout is needed");
    auto inverse = invertPermutationVector(transpose.getPermutation());
    auto low = applyPermutation(op.getMixedLowPad(), inverse);
    auto high = applyPermutation(op.getMixedHighPad(), inverse);
    auto type = op.getResultType().clone(applyPermutation(op.getResultType().getShape(), inverse));
    Value moved = tensor::PadOp::create(rewriter, op.getLoc(), type, transpose.getInput(), low,
                                        high, padding);
    rewriter.replaceOp(op,
                       createTranspose(rewriter, op.getLoc(), moved, transpose.getPermutation()));
    return success();
  }
};

/// Rewrites concat(transpose(x), transpose(y), ...) as transpose(concat(x, y, ...)).
struct SinkTransposeThroughConcat : OpRewritePattern<tensor::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ConcatOp op, PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> permutation;
    SmallVector<Value> sources;
    for (Value input : op.getInputs()) {
      auto transpose = input.getDefiningOp<linalg::TransposeOp>();
      if (!transpose || (!permutation.empty() && transpose.getPermutation() != permutation))
        return rewriter.notifyMatchFailure(op, "inputs are not transposed alike");
      permutation = transpose.getPermutation();
      sources.push_back(transpose.getInput());
    }
    Value moved =
        tensor::ConcatOp::create(rewriter, op.getLoc(), permutation[op.getDim()], sources);
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(), moved, permutation));
    return success();
  }
};

/// Rewrites slice(transpose(x)) as transpose(slice(x)).
struct SinkTransposeThroughSlice : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getSource().getDefiningOp<linalg::TransposeOp>();
    if (!transpose || op.getResultType().getRank() != op.getSourceType().getRank())
      return rewriter.notifyMatchFailure(op, "not a slice of a transpose of the same rank");
    auto inverse = invertPermutationVector(transpose.getPermutation());
    Value moved = tensor::ExtractSliceOp::create(rewriter, op.getLoc(), transpose.getInput(),
                                                 applyPermutation(op.getMixedOffsets(), inverse),
                                                 applyPermutation(op.getMixedSizes(), inverse),
                                                 applyPermutation(op.getMixedStrides(), inverse));
    rewriter.replaceOp(op,
                       createTranspose(rewriter, op.getLoc(), moved, transpose.getPermutation()));
    return success();
  }
};

/// Rewrites expand(transpose(x)) as transpose(expand(x)): each dimension of x
/// splits where it is.
struct SinkTransposeThroughExpand : OpRewritePattern<tensor::ExpandShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExpandShapeOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getSrc().getDefiningOp<linalg::TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "source is not a transpose");
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    SmallVector<ReassociationIndices> groups = op.getReassociationIndices();
    ArrayRef<int64_t> resultShape = op.getResultType().getShape();

    SmallVector<ReassociationIndices> sourceGroups;
    SmallVector<int64_t> sourceShape;
    SmallVector<int64_t> newPermutation(resultShape.size());
    for (int64_t dim : invertPermutationVector(permutation)) {
      ReassociationIndices &group = sourceGroups.emplace_back();
      for (int64_t resultDim : groups[dim]) {
        newPermutation[resultDim] = sourceShape.size();
        group.push_back(sourceShape.size());
        sourceShape.push_back(resultShape[resultDim]);
      }
    }
    Value expanded =
        tensor::ExpandShapeOp::create(rewriter, op.getLoc(), op.getResultType().clone(sourceShape),
                                      transpose.getInput(), sourceGroups);
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(), expanded, newPermutation));
    return success();
  }
};

/// Rewrites collapse(transpose(x)) as transpose(collapse(x)) where the collapsed
/// dimensions are neighbours in x as well, in the same order.
struct SinkTransposeThroughCollapse : OpRewritePattern<tensor::CollapseShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::CollapseShapeOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getSrc().getDefiningOp<linalg::TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "source is not a transpose");
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    // Groups in terms of the source's dims, with the result dim they form.
    SmallVector<std::pair<ReassociationIndices, int64_t>> sourceGroups;
    for (auto [resultDim, group] : llvm::enumerate(op.getReassociationIndices())) {
      ReassociationIndices sourceGroup;
      for (int64_t dim : group)
        sourceGroup.push_back(permutation[dim]);
      for (auto [a, b] : llvm::zip(sourceGroup, llvm::drop_begin(sourceGroup)))
        if (b != a + 1)
          return rewriter.notifyMatchFailure(op, "collapsed dimensions lie apart in the source");
      sourceGroups.push_back({sourceGroup, int64_t(resultDim)});
    }
    llvm::sort(sourceGroups, [](auto &a, auto &b) { return a.first.front() < b.first.front(); });

    SmallVector<ReassociationIndices> groups;
    SmallVector<int64_t> newPermutation(sourceGroups.size());
    for (auto [index, entry] : llvm::enumerate(sourceGroups)) {
      groups.push_back(entry.first);
      newPermutation[entry.second] = index;
    }
    if (groups.empty())
      return rewriter.notifyMatchFailure(op, "collapses to a scalar");
    Value collapsed =
        tensor::CollapseShapeOp::create(rewriter, op.getLoc(), transpose.getInput(), groups);
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(), collapsed, newPermutation));
    return success();
  }
};

} // namespace

void sinter::populateTransposeMovementPatterns(RewritePatternSet &patterns) {
  patterns.add<SinkTransposeThroughPad, SinkTransposeThroughConcat, SinkTransposeThroughSlice,
               SinkTransposeThroughExpand, SinkTransposeThroughCollapse>(patterns.getContext());
}
