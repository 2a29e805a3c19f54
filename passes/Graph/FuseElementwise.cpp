//===- FuseElementwise.cpp - Fuse elementwise operations ------------------===//
//
// Upstream does the fusion; this pass decides where it pays and keeps the names
// of both operations in the location.
//
//===----------------------------------------------------------------------===//

#include "passes/Graph/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace sinter {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;

/// Returns true if computing the operand's producer inside of the consumer does
/// not compute any element twice.
static bool isReadOnce(OpOperand *operand) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  if (!consumer || !operand->get().hasOneUse())
    return false;
  AffineMap map = consumer.getMatchingIndexingMap(operand);
  return map.isPermutation();
}

/// Returns true if the consumer changes the layout to rows of few elements, as an
/// image's channels: the producer's arithmetic fills vectors only where its own
/// rows are long.
static bool shortensRows(linalg::GenericOp producer, OpOperand *operand) {
  constexpr size_t few = 3; // Operations that are not worth a pass of their own.
  constexpr int64_t shortRow = 8;
  auto consumer = cast<linalg::GenericOp>(operand->getOwner());
  SmallVector<int64_t> loops = consumer.getStaticLoopRanges();
  return !consumer.getMatchingIndexingMap(operand).isIdentity() && !loops.empty() &&
         loops.back() < shortRow && producer.getBody()->getOperations().size() > few;
}

/// Each fusion copies both bodies, and each operand is an address that the backend tells from
/// all others: without limits, long chains take time by the square of their length.
static bool isSmallTogether(linalg::GenericOp producer, linalg::GenericOp consumer) {
  constexpr size_t largest = 256, mostOperands = 64;
  return producer->getNumOperands() + consumer->getNumOperands() <= mostOperands &&
         producer.getBody()->getOperations().size() + consumer.getBody()->getOperations().size() <=
             largest;
}

static bool hasNoReduction(linalg::LinalgOp op) {
  return op.getNumLoops() == op.getNumParallelLoops();
}

/// Returns true if `operand` is a sum, or another reduction, that its owner alone reads. What
/// was fused a moment ago may still be there.
static bool isOwnReduction(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::LinalgOp>();
  return producer && !hasNoReduction(producer) &&
         llvm::all_of(operand->get().getUsers(), [&](Operation *user) {
           return user == operand->getOwner() || isOpTriviallyDead(user);
         });
}

/// Returns true if `producer` makes a reduction's wide result narrow, and the consumer is already
/// part of another reduction's dispatch: fused, the wide result would have to wait in memory, as
/// that of one of the two convolutions whose int8 results a residual block adds.
static bool keepsWideResult(linalg::GenericOp producer, linalg::GenericOp consumer) {
  unsigned bits = getElementTypeOrSelf(producer.getResultTypes().front()).getIntOrFloatBitWidth();
  auto isNarrowed = [&](OpOperand *operand) {
    return isOwnReduction(operand) &&
           getElementTypeOrSelf(operand->get().getType()).getIntOrFloatBitWidth() > bits;
  };
  return llvm::any_of(producer.getDpsInputOperands(), isNarrowed) &&
         llvm::any_of(consumer.getDpsInputOperands(), isOwnReduction);
}

/// Returns true if `op` only moves data: its dimensions are those of the operation that
/// reads it, and should stay so.
static bool isTranspose(linalg::GenericOp op) { return op.getBody()->getOperations().size() == 1; }

namespace {

/// Computes an elementwise producer inside of its only consumer.
struct FuseProducer : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp consumer,
                                PatternRewriter &rewriter) const override {
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      // Another result may be needed before the consumer stands.
      if (!producer || producer->getNumResults() != 1 || !isReadOnce(operand) ||
          !isSmallTogether(producer, consumer) || shortensRows(producer, operand) ||
          keepsWideResult(producer, consumer) || !linalg::areElementwiseOpsFusable(operand))
        continue;
      FailureOr<linalg::ElementwiseOpFusionResult> fused =
          linalg::fuseElementwiseOps(rewriter, operand);
      if (failed(fused))
        continue;
      fused->fusedOp->setLoc(rewriter.getFusedLoc({producer.getLoc(), consumer.getLoc()}));
      for (auto [from, to] : fused->replacements)
        rewriter.replaceUsesWithIf(from, to,
                                   [&](OpOperand &use) { return use.getOwner() != producer; });
      rewriter.eraseOp(consumer);
      return success();
    }
    return rewriter.notifyMatchFailure(consumer, "no producer to fuse");
  }
};

struct FuseElementwise : sinter::impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    // Reshapes first: an elementwise operation on the reshaped result of a
    // matmul must become one on the result itself to be its epilogue.
    if (failed(absorbReshapes()) || failed(fuse()))
      signalPassFailure();
  }

  LogicalResult absorbReshapes() {
    RewritePatternSet patterns(&getContext());
    auto consumerIsElementwise = [](OpOperand *operand) -> bool {
      auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
      return consumer && hasNoReduction(consumer) && !isTranspose(consumer) &&
             operand->get().getDefiningOp<tensor::ExpandShapeOp>() != nullptr;
    };
    linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns, consumerIsElementwise);
    tensor::populateFoldTensorEmptyPatterns(patterns);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  LogicalResult fuse() {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseProducer>(&getContext());
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    // Each step leaves an operation less. A chain in which all are read twice is fused from its
    // end, one per walk over the function.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    config.setUseTopDownTraversal(false);
    return applyPatternsGreedily(getOperation(), std::move(patterns), config);
  }
};

} // namespace
