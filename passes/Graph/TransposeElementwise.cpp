//===- TransposeElementwise.cpp - Compute in the operands' layout ---------===//

#include "passes/Graph/TransposePatterns.h"

#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace sinter;

static bool isElementwiseIntoEmpty(linalg::GenericOp op) {
  return op.getNumLoops() == op.getNumParallelLoops() && op->getNumResults() == 1 &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity() &&
         !op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)) && !op.hasIndexSemantics();
}

/// Renames the loops of `map`: loop i becomes loop permutation[i].
static AffineMap renameLoops(AffineMap map, ArrayRef<int64_t> permutation) {
  SmallVector<AffineExpr> names;
  for (int64_t loop : permutation)
    names.push_back(getAffineDimExpr(loop, map.getContext()));
  return map.replaceDimsAndSymbols(names, {}, map.getNumDims(), 0);
}

namespace {

/// Rewrites elementwise(transpose(x), ...) as transpose(elementwise(x, ...)).
/// Constants of full rank are transposed the other way; broadcast operands only
/// need other indexing maps.
struct SinkTransposeThroughElementwise : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (!isElementwiseIntoEmpty(op))
      return rewriter.notifyMatchFailure(op, "not a pure elementwise operation");
    ArrayRef<int64_t> permutation = findPermutation(op);
    if (permutation.empty())
      return rewriter.notifyMatchFailure(op, "no common transpose of all full operands");

    SmallVector<Value> inputs;
    SmallVector<AffineMap> maps;
    for (OpOperand *operand : op.getDpsInputOperands()) {
      AffineMap map = op.getMatchingIndexingMap(operand);
      Value input = operand->get();
      if (!map.isIdentity()) {
        map = renameLoops(map, permutation);
      } else if (auto transpose = getTranspose(operand, permutation)) {
        input = transpose.getInput();
      } else {
        input = createTranspose(rewriter, op.getLoc(), input, invertPermutationVector(permutation));
      }
      inputs.push_back(input);
      maps.push_back(map);
    }

    auto resultType = cast<RankedTensorType>(op.getResult(0).getType());
    SmallVector<int64_t> shape =
        applyPermutation(resultType.getShape(), invertPermutationVector(permutation));
    Value init = tensor::EmptyOp::create(rewriter, op.getLoc(), shape, resultType.getElementType());
    maps.push_back(rewriter.getMultiDimIdentityMap(shape.size()));
    auto moved = linalg::GenericOp::create(rewriter, op.getLoc(), init.getType(), inputs, init,
                                           maps, op.getIteratorTypesArray());
    rewriter.inlineRegionBefore(op.getRegion(), moved.getRegion(), moved.getRegion().end());
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(), moved.getResult(0), permutation));
    return success();
  }

private:
  static linalg::TransposeOp getTranspose(OpOperand *operand, ArrayRef<int64_t> permutation) {
    auto transpose = operand->get().getDefiningOp<linalg::TransposeOp>();
    return transpose && transpose.getPermutation() == permutation ? transpose : nullptr;
  }

  /// The permutation that every operand of full rank is transposed by, constants
  /// aside; empty if there is none.
  static ArrayRef<int64_t> findPermutation(linalg::GenericOp op) {
    ArrayRef<int64_t> permutation;
    for (OpOperand *operand : op.getDpsInputOperands())
      if (auto transpose = operand->get().getDefiningOp<linalg::TransposeOp>())
        if (permutation.empty() && op.getMatchingIndexingMap(operand).isIdentity())
          permutation = transpose.getPermutation();
    for (OpOperand *operand : op.getDpsInputOperands()) {
      if (!op.getMatchingIndexingMap(operand).isIdentity())
        continue; // broadcast
      Operation *producer = operand->get().getDefiningOp();
      bool isConstant = producer && producer->hasTrait<OpTrait::ConstantLike>();
      if (!isConstant && !getTranspose(operand, permutation))
        return {};
    }
    return permutation;
  }
};

/// Rewrites reduce(transpose(x)) as a reduction that reads x with its dimensions
/// permuted: the order of a reduction's loops is free.
struct ReadThroughTranspose : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (op.getNumReductionLoops() == 0 || linalg::isaContractionOpInterface(op) ||
        linalg::isaConvolutionOpInterface(op))
      return rewriter.notifyMatchFailure(op, "not a plain reduction");
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    bool changed = false;
    rewriter.startOpModification(op);
    for (OpOperand *operand : op.getDpsInputOperands()) {
      auto transpose = operand->get().getDefiningOp<linalg::TransposeOp>();
      AffineMap &map = maps[operand->getOperandNumber()];
      if (!transpose || !map.isProjectedPermutation())
        continue;
      // t.dim[i] = x.dim[perm[i]], so x is indexed by the inverse.
      auto inverse = invertPermutationVector(transpose.getPermutation());
      map = AffineMap::get(map.getNumDims(), 0, applyPermutation(map.getResults(), inverse),
                           op.getContext());
      operand->set(transpose.getInput());
      changed = true;
    }
    if (!changed) {
      rewriter.cancelOpModification(op);
      return rewriter.notifyMatchFailure(op, "no transposed input");
    }
    op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
    rewriter.finalizeOpModification(op);
    return success();
  }
};

} // namespace

void sinter::populateTransposeElementwisePatterns(RewritePatternSet &patterns) {
  patterns.add<SinkTransposeThroughElementwise, ReadThroughTranspose>(patterns.getContext());
}
