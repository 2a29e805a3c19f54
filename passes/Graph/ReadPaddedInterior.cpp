//===- ReadPaddedInterior.cpp - Keep only the padded copy of a value ------===//
//
// When a value is padded for a convolution and read by others as well (a residual
// connection), only the padded tensor is kept: the others read its interior. The
// pad is then the value's only user, and the operation that computes the value
// writes it between the padding at once.
//
//===----------------------------------------------------------------------===//

#include "passes/Graph/Passes.h"

#include "mlir/IR/Dominance.h"

namespace sinter {
#define GEN_PASS_DEF_READPADDEDINTERIOR
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;

/// Returns the pad of `value` that may replace it: the first, if every other user
/// can read a slice in place.
static tensor::PadOp findPad(Value value) {
  tensor::PadOp pad;
  for (Operation *user : value.getUsers()) {
    auto other = dyn_cast<tensor::PadOp>(user);
    if (!other && !isa<linalg::LinalgOp>(user))
      return nullptr;
    if (other && other.getConstantPaddingValue() && (!pad || other->isBeforeInBlock(pad)))
      pad = other;
  }
  return pad;
}

/// The slice of the padded tensor that holds the source.
static Value createInterior(tensor::PadOp pad, OpBuilder &builder) {
  ArrayRef<int64_t> shape = pad.getSourceType().getShape();
  SmallVector<OpFoldResult> sizes = getAsIndexOpFoldResult(builder.getContext(), shape);
  SmallVector<OpFoldResult> strides(shape.size(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(builder, pad.getLoc(), pad.getResult(),
                                        pad.getMixedLowPad(), sizes, strides);
}

namespace {

struct ReadPaddedInterior : sinter::impl::ReadPaddedInteriorBase<ReadPaddedInterior> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> producers(getOperation().getOps<linalg::LinalgOp>());
    for (linalg::LinalgOp producer : producers) {
      if (producer->getNumResults() != 1 || producer->getResult(0).hasOneUse())
        continue;
      if (tensor::PadOp pad = findPad(producer->getResult(0)))
        readInterior(pad);
    }
  }

  static void readInterior(tensor::PadOp pad) {
    Value source = pad.getSource();
    // Other users may stand before the pad, which needs nothing but its source.
    pad->moveAfter(source.getDefiningOp());
    if (Operation *padding = pad.getConstantPaddingValue().getDefiningOp())
      if (padding->getBlock() == pad->getBlock() && !padding->isBeforeInBlock(pad))
        padding->moveBefore(pad);
    OpBuilder builder(pad->getContext());
    builder.setInsertionPointAfter(pad);
    Value interior = createInterior(pad, builder);
    source.replaceUsesWithIf(interior, [&](OpOperand &use) { return use.getOwner() != pad; });
  }
};

} // namespace
