//===- DecomposePads.cpp - Pads and concatenations as disjoint insertions -===//
//
// A pad of rank r is cut into at most 2r border slabs: for each dimension in
// turn, the low and the high slab, over what earlier dimensions left.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/Passes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace sinter {
#define GEN_PASS_DEF_DECOMPOSEPADS
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;

namespace {

/// A box of a tensor: offsets and sizes per dimension.
struct Box {
  SmallVector<int64_t> offsets, sizes;
};

/// Inserts a slab filled with `value` into `tensor`. The slab starts from an
/// empty tensor of its own, so that bufferization writes it where it goes.
Value fillBox(OpBuilder &b, Location loc, Value tensor, const Box &box, Value value) {
  SmallVector<OpFoldResult> offsets = getAsIndexOpFoldResult(b.getContext(), box.offsets);
  SmallVector<OpFoldResult> sizes = getAsIndexOpFoldResult(b.getContext(), box.sizes);
  SmallVector<OpFoldResult> strides(box.sizes.size(), b.getIndexAttr(1));
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  Value part = tensor::EmptyOp::create(b, loc, box.sizes, element);
  part = linalg::FillOp::create(b, loc, value, part).getResult(0);
  return tensor::InsertSliceOp::create(b, loc, part, tensor, offsets, sizes, strides);
}

struct DecomposePads : sinter::impl::DecomposePadsBase<DecomposePads> {
  void runOnOperation() override {
    if (!sinter::flow::isDispatchFunction(getOperation()))
      return;
    IRRewriter rewriter(&getContext());
    auto result = getOperation().walk([&](Operation *op) {
      rewriter.setInsertionPoint(op);
      if (auto pad = dyn_cast<tensor::PadOp>(op))
        return WalkResult(decompose(pad, rewriter));
      if (auto concat = dyn_cast<tensor::ConcatOp>(op))
        return WalkResult(decompose(concat, rewriter));
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  LogicalResult decompose(tensor::PadOp pad, RewriterBase &rewriter) {
    Value padding = pad.getConstantPaddingValue();
    auto type = pad.getResultType();
    if (!padding || !type.hasStaticShape() || !pad.getSourceType().hasStaticShape())
      return pad.emitError("pads with computed values or by computed amounts, "
                           "which is not supported; pad with a constant");
    // At the start of the dispatch: what computes the interior finds the buffer
    // ready, so that bufferization lets it write there.
    Location loc = pad.getLoc();
    rewriter.setInsertionPointToStart(pad->getBlock());
    if (auto constant = padding.getDefiningOp<arith::ConstantOp>())
      padding = rewriter.clone(*constant)->getResult(0);
    else if (padding.getDefiningOp())
      rewriter.setInsertionPointAfterValue(padding);
    ArrayRef<int64_t> source = pad.getSourceType().getShape(), low = pad.getStaticLow();
    Value tensor = tensor::EmptyOp::create(rewriter, loc, type.getShape(), type.getElementType());

    Box rest{SmallVector<int64_t>(source.size(), 0), llvm::to_vector(type.getShape())};
    for (unsigned d = 0; d < source.size(); ++d) {
      Box slab = rest;
      slab.sizes[d] = low[d];
      if (low[d] > 0)
        tensor = fillBox(rewriter, loc, tensor, slab, padding);
      slab.offsets[d] = low[d] + source[d];
      slab.sizes[d] = type.getDimSize(d) - slab.offsets[d];
      if (slab.sizes[d] > 0)
        tensor = fillBox(rewriter, loc, tensor, slab, padding);
      rest.offsets[d] = low[d];
      rest.sizes[d] = source[d];
    }
    SmallVector<OpFoldResult> strides(source.size(), rewriter.getIndexAttr(1));
    rewriter.setInsertionPoint(pad);
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
        pad, pad.getSource(), tensor, getAsIndexOpFoldResult(&getContext(), rest.offsets),
        getAsIndexOpFoldResult(&getContext(), rest.sizes), strides);
    return success();
  }

  LogicalResult decompose(tensor::ConcatOp concat, RewriterBase &rewriter) {
    FailureOr<SmallVector<Value>> parts = concat.decomposeOperation(rewriter);
    if (failed(parts))
      return concat.emitError("cannot be written as insertions");
    rewriter.replaceOp(concat, *parts);
    return success();
  }
};

} // namespace
