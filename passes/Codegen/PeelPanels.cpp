//===- PeelPanels.cpp - Channels that do not fill their last panel --------===//
//
// Packed weights are padded to whole panels, results are not. A nest has no loop
// of uneven blocks among those that do not sum, so the channels of the last panel
// become operations of their own, here and in all that has as many channels: what
// follows the root still finds its producer at the same points.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_PEELPANELS
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// Where the loop over channels is cut: `first` of `channels` fill whole panels.
struct Cut {
  int64_t channels, first;
};

/// Part of a loop; it starts with a panel and ends with one, or with the loop.
struct Part {
  unsigned loop;
  int64_t offset, size;
};

} // namespace

/// Returns the divisor if `expr` is `loop floordiv divisor` or `loop mod divisor`.
static std::optional<int64_t> getDivisor(AffineExpr expr, AffineExprKind kind, unsigned loop) {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary || binary.getKind() != kind ||
      binary.getLHS() != getAffineDimExpr(loop, expr.getContext()))
    return std::nullopt;
  auto divisor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  return divisor && divisor.getValue() > 0 ? std::optional(divisor.getValue()) : std::nullopt;
}

/// Returns the loop over channels: every result has its last dimension along it.
static std::optional<unsigned> findChannels(linalg::LinalgOp op) {
  std::optional<unsigned> loop;
  for (OpOperand &output : op.getDpsInitsMutable()) {
    AffineMap map = op.getMatchingIndexingMap(&output);
    auto last = map.getNumResults() ? dyn_cast<AffineDimExpr>(map.getResults().back()) : nullptr;
    if (!last || (loop && *loop != last.getPosition()))
      return std::nullopt;
    loop = last.getPosition();
  }
  return loop;
}

static int64_t getExtent(linalg::LinalgOp op, unsigned loop) {
  return op.getStaticLoopRanges()[loop];
}

/// Returns where to cut the channels of `op` if its last panel is not full.
static std::optional<Cut> findCut(linalg::LinalgOp op) {
  if (!op.hasPureBufferSemantics() || op.hasDynamicShape())
    return std::nullopt;
  std::optional<unsigned> loop = findChannels(op);
  if (!loop)
    return std::nullopt;
  int64_t channels = getExtent(op, *loop);
  for (AffineMap map : op.getIndexingMapsArray())
    for (AffineExpr expr : map.getResults())
      if (auto panel = getDivisor(expr, AffineExprKind::FloorDiv, *loop))
        if (channels > *panel && channels % *panel != 0)
          return Cut{channels, channels / *panel * *panel};
  return std::nullopt;
}

/// Returns what `part` reads of operand `value` through `map`, or null if that is no box.
static Value slice(OpBuilder &builder, Location loc, Value value, AffineMap map, Part part) {
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type || !map.isFunctionOfDim(part.loop))
    return value;
  SmallVector<OpFoldResult> offsets, sizes, strides(type.getRank(), builder.getIndexAttr(1));
  for (auto [expr, extent] : llvm::zip_equal(map.getResults(), type.getShape())) {
    int64_t offset = 0, size = extent;
    if (expr == getAffineDimExpr(part.loop, expr.getContext())) {
      offset = part.offset;
      size = part.size;
    } else if (auto panel = getDivisor(expr, AffineExprKind::FloorDiv, part.loop)) {
      if (part.offset % *panel != 0)
        return Value();
      offset = part.offset / *panel;
      size = llvm::divideCeil(part.size, *panel);
    } else if (auto panel = getDivisor(expr, AffineExprKind::Mod, part.loop)) {
      if (part.offset % *panel != 0)
        return Value();
    } else if (expr.isFunctionOfDim(part.loop)) {
      return Value();
    }
    offsets.push_back(builder.getIndexAttr(offset));
    sizes.push_back(builder.getIndexAttr(size));
  }
  return memref::SubViewOp::create(builder, loc, value, offsets, sizes, strides);
}

/// Makes the body of `op`, which is a part at `offset` of its former self, count as before.
static void shiftIndices(linalg::LinalgOp op, unsigned loop, int64_t offset) {
  for (auto index : llvm::to_vector(op.getBlock()->getOps<linalg::IndexOp>())) {
    if (index.getDim() != loop || offset == 0)
      continue;
    OpBuilder builder(index->getContext());
    builder.setInsertionPointAfter(index);
    Value distance = arith::ConstantIndexOp::create(builder, index.getLoc(), offset);
    Value shifted = arith::AddIOp::create(builder, index.getLoc(), index, distance);
    index.getResult().replaceAllUsesExcept(shifted, shifted.getDefiningOp());
  }
}

/// Emits a part of `op`; fails if an operand has no such part.
static LogicalResult emitPart(OpBuilder &builder, linalg::LinalgOp op, Part part) {
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    operands.push_back(slice(builder, op.getLoc(), operand.get(), map, part));
    if (!operands.back())
      return failure();
  }
  shiftIndices(cast<linalg::LinalgOp>(clone(builder, op, {}, operands)), part.loop, part.offset);
  return success();
}

/// Replaces `op` by its whole panels and the rest.
static void peel(linalg::LinalgOp op, Cut cut) {
  std::optional<unsigned> loop = findChannels(op);
  if (!op.hasPureBufferSemantics() || op.hasDynamicShape() || !loop ||
      getExtent(op, *loop) != cut.channels ||
      op.getIteratorTypesArray()[*loop] != utils::IteratorType::parallel)
    return;
  OpBuilder builder(op);
  Operation *before = op->getPrevNode();
  if (succeeded(emitPart(builder, op, {*loop, 0, cut.first})) &&
      succeeded(emitPart(builder, op, {*loop, cut.first, cut.channels - cut.first}))) {
    op.erase();
    return;
  }
  // Nothing of an operation that has no parts.
  while (op->getPrevNode() != before)
    op->getPrevNode()->erase();
}

/// Peels the operations of `block` if one of them needs it.
static void peelBlock(Block &block) {
  std::optional<Cut> cut;
  for (auto op : block.getOps<linalg::LinalgOp>())
    cut = cut ? cut : findCut(op);
  if (!cut)
    return;
  for (auto op : llvm::make_early_inc_range(block.getOps<linalg::LinalgOp>()))
    peel(op, *cut);
}

namespace {

struct PeelPanels : sinter::impl::PeelPanelsBase<PeelPanels> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (flow::isDispatchFunction(function) && !function.isExternal())
      for (Block &block : function.getBody())
        peelBlock(block);
  }
};

} // namespace
