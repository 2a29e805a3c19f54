//===- GeneralizeElementwise.cpp - One form for elementwise work ----------===//

#include "passes/Graph/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace sinter {
#define GEN_PASS_DEF_GENERALIZEELEMENTWISE
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;

namespace {

/// Writes a named operation without reduction (transpose, broadcast, map, add,
/// ...) as linalg.generic. Fills stay: they initialize roots.
struct GeneralizeParallelOp : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op, PatternRewriter &rewriter) const override {
    if (isa<linalg::GenericOp, linalg::FillOp>(op) || op.getNumReductionLoops() != 0)
      return rewriter.notifyMatchFailure(op, "not a named elementwise operation");
    return linalg::generalizeNamedOp(rewriter, op);
  }
};

/// Gives an operation that ignores what its destination holds an empty one, so
/// that nothing is copied to preserve it.
struct DropUnreadDestination : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.getNumReductionLoops() != 0)
      return rewriter.notifyMatchFailure(op, "not elementwise on tensors");
    for (OpOperand &init : op.getDpsInitsMutable()) {
      auto type = cast<RankedTensorType>(init.get().getType());
      if (op.payloadUsesValueFromOperand(&init) || init.get().getDefiningOp<tensor::EmptyOp>() ||
          !type.hasStaticShape())
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        init.set(
            tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType()));
      });
      return success();
    }
    return rewriter.notifyMatchFailure(op, "all destinations are read or empty");
  }
};

/// Collapses an operand's unit dimensions that the indexing map reads at 0.
struct DropBroadcastUnitDims : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    for (OpOperand *operand : op.getDpsInputOperands()) {
      AffineMap map = op.getMatchingIndexingMap(operand);
      auto type = dyn_cast<RankedTensorType>(operand->get().getType());
      if (!type || !readsUnitDims(map, type))
        continue;
      SmallVector<AffineMap> maps = op.getIndexingMapsArray();
      maps[operand->getOperandNumber()] = dropZeros(map);
      Value collapsed =
          tensor::CollapseShapeOp::create(rewriter, op.getLoc(), operand->get(), groupByZeros(map));
      rewriter.modifyOpInPlace(op, [&] {
        operand->set(collapsed);
        op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
      });
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no unit dimension is read at 0");
  }

private:
  /// Returns true if some results of the map are 0 and all of those index dims of
  /// size 1. One that picks the first of several elements is no broadcast.
  static bool readsUnitDims(AffineMap map, RankedTensorType type) {
    bool found = false;
    for (auto [expr, size] : llvm::zip_equal(map.getResults(), type.getShape())) {
      if (isZero(expr) && size != 1)
        return false;
      found |= isZero(expr);
    }
    return found;
  }

  static bool isZero(AffineExpr expr) {
    auto constant = dyn_cast<AffineConstantExpr>(expr);
    return constant && constant.getValue() == 0;
  }

  static AffineMap dropZeros(AffineMap map) {
    SmallVector<AffineExpr> results;
    llvm::copy_if(map.getResults(), std::back_inserter(results),
                  [](AffineExpr expr) { return !isZero(expr); });
    return AffineMap::get(map.getNumDims(), 0, results, map.getContext());
  }

  /// One group per result that is kept; zeros join a neighbour. No group at all
  /// when everything is dropped.
  static SmallVector<ReassociationIndices> groupByZeros(AffineMap map) {
    SmallVector<ReassociationIndices> groups;
    ReassociationIndices leading;
    for (auto [index, expr] : llvm::enumerate(map.getResults())) {
      if (!isZero(expr))
        groups.emplace_back(std::exchange(leading, {})).push_back(index);
      else if (groups.empty())
        leading.push_back(index);
      else
        groups.back().push_back(index);
    }
    return groups;
  }
};

struct GeneralizeElementwise : sinter::impl::GeneralizeElementwiseBase<GeneralizeElementwise> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<GeneralizeParallelOp, DropUnreadDestination, DropBroadcastUnitDims>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
