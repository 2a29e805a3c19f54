//===- ExpandWinograd.cpp - exec.winograd_conv as structured operations ---===//
//
// One loop over blocks of tile rows, which workgroups share. For each block: pixels
// are transformed, multiplied with the weights as one batched product of
// matrices, and turned into results, on which the pointwise operations behind the
// convolution are computed before anything is stored. A block's pixels and
// products stay in cache in between.
//
// Tiles that reach over the lower or right edge are operations of their own that
// neither read nor write beyond it.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Codegen/WinogradTail.h"
#include "passes/Codegen/WinogradTransforms.h"
#include "passes/Codegen/Workgroups.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_EXPANDWINOGRAD
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;
using namespace sinter::codegen;

namespace {

/// `count` tiles from `first` on that each give `size` results.
struct Span {
  int64_t first, count, size;
};

class Expander {
public:
  Expander(exec::WinogradConvOp conv, WinogradTail &tail, bool hasFma);

  int64_t getBlocks() const { return images * blocksPerImage; }

  /// Emits the loop over all blocks, or the share of `workgroup` of `workgroups`.
  void emit(OpBuilder &builder, Value workgroup, int64_t workgroups);

private:
  void emitBlock(OpBuilder &builder, bool isLast);
  void emitPixels(OpBuilder &builder, Span rows, Span columns);
  void emitMatmul(OpBuilder &builder);
  void emitResults(OpBuilder &builder, Span rows, Span columns);

  /// Tiles along one dim of `extent` results: whole ones, then a smaller one.
  SmallVector<Span> getSpans(int64_t extent) const;
  Value getScratch(OpBuilder &builder, Value scratch);
  Value splitTiles(OpBuilder &builder, Value plane, Span rows, Span columns);
  AffineMap getPlaneMap(OpBuilder &builder, int64_t plane);
  linalg::GenericOp makePart(OpBuilder &builder, StringRef part, ValueRange inputs,
                             ValueRange outputs, ArrayRef<AffineMap> maps,
                             ArrayRef<utils::IteratorType> iterators,
                             llvm::function_ref<void(OpBuilder &, Location, ValueRange)> body);

  exec::WinogradConvOp conv;
  WinogradTail &tail;
  Location loc;
  bool hasFma;
  int64_t tile, side, images, height, tileRows, tileColumns, blockRows, blocksPerImage;

  // Of the block that is being emitted.
  Value slot, image, firstTileRow; ///< Scratch memory's, image's and tile row's index.
  int64_t rowsOfTiles = 0, rowsOfResults = 0;
};

Expander::Expander(exec::WinogradConvOp conv, WinogradTail &tail, bool hasFma)
    : conv(conv), tail(tail), loc(conv.getLoc()), hasFma(hasFma), tile(conv.getTile()),
      side(tile + 2) {
  ArrayRef<int64_t> shape = cast<MemRefType>(conv.getOutput().getType()).getShape();
  images = shape[0];
  height = shape[1];
  tileRows = llvm::divideCeil(height, tile);
  tileColumns = llvm::divideCeil(shape[2], tile);
  blockRows = std::min<int64_t>(conv.getRows(), tileRows);
  blocksPerImage = llvm::divideCeil(tileRows, blockRows);
}

Value makeIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

void Expander::emit(OpBuilder &builder, Value workgroup, int64_t workgroups) {
  Value first = makeIndex(builder, loc, 0), last = makeIndex(builder, loc, getBlocks());
  slot = workgroup ? workgroup : first;
  if (workgroup)
    std::tie(first, last) = getShare(builder, loc, workgroup, getBlocks(), workgroups);
  auto loop = scf::ForOp::create(builder, loc, first, last, makeIndex(builder, loc, 1));
  builder.setInsertionPointToStart(loop.getBody());
  Value perImage = makeIndex(builder, loc, blocksPerImage);
  Value block = loop.getInductionVar();
  image = makeIndex(builder, loc, 0);
  if (images > 1) {
    image = arith::DivUIOp::create(builder, loc, block, perImage);
    block = arith::RemUIOp::create(builder, loc, block, perImage);
  }
  firstTileRow = arith::MulIOp::create(builder, loc, block, makeIndex(builder, loc, blockRows));
  bool isRegular = height == blocksPerImage * blockRows * tile;
  if (isRegular || blocksPerImage == 1)
    return emitBlock(builder, /*isLast=*/!isRegular);
  Value lastBlock = makeIndex(builder, loc, blocksPerImage - 1);
  Value isLast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, block, lastBlock);
  auto branch = scf::IfOp::create(builder, loc, isLast, /*withElseRegion=*/true);
  builder.setInsertionPointToStart(branch.thenBlock());
  emitBlock(builder, /*isLast=*/true);
  builder.setInsertionPointToStart(branch.elseBlock());
  emitBlock(builder, /*isLast=*/false);
}

SmallVector<Span> Expander::getSpans(int64_t extent) const {
  SmallVector<Span> spans;
  if (extent >= tile)
    spans.push_back({0, extent / tile, tile});
  if (extent % tile)
    spans.push_back({extent / tile, 1, extent % tile});
  return spans;
}

void Expander::emitBlock(OpBuilder &builder, bool isLast) {
  rowsOfTiles = isLast ? tileRows - (blocksPerImage - 1) * blockRows : blockRows;
  rowsOfResults = isLast ? height - (blocksPerImage - 1) * blockRows * tile : blockRows * tile;
  int64_t width = cast<MemRefType>(conv.getOutput().getType()).getDimSize(2);
  for (Span rows : getSpans(rowsOfResults))
    for (Span columns : getSpans(width))
      emitPixels(builder, rows, columns);
  emitMatmul(builder);
  for (Span rows : getSpans(rowsOfResults))
    for (Span columns : getSpans(width))
      emitResults(builder, rows, columns);
}

linalg::GenericOp
Expander::makePart(OpBuilder &builder, StringRef part, ValueRange inputs, ValueRange outputs,
                   ArrayRef<AffineMap> maps, ArrayRef<utils::IteratorType> iterators,
                   llvm::function_ref<void(OpBuilder &, Location, ValueRange)> body) {
  auto op = linalg::GenericOp::create(builder, loc, inputs, outputs, maps, iterators, body);
  op->setAttr(kPart, builder.getStringAttr("winograd-f" + std::to_string(tile) + "-" + part.str()));
  return op;
}

/// This workgroup's part of `scratch` for the tiles of the block:
/// [pixels, tiles, channels].
Value Expander::getScratch(OpBuilder &builder, Value scratch) {
  ArrayRef<int64_t> shape = cast<MemRefType>(scratch.getType()).getShape();
  SmallVector<OpFoldResult> offsets(4, builder.getIndexAttr(0)),
      strides(4, builder.getIndexAttr(1));
  offsets[0] = slot;
  SmallVector<int64_t> sizes = {1, shape[1], rowsOfTiles * tileColumns, shape[3]};
  auto source = cast<MemRefType>(scratch.getType());
  auto mixed = getAsIndexOpFoldResult(builder.getContext(), sizes);
  auto type = memref::SubViewOp::inferRankReducedResultType(ArrayRef(sizes).drop_front(), source,
                                                            offsets, mixed, strides);
  return memref::SubViewOp::create(builder, loc, type, scratch, offsets, mixed, strides);
}

/// The tiles of two spans in [pixels, tiles, channels], as rows and columns.
Value Expander::splitTiles(OpBuilder &builder, Value planes, Span rows, Span columns) {
  ArrayRef<int64_t> shape = cast<MemRefType>(planes.getType()).getShape();
  SmallVector<int64_t> split = {shape[0], rowsOfTiles, tileColumns, shape[2]};
  SmallVector<ReassociationIndices> groups = {{0}, {1, 2}, {3}};
  Value expanded = memref::ExpandShapeOp::create(builder, loc, split, planes, groups);
  SmallVector<int64_t> offsets = {0, rows.first, columns.first, 0};
  SmallVector<int64_t> sizes = {shape[0], rows.count, columns.count, shape[2]};
  return memref::SubViewOp::create(builder, loc, expanded,
                                   getAsIndexOpFoldResult(builder.getContext(), offsets),
                                   getAsIndexOpFoldResult(builder.getContext(), sizes),
                                   SmallVector<OpFoldResult>(4, builder.getIndexAttr(1)));
}

/// (row, column, channel) -> (plane, row, column, channel)
AffineMap Expander::getPlaneMap(OpBuilder &builder, int64_t plane) {
  return AffineMap::get(3, 0,
                        {builder.getAffineConstantExpr(plane), builder.getAffineDimExpr(0),
                         builder.getAffineDimExpr(1), builder.getAffineDimExpr(2)},
                        builder.getContext());
}

constexpr utils::IteratorType kParallel = utils::IteratorType::parallel;

void Expander::emitPixels(OpBuilder &builder, Span rows, Span columns) {
  TileWindow window{image,         firstTileRow,  tile,          rows.first,      rows.count,
                    rows.size + 2, columns.first, columns.count, columns.size + 2};
  Value input = window.getView(builder, loc, conv.getInput(), builder.getMultiDimIdentityMap(4));
  Value pixels = splitTiles(builder, getScratch(builder, conv.getPixels()), rows, columns);
  SmallVector<AffineMap> maps;
  for (int64_t y = 0; y < window.height; ++y)
    for (int64_t x = 0; x < window.width; ++x)
      maps.push_back(window.getMap(builder.getMultiDimIdentityMap(4), y, x));
  SmallVector<Value> inputs(maps.size(), input), outputs(side * side, pixels);
  for (int64_t plane = 0; plane < side * side; ++plane)
    maps.push_back(getPlaneMap(builder, plane));
  makePart(builder, "pixels", inputs, outputs, maps, {kParallel, kParallel, kParallel},
           [&](OpBuilder &body, Location, ValueRange arguments) {
             SmallVector<Value> known(side * side);
             for (int64_t y = 0; y < window.height; ++y)
               for (int64_t x = 0; x < window.width; ++x)
                 known[y * side + x] = arguments[y * window.width + x];
             WinogradTransforms transforms(body, loc, tile, hasFma);
             linalg::YieldOp::create(body, loc, transforms.transformPixels(known));
           });
}

void Expander::emitMatmul(OpBuilder &builder) {
  Value pixels = getScratch(builder, conv.getPixels());
  Value products = getScratch(builder, conv.getProducts());
  Value zero = arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
  linalg::FillOp::create(builder, loc, zero, products);
  AffineExpr plane, row, output, input;
  bindDims(builder.getContext(), plane, row, output, input);
  int64_t panel = cast<MemRefType>(conv.getWeights().getType()).getDimSize(3);
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(4, 0, results, builder.getContext());
  };
  SmallVector<AffineMap> maps = {map({plane, row, input}),
                                 map({plane, output.floorDiv(panel), input, output % panel}),
                                 map({plane, row, output})};
  makePart(builder, "matmul", {pixels, conv.getWeights()}, products, maps,
           {kParallel, kParallel, kParallel, utils::IteratorType::reduction},
           [&](OpBuilder &body, Location, ValueRange arguments) {
             Value product = arith::MulFOp::create(body, loc, arguments[0], arguments[1]);
             Value sum = arith::AddFOp::create(body, loc, arguments[2], product);
             linalg::YieldOp::create(body, loc, sum);
           });
}

void Expander::emitResults(OpBuilder &builder, Span rows, Span columns) {
  TileWindow window{image,     firstTileRow,  tile,          rows.first,  rows.count,
                    rows.size, columns.first, columns.count, columns.size};
  Value products = splitTiles(builder, getScratch(builder, conv.getProducts()), rows, columns);
  SmallVector<Value> inputs(side * side, products), outputs;
  SmallVector<AffineMap> maps, outputMaps;
  for (int64_t plane = 0; plane < side * side; ++plane)
    maps.push_back(getPlaneMap(builder, plane));
  tail.addOperands(builder, window, inputs, maps, outputs, outputMaps);
  llvm::append_range(maps, outputMaps);
  makePart(builder, "results", inputs, outputs, maps, {kParallel, kParallel, kParallel},
           [&](OpBuilder &body, Location, ValueRange arguments) {
             WinogradTransforms transforms(body, loc, tile, hasFma);
             SmallVector<Value> products(arguments.take_front(side * side));
             SmallVector<Value> results =
                 transforms.transformProducts(products, window.height, window.width);
             linalg::YieldOp::create(
                 body, loc, tail.emitBodies(body, arguments.drop_front(side * side), results));
           });
}

struct ExpandWinograd : sinter::impl::ExpandWinogradBase<ExpandWinograd> {
  void runOnOperation() override;

private:
  void expand(exec::WinogradConvOp conv);
};

} // namespace

void ExpandWinograd::runOnOperation() {
  func::FuncOp function = getOperation();
  if (!flow::isDispatchFunction(function) || function.isExternal())
    return;
  SmallVector<exec::WinogradConvOp> convs(function.getOps<exec::WinogradConvOp>());
  for (exec::WinogradConvOp conv : convs)
    expand(conv);
}

void ExpandWinograd::expand(exec::WinogradConvOp conv) {
  func::FuncOp function = getOperation();
  WinogradTail tail(conv);
  Expander expander(conv, tail, exec::MachineAttr::get(function).getHasFma());
  int64_t slots = cast<MemRefType>(conv.getPixels().getType()).getDimSize(0);
  int64_t workgroups = std::min(slots, expander.getBlocks());
  OpBuilder builder(function.getContext());
  builder.setInsertionPointAfter(tail.getLast());
  Value workgroup;
  SmallVector<Operation *> fills;
  if (workgroups > 1 && !tail.isAloneBut(fills))
    workgroups = 1;
  function->setAttr(exec::kWorkgroups, builder.getI64IntegerAttr(workgroups));
  if (workgroups > 1) {
    workgroup = exec::WorkgroupIdOp::create(builder, conv.getLoc());
    if (!fills.empty()) {
      // Borders of the result are nobody's tile: the first workgroup fills them.
      Value zero = makeIndex(builder, conv.getLoc(), 0);
      Value isFirst =
          arith::CmpIOp::create(builder, conv.getLoc(), arith::CmpIPredicate::eq, workgroup, zero);
      auto guarded = scf::IfOp::create(builder, conv.getLoc(), isFirst, /*withElseRegion=*/false);
      for (Operation *fill : fills)
        fill->moveBefore(guarded.thenBlock()->getTerminator());
    }
  }
  expander.emit(builder, workgroup, workgroups);
  tail.erase();
}
