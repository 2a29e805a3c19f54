//===- WinogradTail.cpp - What follows exec.winograd_conv -----------------===//

#include "passes/Codegen/WinogradTail.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Codegen/Nest.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

//===----------------------------------------------------------------------===//
// Windows of buffers
//===----------------------------------------------------------------------===//

/// Position of the loop that `expr` of a projected permutation is, or nothing for 0.
static std::optional<unsigned> getLoop(AffineExpr expr) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dim.getPosition();
  return std::nullopt;
}

Value TileWindow::getView(OpBuilder &builder, Location loc, Value buffer, AffineMap map) const {
  auto index = [&](int64_t value) -> OpFoldResult { return builder.getIndexAttr(value); };
  SmallVector<OpFoldResult> offsets, sizes, strides(map.getNumResults(), index(1));
  bool moves = false;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    std::optional<unsigned> loop = getLoop(expr);
    offsets.push_back(index(0));
    sizes.push_back(index(cast<MemRefType>(buffer.getType()).getDimSize(dim)));
    if (!loop || *loop == 3)
      continue;
    moves = true;
    if (*loop == 0) {
      offsets.back() = image;
      sizes.back() = index(1);
    } else if (*loop == 1) {
      Value first = arith::AddIOp::create(builder, loc, firstTileRow,
                                          arith::ConstantIndexOp::create(builder, loc, row));
      Value scale = arith::ConstantIndexOp::create(builder, loc, step);
      offsets.back() = arith::MulIOp::create(builder, loc, first, scale).getResult();
      sizes.back() = index((rowCount - 1) * step + height);
    } else {
      offsets.back() = index(column * step);
      sizes.back() = index((columnCount - 1) * step + width);
    }
  }
  if (!moves)
    return buffer;
  return memref::SubViewOp::create(builder, loc, buffer, offsets, sizes, strides);
}

AffineMap TileWindow::getMap(AffineMap map, int64_t y, int64_t x) const {
  MLIRContext *context = map.getContext();
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : map.getResults()) {
    std::optional<unsigned> loop = getLoop(expr);
    if (!loop || *loop == 0)
      results.push_back(getAffineConstantExpr(0, context));
    else if (*loop == 3)
      results.push_back(getAffineDimExpr(2, context));
    else
      results.push_back(getAffineDimExpr(*loop - 1, context) * step + (*loop == 1 ? y : x));
  }
  return AffineMap::get(3, 0, results, context);
}

//===----------------------------------------------------------------------===//
// Operations behind the convolution
//===----------------------------------------------------------------------===//

/// Follows views to the buffer that they show.
static Value getBuffer(Value view) {
  while (auto op = view.getDefiningOp<ViewLikeOpInterface>()) {
    if (isa<memref::ViewOp>(op))
      break;
    view = op.getViewSource();
  }
  return view;
}

static bool isReadBy(OpOperand *operand, linalg::GenericOp op) {
  return isa<MemRefType>(operand->get().getType()) &&
         (!op.isDpsInit(operand) || !op.getMatchingBlockArgument(operand).use_empty());
}

WinogradTail::WinogradTail(exec::WinogradConvOp conv) : conv(conv), carried({conv.getOutput()}) {
  for (Operation *op = conv->getNextNode(); op; op = op->getNextNode()) {
    if (isMemoryEffectFree(op) && op->getNumRegions() == 0)
      continue;
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!generic || !canJoin(generic))
      return;
    ops.push_back(generic);
    for (Value output : generic.getDpsInits())
      if (!isCarried(output))
        carried.push_back(output);
  }
}

/// Returns true if `op` computes each element from carried values and others at the
/// same place, and overwrites nothing that is read at another.
bool WinogradTail::canJoin(linalg::GenericOp op) {
  ArrayRef<int64_t> shape = cast<MemRefType>(conv.getOutput().getType()).getShape();
  if (op.getNumLoops() != op.getNumParallelLoops() ||
      ArrayRef<int64_t>(op.getStaticLoopRanges()) != shape ||
      !op.getBlock()->getOps<linalg::IndexOp>().empty() || !op.hasPureBufferSemantics())
    return false;
  bool joins = true;
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    bool isHere = map.isIdentity();
    joins &= map.isProjectedPermutation(/*allowZeroInResults=*/true) &&
             (isHere || !op.isDpsInit(&operand));
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    for (Value buffer : carried)
      if (getBuffer(buffer) == getBuffer(operand.get()))
        joins &= buffer == operand.get() && isHere;
  }
  for (Value output : op.getDpsInits())
    for (OpOperand *read : getReads())
      if (getBuffer(read->get()) == getBuffer(output))
        joins &= read->get() == output &&
                 cast<linalg::LinalgOp>(read->getOwner()).getMatchingIndexingMap(read).isIdentity();
  return joins && getBuffer(conv.getInput()) != getBuffer(op.getDpsInits().front());
}

/// What the operations read from memory, in their order.
SmallVector<OpOperand *> WinogradTail::getReads() {
  SmallVector<OpOperand *> reads;
  SmallVector<Value> known = {conv.getOutput()};
  for (linalg::GenericOp op : ops) {
    for (OpOperand &operand : op->getOpOperands())
      if (isReadBy(&operand, op) && !llvm::is_contained(known, operand.get()))
        reads.push_back(&operand);
    llvm::append_range(known, op.getDpsInits());
  }
  return reads;
}

/// Buffers that somebody else reads. Scratch memory of these operations alone is
/// never written.
SmallVector<Value> WinogradTail::getStored() {
  SmallVector<Value> stored;
  for (Value buffer : carried) {
    bool isPrivate = buffer.getDefiningOp<memref::ViewOp>() &&
                     llvm::all_of(buffer.getUsers(), [&](Operation *user) {
                       return user == conv || llvm::is_contained(ops, user);
                     });
    if (!isPrivate)
      stored.push_back(buffer);
  }
  // A tile has results even if nobody wants them.
  if (stored.empty())
    stored.push_back(carried.back());
  return stored;
}

void WinogradTail::addOperands(OpBuilder &builder, const TileWindow &window,
                               SmallVectorImpl<Value> &inputs,
                               SmallVectorImpl<AffineMap> &inputMaps,
                               SmallVectorImpl<Value> &outputs,
                               SmallVectorImpl<AffineMap> &outputMaps) {
  for (OpOperand *read : getReads()) {
    AffineMap map = cast<linalg::LinalgOp>(read->getOwner()).getMatchingIndexingMap(read);
    Value view = window.getView(builder, conv.getLoc(), read->get(), map);
    for (int64_t y = 0; y < window.height; ++y)
      for (int64_t x = 0; x < window.width; ++x) {
        inputs.push_back(view);
        inputMaps.push_back(window.getMap(map, y, x));
      }
  }
  AffineMap identity = builder.getMultiDimIdentityMap(4);
  for (Value buffer : getStored()) {
    Value view = window.getView(builder, conv.getLoc(), buffer, identity);
    for (int64_t y = 0; y < window.height; ++y)
      for (int64_t x = 0; x < window.width; ++x) {
        outputs.push_back(view);
        outputMaps.push_back(window.getMap(identity, y, x));
      }
  }
}

SmallVector<Value> WinogradTail::emitBodies(OpBuilder &builder, ValueRange arguments,
                                            ArrayRef<Value> results) {
  size_t pixels = results.size();
  SmallVector<OpOperand *> reads = getReads();
  SmallVector<Value> buffers = getStored(), stored(buffers.size() * pixels);
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    llvm::DenseMap<Value, Value> values = {{conv.getOutput(), results[pixel]}};
    for (linalg::GenericOp op : ops) {
      IRMapping mapping;
      for (OpOperand &operand : op->getOpOperands()) {
        BlockArgument argument = op.getMatchingBlockArgument(&operand);
        if (auto read = llvm::find(reads, &operand); read != reads.end())
          mapping.map(argument, arguments[(read - reads.begin()) * pixels + pixel]);
        else if (values.contains(operand.get()))
          mapping.map(argument, values.lookup(operand.get()));
        else if (!isa<MemRefType>(operand.get().getType()))
          mapping.map(argument, operand.get());
      }
      for (Operation &inner : op.getBlock()->without_terminator())
        builder.clone(inner, mapping);
      for (auto [output, value] :
           llvm::zip_equal(op.getDpsInits(), op.getBlock()->getTerminator()->getOperands()))
        values[output] = mapping.lookupOrDefault(value);
    }
    for (auto [index, buffer] : llvm::enumerate(buffers))
      stored[index * pixels + pixel] = values.lookup(buffer);
  }
  return stored;
}

void WinogradTail::erase() {
  for (linalg::GenericOp op : llvm::reverse(ops))
    op.erase();
  conv.erase();
}

//===----------------------------------------------------------------------===//
// What else the function does
//===----------------------------------------------------------------------===//

/// The elements that `view` shows.
static std::optional<Footprint> getViewFootprint(Value view) {
  auto type = cast<MemRefType>(view.getType());
  Operand access;
  access.kind = Operand::Memory;
  access.value = getBuffer(view);
  if (!type.hasStaticShape() ||
      failed(type.getStridesAndOffset(access.at.strides, access.at.offset)) ||
      ShapedType::isDynamic(access.at.offset) ||
      llvm::any_of(access.at.strides, ShapedType::isDynamic))
    return std::nullopt;
  Nest nest{view.getLoc(), {}, {}, {}, {}, {}, {}};
  for (int64_t extent : type.getShape())
    nest.dims.push_back({extent, false});
  return getFootprint(nest, access);
}

bool WinogradTail::isAloneBut(SmallVectorImpl<Operation *> &fills) {
  SmallVector<Value> read = {getBuffer(conv.getInput()), getBuffer(conv.getWeights())};
  for (OpOperand *operand : getReads())
    read.push_back(getBuffer(operand->get()));
  auto isApart = [&](linalg::FillOp fill) {
    std::optional<Footprint> filled = getViewFootprint(fill.getOutputs()[0]);
    return filled && !llvm::is_contained(read, filled->buffer) &&
           llvm::all_of(carried, [&](Value buffer) {
             std::optional<Footprint> written = getViewFootprint(buffer);
             return written && !mayOverlap(*filled, *written);
           });
  };
  for (Operation &op : *conv->getBlock()) {
    if (&op == conv || llvm::is_contained(ops, &op) || op.hasTrait<OpTrait::IsTerminator>() ||
        (isMemoryEffectFree(&op) && op.getNumRegions() == 0))
      continue;
    auto fill = dyn_cast<linalg::FillOp>(op);
    if (!fill || !isApart(fill))
      return false;
    fills.push_back(fill);
  }
  return true;
}
