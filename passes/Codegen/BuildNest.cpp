//===- BuildNest.cpp - From linalg operations to nests --------------------===//
//
// Indexing maps are composed with the strides of the buffers they index. A map
// that packs a dimension (d floordiv n, d mod n) becomes linear by splitting
// that dimension into blocks of n first.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Nest.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// How loop dims of the operation become dims of the nest: dim d is
/// block * outer + inner, or inner alone when block is 0.
struct SplitDims {
  SmallVector<int64_t> blocks;
  SmallVector<unsigned> outer, inner;
  unsigned count = 0;
  exec::SymbolicDims symbols;
};

/// Adds `factor` times `expr` to `linear`, or fails if that is not linear.
LogicalResult addExpr(AffineExpr expr, int64_t factor, const SplitDims &dims, Linear &linear) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    int64_t offset = factor * constant.getValue();
    linear.offset += offset;
    if (offset && dims.symbols.isSymbolic(offset))
      linear.open.push_back(offset);
    return success();
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    unsigned d = dim.getPosition();
    linear.strides[dims.inner[d]] += factor;
    if (dims.blocks[d])
      linear.strides[dims.outer[d]] += factor * dims.blocks[d];
    return success();
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return failure();
  if (binary.getKind() == AffineExprKind::Add)
    return success(succeeded(addExpr(binary.getLHS(), factor, dims, linear)) &&
                   succeeded(addExpr(binary.getRHS(), factor, dims, linear)));
  auto constant = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (!constant)
    return failure();
  if (binary.getKind() == AffineExprKind::Mul)
    return addExpr(binary.getLHS(), factor * constant.getValue(), dims, linear);
  auto dim = dyn_cast<AffineDimExpr>(binary.getLHS());
  if (!dim || dims.blocks[dim.getPosition()] != constant.getValue())
    return failure();
  if (binary.getKind() == AffineExprKind::Mod)
    linear.strides[dims.inner[dim.getPosition()]] += factor;
  else if (binary.getKind() == AffineExprKind::FloorDiv)
    linear.strides[dims.outer[dim.getPosition()]] += factor;
  else
    return failure();
  return success();
}

/// Finds the block size by which the maps pack each dim; fails if a dim is packed
/// in two ways, or if one that is not summed over neither fills its blocks nor stays
/// inside of the first.
FailureOr<SplitDims> findSplits(ArrayRef<AffineMap> maps, ArrayRef<int64_t> extents,
                                ArrayRef<utils::IteratorType> iterators) {
  SplitDims dims;
  dims.blocks.assign(extents.size(), 0);
  bool regular = true;
  for (AffineMap map : maps) {
    map.walkExprs([&](AffineExpr expr) {
      auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
      if (!binary ||
          (binary.getKind() != AffineExprKind::Mod && binary.getKind() != AffineExprKind::FloorDiv))
        return;
      auto dim = dyn_cast<AffineDimExpr>(binary.getLHS());
      auto size = dyn_cast<AffineConstantExpr>(binary.getRHS());
      if (!dim || !size) {
        regular = false;
        return;
      }
      int64_t &block = dims.blocks[dim.getPosition()];
      regular &= block == 0 || block == size.getValue();
      block = size.getValue();
      int64_t extent = extents[dim.getPosition()];
      regular &= block > 0 && (extent % block == 0 || extent < block ||
                               iterators[dim.getPosition()] == utils::IteratorType::reduction);
    });
  }
  if (!regular)
    return failure();
  for (int64_t block : dims.blocks) {
    dims.outer.push_back(dims.count);
    dims.inner.push_back(dims.count + (block ? 1 : 0));
    dims.count += block ? 2 : 1;
  }
  return dims;
}

/// Follows views to the buffer that they show. Strides and offset of a view's type
/// count from that buffer's first element.
Value getBuffer(Value view) {
  while (true) {
    Operation *op = view.getDefiningOp();
    if (isa_and_nonnull<memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
                        memref::CastOp>(op))
      view = op->getOperand(0);
    else
      return view;
  }
}

/// The dynamic offset of a view: one value for all accesses of a block, so that
/// equal addresses are seen to be equal.
Value getOffset(OpBuilder &builder, Value view) {
  Block *block = builder.getInsertionBlock();
  for (Operation *user : view.getUsers())
    if (auto known = dyn_cast<memref::ExtractStridedMetadataOp>(user))
      if (known->getBlock() == block && (builder.getInsertionPoint() == block->end() ||
                                         known->isBeforeInBlock(&*builder.getInsertionPoint())))
        return known.getOffset();
  return memref::ExtractStridedMetadataOp::create(builder, view.getLoc(), view).getOffset();
}

/// Finds what calls decide of the static offset of a view: of each view on the way to the buffer,
/// and each of its dims, a product.
LogicalResult findOpenOffsets(Value view, const exec::SymbolicDims &symbols,
                              SmallVectorImpl<int64_t> &open) {
  for (Operation *op = view.getDefiningOp(); op && view != getBuffer(view);
       view = op->getOperand(0), op = view.getDefiningOp()) {
    auto subview = dyn_cast<memref::SubViewOp>(op);
    if (!subview)
      continue;
    SmallVector<int64_t> strides;
    int64_t ignored;
    if (failed(subview.getSourceType().getStridesAndOffset(strides, ignored)))
      return failure();
    for (auto [offset, stride] : llvm::zip_equal(subview.getStaticOffsets(), strides))
      if (ShapedType::isDynamic(offset) || ShapedType::isDynamic(stride))
        return failure();
      else if (offset && symbols.isSymbolic(offset * stride))
        open.push_back(offset * stride);
  }
  return success();
}

/// Returns the access of `memref` through `map`.
std::optional<Operand> buildAccess(OpBuilder &builder, Value memref, AffineMap map,
                                   const SplitDims &dims) {
  auto type = cast<MemRefType>(memref.getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type.hasStaticShape() || failed(type.getStridesAndOffset(strides, offset)) ||
      llvm::any_of(strides, ShapedType::isDynamic))
    return std::nullopt;

  Operand operand;
  operand.kind = Operand::Memory;
  operand.value = getBuffer(memref);
  auto bufferType = cast<MemRefType>(operand.value.getType());
  if (!bufferType.hasStaticShape() || !bufferType.getLayout().isIdentity())
    return std::nullopt;

  operand.at.strides.assign(dims.count, 0);
  for (auto [expr, stride] : llvm::zip_equal(map.getResults(), strides))
    if (failed(addExpr(expr, stride, dims, operand.at)))
      return std::nullopt;
  if (ShapedType::isDynamic(offset))
    operand.at.dynamic = getOffset(builder, memref);
  else
    operand.at.offset += offset;
  if (!dims.symbols.empty() && !ShapedType::isDynamic(offset) &&
      failed(findOpenOffsets(memref, dims.symbols, operand.at.open)))
    return std::nullopt;
  return operand;
}

/// Returns true if the body computes each result from its arguments, point by
/// point.
bool isPointwise(Block &body) {
  for (Operation &op : body.without_terminator()) {
    if (isa<arith::ConstantOp, linalg::IndexOp, exec::SizeOp>(op))
      continue;
    if (!OpTrait::hasElementwiseMappableTraits(&op) || op.getNumResults() != 1)
      return false;
    for (Value value : op.getOperands())
      if (!value.getType().isIntOrIndexOrFloat())
        return false;
  }
  return true;
}

std::optional<Nest> buildLinalgNest(linalg::LinalgOp op) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  if (!op.hasPureBufferSemantics() || llvm::any_of(extents, ShapedType::isDynamic) ||
      op->getNumRegions() != 1 || !op->getRegion(0).hasOneBlock() || !isPointwise(*op.getBlock()))
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  FailureOr<SplitDims> dims = findSplits(maps, extents, iterators);
  if (failed(dims))
    return std::nullopt;
  dims->symbols = exec::SymbolicDims::get(op);

  Nest nest{op.getLoc(), {}, {}, {}, {}, dims->symbols, {op}};
  for (auto [d, type] : llvm::enumerate(iterators)) {
    bool reduction = type == utils::IteratorType::reduction;
    int64_t block = dims->blocks[d];
    // Only a sum has a last block of fewer points.
    int64_t tail = block && reduction ? extents[d] % block : 0;
    if (block)
      nest.dims.push_back({(extents[d] + block - 1) / block, reduction, tail});
    nest.dims.push_back({block && (tail || block < extents[d]) ? block : extents[d], reduction});
  }

  OpBuilder builder(op);
  Stage stage{op, op.getBlock(), {}, {}, {}, {}, {}};
  for (OpOperand &input : op->getOpOperands()) {
    Value value = input.get();
    AffineMap map = op.getMatchingIndexingMap(&input);
    bool isOutput = op.isDpsInit(&input);
    bool isUsed = !op.getMatchingBlockArgument(&input).use_empty();
    std::optional<Operand> operand = Operand{Operand::Scalar, value, {}, 0, 0};
    if (isa<MemRefType>(value.getType()) && (isUsed || isOutput))
      operand = buildAccess(builder, value, map, *dims);
    if (!operand)
      return std::nullopt;
    if (!isOutput) {
      stage.inputs.push_back(*operand);
      continue;
    }
    stage.outputs.push_back(*operand);
    stage.outputArgs.push_back(isUsed ? *operand : Operand{});
    stage.stored.push_back(true);
  }
  for (auto index : op.getBlock()->getOps<linalg::IndexOp>()) {
    Operand operand{Operand::Index, Value(), {}, 0, 0};
    operand.at.strides.assign(dims->count, 0);
    operand.at.strides[dims->inner[index.getDim()]] = 1;
    if (int64_t block = dims->blocks[index.getDim()])
      operand.at.strides[dims->outer[index.getDim()]] = block;
    stage.indices.push_back({index, operand});
  }
  // A parallel loop that an output does not move along would store one element
  // many times.
  for (const Operand &output : stage.outputs)
    for (auto [dim, stride] : llvm::zip_equal(nest.dims, output.at.strides))
      if (!dim.reduction && dim.extent > 1 && stride == 0)
        return std::nullopt;
  nest.initials.assign(stage.outputs.size(), Value());
  nest.stages.push_back(std::move(stage));
  return nest;
}

} // namespace

std::optional<Nest> sinter::codegen::buildNest(Operation *op) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp)
    return std::nullopt;
  std::optional<Nest> nest = buildLinalgNest(linalgOp);
  if (nest)
    nest->simplify();
  return nest;
}
