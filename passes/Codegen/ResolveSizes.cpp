//===- ResolveSizes.cpp - Sizes from the dims of the call -----------------===//
//
// The function learns the dims of the call from one more buffer. What tiling left becomes
// loops here, whose bounds and addresses are computed from the dims: types still tell the sizes
// that stand for them.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/OpenSizes.h"
#include "passes/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

namespace sinter {
#define GEN_PASS_DEF_RESOLVESIZES
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

struct ResolveSizes : sinter::impl::ResolveSizesBase<ResolveSizes> {
  void runOnOperation() override;

private:
  bool isOpen();
  LogicalResult lowerToLoops();
  LogicalResult flattenAccesses();
  void readDims();

  exec::SymbolicDims dims;
};

/// Where a view begins in the buffer that it shows, and its strides.
struct View {
  Value buffer;
  Value offset; ///< In elements.
  SmallVector<int64_t> strides;
};

} // namespace

static Value add(OpBuilder &b, Location loc, Value sum, Value next) {
  return sum ? arith::AddIOp::create(b, loc, sum, next).getResult() : next;
}

static Value multiply(OpBuilder &b, Location loc, Value index, int64_t stride) {
  return stride == 1 ? index
                     : arith::MulIOp::create(b, loc, index, createSize(b, loc, stride)).getResult();
}

/// Follows views to their buffer; fails at one whose strides are not in its type.
static FailureOr<View> resolve(OpBuilder &b, Value value) {
  Location loc = value.getLoc();
  int64_t ignored;
  View view;
  if (failed(cast<MemRefType>(value.getType()).getStridesAndOffset(view.strides, ignored)) ||
      llvm::any_of(view.strides, ShapedType::isDynamic))
    return failure();
  while (Operation *op = value.getDefiningOp()) {
    if (auto subview = dyn_cast<memref::SubViewOp>(op)) {
      SmallVector<int64_t> strides;
      if (failed(subview.getSourceType().getStridesAndOffset(strides, ignored)) ||
          llvm::any_of(strides, ShapedType::isDynamic))
        return failure();
      for (auto [offset, stride] : llvm::zip_equal(subview.getMixedOffsets(), strides)) {
        if (auto number = dyn_cast<Attribute>(offset)) {
          int64_t elements = cast<IntegerAttr>(number).getInt() * stride;
          if (elements)
            view.offset = add(b, loc, view.offset, createSize(b, loc, elements));
        } else {
          view.offset = add(b, loc, view.offset, multiply(b, loc, cast<Value>(offset), stride));
        }
      }
      value = subview.getSource();
    } else if (isa<memref::ExpandShapeOp, memref::CollapseShapeOp, memref::CastOp>(op)) {
      value = op->getOperand(0);
    } else {
      break;
    }
  }
  view.buffer = value;
  return view;
}

/// Returns `view` as one dimension.
static Value flatten(OpBuilder &b, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  int64_t size = type.getNumElements();
  auto flat = MemRefType::get({size}, type.getElementType(), AffineMap(), type.getMemorySpace());
  return memref::ReinterpretCastOp::create(b, loc, flat, buffer, /*offset=*/int64_t(0),
                                           ArrayRef<int64_t>{size}, ArrayRef<int64_t>{1});
}

bool ResolveSizes::isOpen() {
  func::FuncOp function = getOperation();
  if (llvm::any_of(function.getArgumentTypes(), [&](Type type) { return dims.isSymbolic(type); }))
    return true;
  return function.walk([](exec::SizeOp) { return WalkResult::interrupt(); }).wasInterrupted();
}

LogicalResult ResolveSizes::lowerToLoops() {
  SmallVector<linalg::LinalgOp> ops;
  getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  for (linalg::LinalgOp op : ops) {
    IRRewriter rewriter(op);
    FailureOr<linalg::LinalgLoops> loops = linalg::linalgOpToLoops(rewriter, op);
    if (failed(loops))
      return op.emitError("has no form as loops");
    for (Operation *loop : *loops) {
      auto each = dyn_cast<scf::ForOp>(loop);
      APInt bound;
      if (each && matchPattern(each.getUpperBound(), m_ConstantInt(&bound)) &&
          dims.isSymbolic(bound.getSExtValue())) {
        OpBuilder b(each);
        each.setUpperBound(createSize(b, each.getLoc(), bound.getSExtValue()));
      }
    }
    rewriter.eraseOp(op);
  }
  return success();
}

/// Computes the addresses that depend on dims of the call.
LogicalResult ResolveSizes::flattenAccesses() {
  SmallVector<Operation *> accesses;
  getOperation().walk([&](Operation *op) {
    if (isa<memref::LoadOp, memref::StoreOp, memref::ExtractStridedMetadataOp>(op))
      accesses.push_back(op);
  });
  for (Operation *op : accesses) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    if (auto metadata = dyn_cast<memref::ExtractStridedMetadataOp>(op)) {
      FailureOr<View> view = resolve(b, metadata.getSource());
      if (failed(view))
        return op->emitError("has strides that are not known");
      Value offset = view->offset ? view->offset : arith::ConstantIndexOp::create(b, loc, 0);
      metadata.getOffset().replaceAllUsesWith(offset);
      if (op->use_empty())
        op->erase();
      continue;
    }
    auto load = dyn_cast<memref::LoadOp>(op);
    Value memref = load ? load.getMemRef() : cast<memref::StoreOp>(op).getMemRef();
    auto type = cast<MemRefType>(memref.getType());
    if (type.getRank() <= 1 && type.getLayout().isIdentity())
      continue;
    FailureOr<View> view = resolve(b, memref);
    if (failed(view))
      return op->emitError("has strides that are not known");
    Value index = view->offset;
    ValueRange indices = load ? load.getIndices() : cast<memref::StoreOp>(op).getIndices();
    for (auto [at, stride] : llvm::zip_equal(indices, view->strides))
      index = add(b, loc, index, multiply(b, loc, at, stride));
    if (!index)
      index = arith::ConstantIndexOp::create(b, loc, 0);
    Value flat = flatten(b, loc, view->buffer);
    if (load)
      load.getResult().replaceAllUsesWith(memref::LoadOp::create(b, loc, flat, index).getResult());
    else
      memref::StoreOp::create(b, loc, cast<memref::StoreOp>(op).getValueToStore(), flat, index);
    op->erase();
  }
  return success();
}

/// Replaces sizes by products of the dims that the last argument holds.
void ResolveSizes::readDims() {
  func::FuncOp function = getOperation();
  OpBuilder b(&getContext());
  auto count = static_cast<int64_t>(dims.getDims().size());
  auto type = MemRefType::get({count}, b.getI64Type());
  unsigned position = function.getNumArguments();
  (void)function.insertArgument(position, type, DictionaryAttr(), function.getLoc());
  Value buffer = function.getArgument(position);
  b.setInsertionPointToStart(&function.getBody().front());
  Location loc = function.getLoc();
  SmallVector<Value> values(count);
  auto getDim = [&](unsigned index) {
    if (!values[index]) {
      Value at = arith::ConstantIndexOp::create(b, loc, index);
      Value loaded = memref::LoadOp::create(b, loc, buffer, at);
      values[index] = arith::IndexCastOp::create(b, loc, b.getIndexType(), loaded);
    }
    return values[index];
  };
  auto flags = arith::IntegerOverflowFlags::nsw;
  llvm::MapVector<int64_t, Value> known;
  SmallVector<exec::SizeOp> ops;
  function.walk([&](exec::SizeOp op) { ops.push_back(op); });
  for (exec::SizeOp op : ops) {
    auto size = static_cast<int64_t>(op.getValue());
    Value &value = known[size];
    if (!value) {
      exec::SizeProduct product = *dims.decode(size);
      auto constant = [&](int64_t number) {
        return arith::ConstantIndexOp::create(b, loc, number);
      };
      for (const exec::SizeTerm &part : product.terms) {
        Value term = getDim(part.dim);
        if (part.multiple != 1)
          term = arith::MulIOp::create(b, loc, term, constant(part.multiple), flags);
        if (part.addend)
          term = arith::AddIOp::create(b, loc, term, constant(part.addend), flags);
        value = value ? arith::MulIOp::create(b, loc, value, term, flags).getResult() : term;
      }
      if (product.factor != 1)
        value = arith::MulIOp::create(b, loc, value, constant(product.factor), flags);
    }
    op.replaceAllUsesWith(value);
  }
  // The first of them may be where the dims are loaded.
  for (exec::SizeOp op : ops)
    op.erase();
}

void ResolveSizes::runOnOperation() {
  func::FuncOp function = getOperation();
  dims = exec::SymbolicDims::get(function);
  if (dims.empty() || !flow::isDispatchFunction(function) || function.isExternal() || !isOpen())
    return;
  if (failed(lowerToLoops()) || failed(flattenAccesses()))
    return signalPassFailure();
  readDims();
  function->setAttr(exec::kReadsDims, UnitAttr::get(&getContext()));
}
