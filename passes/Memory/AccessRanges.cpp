//===- AccessRanges.cpp - Which bytes a workgroup reads and writes --------===//
//
// A walk through the function with ranges in place of numbers: each view of an argument
// has a range of places where it may begin, each access adds that of its indices.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/AccessRanges.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "passes/Memory/IndexRanges.h"

using namespace mlir;
using namespace sinter;

namespace {

/// A buffer that shows an argument's bytes, from element `begin` of the argument on.
struct View {
  unsigned argument;
  std::optional<IndexRange> begin; ///< Anywhere if not known.
};

enum class AccessKind { read, write, both };

class AccessFinder {
public:
  AccessFinder(func::FuncOp function, int64_t workgroup)
      : found(function.getNumArguments()), function(function), indices(workgroup) {
    if (function.isExternal()) {
      touchAll();
      return;
    }
    for (BlockArgument argument : function.getArguments())
      if (isa<MemRefType>(argument.getType()))
        views[argument] = {argument.getArgNumber(), IndexRange{0, 0}};
    visit(function.getBody());
  }

  SmallVector<AccessRanges> found;

private:
  void visit(Region &region) {
    for (Block &block : region)
      for (Operation &op : block)
        visit(&op);
  }

  void visit(Operation *op) {
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      for (Value carried : loop.getInitArgs())
        touchBuffer(carried, AccessKind::both);
      if (indices.enter(loop))
        visit(loop.getRegion());
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      std::optional<IndexRange> condition = indices.get(branch.getCondition());
      if (!condition || condition->most != 0)
        visit(branch.getThenRegion());
      if (!condition || condition->least == 0)
        visit(branch.getElseRegion());
    } else if (!isa<memref::PrefetchOp>(op) && !visitView(op) && !visitAccess(op)) {
      visitOther(op);
    }
  }

  /// Notes what `op` shows if it makes a view.
  bool visitView(Operation *op) {
    if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op))
      addView(cast, cast.getSource(), std::nullopt, cast.getConstifiedMixedOffset());
    else if (auto slice = dyn_cast<memref::SubViewOp>(op))
      addView(slice, slice.getSource(), getSliceBegin(slice), nullptr);
    else if (isa<memref::CastOp, memref::ExpandShapeOp, memref::CollapseShapeOp>(op))
      addView(op->getResult(0), op->getOperand(0), IndexRange{0, 0}, nullptr);
    else
      return false;
    return true;
  }

  /// `view` begins `relative` elements after `source`, or at `absolute` of the argument.
  void addView(Value view, Value source, std::optional<IndexRange> relative,
               OpFoldResult absolute) {
    auto known = views.find(source);
    if (known == views.end())
      return; // what is behind scratch's views is of no interest
    View result{known->second.argument, std::nullopt};
    if (absolute)
      result.begin = get(absolute);
    else if (relative && known->second.begin)
      result.begin = add(*relative, *known->second.begin, 1);
    views[view] = result;
  }

  std::optional<IndexRange> get(OpFoldResult value) const {
    if (auto constant = getConstantIntValue(value))
      return IndexRange{*constant, *constant};
    return indices.get(cast<Value>(value));
  }

  /// Returns a + b * factor.
  static IndexRange add(IndexRange a, IndexRange b, int64_t factor) {
    return {a.least + std::min(b.least * factor, b.most * factor),
            a.most + std::max(b.least * factor, b.most * factor)};
  }

  std::optional<IndexRange> getSliceBegin(memref::SubViewOp slice) const {
    return addUp(slice.getSourceType(), slice.getMixedOffsets());
  }

  /// Returns which element of a buffer of `type` the indices name, counted from its begin.
  std::optional<IndexRange> addUp(MemRefType type, ArrayRef<OpFoldResult> place) const {
    SmallVector<int64_t> strides;
    int64_t offset;
    if (failed(type.getStridesAndOffset(strides, offset)) ||
        llvm::is_contained(strides, ShapedType::kDynamic))
      return std::nullopt;
    IndexRange sum{0, 0};
    for (auto [index, stride] : llvm::zip_equal(place, strides)) {
      std::optional<IndexRange> range = get(index);
      if (!range)
        return std::nullopt;
      sum = add(sum, *range, stride);
    }
    return sum;
  }

  /// Notes the bytes that `op` touches if it loads or stores.
  bool visitAccess(Operation *op) {
    if (auto load = dyn_cast<memref::LoadOp>(op))
      touch(load.getMemRef(), load.getIndices(), {}, AccessKind::read);
    else if (auto store = dyn_cast<memref::StoreOp>(op))
      touch(store.getMemRef(), store.getIndices(), {}, AccessKind::write);
    else if (auto load = dyn_cast<vector::LoadOp>(op))
      touch(load.getBase(), load.getIndices(), load.getVectorType(), AccessKind::read);
    else if (auto store = dyn_cast<vector::StoreOp>(op))
      touch(store.getBase(), store.getIndices(), store.getVectorType(), AccessKind::write);
    else if (auto load = dyn_cast<vector::MaskedLoadOp>(op))
      touch(load.getBase(), load.getIndices(), load.getVectorType(), AccessKind::read);
    else if (auto store = dyn_cast<vector::MaskedStoreOp>(op))
      touch(store.getBase(), store.getIndices(), store.getVectorType(), AccessKind::write);
    else if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      visitLinalg(linalgOp);
    else
      return false;
    indices.note(op); // forget what it was in the last walk
    return true;
  }

  void visitLinalg(linalg::LinalgOp op) {
    for (OpOperand &operand : op->getOpOperands())
      touchView(operand.get(), op.isDpsInit(&operand) ? AccessKind::both : AccessKind::read);
    // A body may load from buffers at places that it computes.
    op.getBlock()->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        touchBuffer(operand, isa<memref::LoadOp>(inner) ? AccessKind::read : AccessKind::both);
    });
  }

  /// Notes an access to a row of `vector`, or one element, at `place` of `buffer`.
  void touch(Value buffer, ValueRange place, VectorType vector, AccessKind kind) {
    auto type = cast<MemRefType>(buffer.getType());
    std::optional<IndexRange> first = addUp(type, getAsOpFoldResult(place));
    if (!first || (vector && (vector.isScalable() || vector.getRank() > 1)))
      return touchBuffer(buffer, kind);
    if (vector)
      first->most += vector.getNumElements() - 1;
    touchElements(buffer, *first, kind);
  }

  /// Notes an access to all elements of `buffer`.
  void touchView(Value buffer, AccessKind kind) {
    auto type = dyn_cast<MemRefType>(buffer.getType());
    if (!type)
      return;
    SmallVector<int64_t> strides;
    int64_t offset;
    if (!type.hasStaticShape() || failed(type.getStridesAndOffset(strides, offset)) ||
        llvm::is_contained(strides, ShapedType::kDynamic))
      return touchBuffer(buffer, kind);
    IndexRange elements{0, 0};
    for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides))
      elements = add(elements, {0, size - 1}, stride);
    touchElements(buffer, elements, kind);
  }

  void touchElements(Value buffer, IndexRange elements, AccessKind kind) {
    auto view = views.find(buffer);
    Type element = cast<MemRefType>(buffer.getType()).getElementType();
    if (view == views.end() || !view->second.begin || !element.isIntOrFloat())
      return touchBuffer(buffer, kind);
    IndexRange range = add(*view->second.begin, elements, 1);
    int64_t bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
    include(view->second.argument, {range.least * bytes, (range.most + 1) * bytes}, kind);
  }

  /// Notes an access to any bytes of the argument that `buffer` shows.
  void touchBuffer(Value buffer, AccessKind kind) {
    if (auto view = views.find(buffer); view != views.end())
      include(view->second.argument, {0, INT64_MAX}, kind);
  }

  void include(unsigned argument, ByteRange range, AccessKind kind) {
    if (kind != AccessKind::write)
      found[argument].reads.include(range);
    if (kind != AccessKind::read)
      found[argument].writes.include(range);
  }

  /// What is not known here does anything to the buffers that it gets; if it has a body, to all.
  void visitOther(Operation *op) {
    for (Value operand : op->getOperands())
      touchBuffer(operand, AccessKind::both);
    if (op->getNumRegions() > 0)
      touchAll();
    indices.note(op);
  }

  void touchAll() {
    for (unsigned argument = 0; argument < function.getNumArguments(); ++argument)
      include(argument, {0, INT64_MAX}, AccessKind::both);
  }

  func::FuncOp function;
  IndexRanges indices;
  llvm::DenseMap<Value, View> views;
};

} // namespace

SmallVector<AccessRanges> sinter::findAccessRanges(func::FuncOp dispatch, int64_t workgroup) {
  return AccessFinder(dispatch, workgroup).found;
}
