//===- PropagateTransposes.cpp - Move transposes until they cancel --------===//

#include "passes/Graph/Passes.h"
#include "passes/Graph/TransposePatterns.h"
#include "passes/Tensor/HostMovement.h"
#include "passes/Tensor/HostTensor.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace sinter {
#define GEN_PASS_DEF_PROPAGATETRANSPOSES
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

Value sinter::createTranspose(OpBuilder &builder, Location loc, Value value,
                              ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape = applyPermutation(type.getShape(), permutation);
  Value init = tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
  return linalg::TransposeOp::create(builder, loc, value, init, permutation).getResult()[0];
}

SmallVector<ReassociationIndices> sinter::groupUnitDims(ArrayRef<int64_t> shape) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading;
  for (auto [index, size] : llvm::enumerate(shape)) {
    if (size == 1 && groups.empty()) {
      leading.push_back(index);
    } else if (size == 1) {
      groups.back().push_back(index);
    } else {
      groups.emplace_back(std::move(leading)).push_back(index);
      leading.clear();
    }
  }
  return groups;
}

namespace {

/// Rewrites transpose(transpose(x)) as one transpose of x, or as x.
struct ComposeTransposes : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op, PatternRewriter &rewriter) const override {
    if (isIdentityPermutation(op.getPermutation())) {
      rewriter.replaceOp(op, op.getInput());
      return success();
    }
    auto inner = op.getInput().getDefiningOp<linalg::TransposeOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(op, "input is not a transpose");
    auto permutation = applyPermutation(inner.getPermutation(), op.getPermutation());
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(), inner.getInput(), permutation));
    return success();
  }
};

/// Evaluates the transpose of a constant.
struct FoldConstantTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op, PatternRewriter &rewriter) const override {
    ElementsAttr elements;
    if (!matchPattern(op.getInput(), m_Constant(&elements)))
      return rewriter.notifyMatchFailure(op, "input is not a constant");
    std::optional<HostTensor> constant = HostTensor::from(elements);
    if (!constant)
      return rewriter.notifyMatchFailure(op, "constant cannot be read");
    ElementsAttr result = transposed(*constant, op.getPermutation()).toAttr();
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(result));
    return success();
  }
};

/// Rewrites a transpose that keeps the order of all dimensions but unit ones as
/// a reshape, which moves nothing.
struct ReshapeUnitTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getInput().getType());
    auto resultType = cast<RankedTensorType>(op.getResult()[0].getType());
    SmallVector<int64_t> moved, squeezed;
    for (int64_t dim : op.getPermutation())
      if (type.getDimSize(dim) != 1) {
        moved.push_back(dim);
        squeezed.push_back(type.getDimSize(dim));
      }
    if (!llvm::is_sorted(moved))
      return rewriter.notifyMatchFailure(op, "moves data");
    Value value = op.getInput();
    if (auto groups = groupUnitDims(type.getShape()); int64_t(groups.size()) != type.getRank())
      value = tensor::CollapseShapeOp::create(rewriter, op.getLoc(), type.clone(squeezed), value,
                                              groups);
    if (auto groups = groupUnitDims(resultType.getShape());
        int64_t(groups.size()) != resultType.getRank())
      value = tensor::ExpandShapeOp::create(rewriter, op.getLoc(), resultType, value, groups);
    rewriter.replaceOp(op, value);
    return success();
  }
};

struct PropagateTransposes : sinter::impl::PropagateTransposesBase<PropagateTransposes> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ComposeTransposes, FoldConstantTranspose, ReshapeUnitTranspose>(&getContext());
    populateTransposeElementwisePatterns(patterns);
    populateTransposeMovementPatterns(patterns);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
