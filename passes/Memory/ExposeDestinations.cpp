//===- ExposeDestinations.cpp - Buffers at the border of a dispatch -------===//

#include "passes/Memory/InPlace.h"
#include "passes/Memory/Parts.h"
#include "passes/Memory/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_EXPOSEDESTINATIONS
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;

static MemRefType getBufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// Gives `argument` the type of a buffer for `tensor`, or for what `attr` says that
/// it is part of. Returns the memory of the tensor.
static Value makeBuffer(OpBuilder &builder, BlockArgument argument, Type tensor, Attribute attr) {
  auto part = sinter::readPartAttr(attr);
  argument.setType(getBufferType(part ? Type(part->first) : tensor));
  if (!part)
    return argument;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(argument.getOwner());
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor).getShape();
  SmallVector<int64_t> strides(shape.size(), 1);
  return memref::SubViewOp::create(builder, argument.getLoc(), argument, part->second, shape,
                                   strides);
}

/// Returns the use of an empty tensor by which `result` is built up in it, or null: follows
/// the destinations of insertions and structured operations.
static OpOperand *findEmptyDestination(Value result) {
  OpOperand *destination = nullptr;
  while (true) {
    if (auto insert = result.getDefiningOp<tensor::InsertSliceOp>())
      destination = &insert.getDestMutable();
    else if (auto op = result.getDefiningOp<DestinationStyleOpInterface>())
      destination = op.getTiedOpOperand(cast<OpResult>(result));
    else
      return result.getDefiningOp<tensor::EmptyOp>() ? destination : nullptr;
    result = destination->get();
  }
}

/// Returns true if `value` is memory that the dispatch reads, or a view of it.
static bool isRead(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (isa<bufferization::ToTensorOp, arith::ConstantOp>(op))
      return true;
    if (!isa<tensor::ExtractSliceOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
      return false;
    value = op->getOperand(0);
  }
  return false;
}

/// Returns the insertions that make `result` out of an empty tensor, in program order, if
/// all of them insert what the dispatch reads; else none.
static SmallVector<tensor::InsertSliceOp> findCopies(Value result) {
  SmallVector<tensor::InsertSliceOp> copies;
  while (auto insert = result.getDefiningOp<tensor::InsertSliceOp>()) {
    if (!insert->hasOneUse() || !isRead(insert.getSource()))
      return {};
    copies.push_back(insert);
    result = insert.getDest();
  }
  if (!result.getDefiningOp<tensor::EmptyOp>())
    return {};
  std::reverse(copies.begin(), copies.end());
  return copies;
}

/// Copies `tensor` to `buffer`, which nothing else refers to.
static void store(OpBuilder &builder, Location loc, Value tensor, Value buffer) {
  auto write = bufferization::MaterializeInDestinationOp::create(builder, loc, tensor, buffer);
  write.setRestrict(true);
  write.setWritable(true);
}

namespace {

struct ExposeDestinations : sinter::impl::ExposeDestinationsBase<ExposeDestinations> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!sinter::flow::isDispatchFunction(function))
      return;
    Block &body = function.getBody().front();
    OpBuilder builder = OpBuilder::atBlockBegin(&body);
    llvm::SmallDenseMap<unsigned, Value> overwritten; // buffers by argument
    for (unsigned result = 0; result < function.getNumResults(); ++result)
      if (auto argument = function.getResultAttrOfType<IntegerAttr>(result, sinter::kInPlace))
        overwritten[argument.getInt()] = Value();
    for (BlockArgument argument : body.getArguments()) {
      Type tensorType = argument.getType();
      SmallVector<OpOperand *> uses;
      for (OpOperand &use : argument.getUses())
        uses.push_back(&use);
      Value buffer = makeBuffer(builder, argument, tensorType,
                                function.getArgAttr(argument.getArgNumber(), sinter::kPart));
      auto written = overwritten.find(argument.getArgNumber());
      if (written != overwritten.end())
        written->second = buffer;
      auto tensor =
          bufferization::ToTensorOp::create(builder, argument.getLoc(), tensorType, buffer,
                                            /*restrict=*/true, written != overwritten.end());
      for (OpOperand *use : uses)
        use->set(tensor);
    }

    auto ret = cast<func::ReturnOp>(body.getTerminator());
    builder.setInsertionPoint(ret);
    for (auto [index, result] : llvm::enumerate(ret.getOperands())) {
      if (auto other = function.getResultAttrOfType<IntegerAttr>(index, sinter::kInPlace)) {
        store(builder, result.getLoc(), result, overwritten.lookup(other.getInt()));
        continue;
      }
      BlockArgument argument = body.addArgument(result.getType(), result.getLoc());
      Value destination = makeBuffer(builder, argument, result.getType(),
                                     function.getResultAttr(index, sinter::kPart));
      if (copyParts(result, destination))
        continue;
      writeInPlace(result, destination);
      store(builder, result.getLoc(), result, destination);
    }
    func::ReturnOp::create(builder, ret.getLoc());
    ret.erase();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
      if (isOpTriviallyDead(&op))
        op.erase();
    function.removeArgAttrsAttr();
    function.removeResAttrsAttr();
    function.setType(builder.getFunctionType(body.getArgumentTypes(), {}));
  }

  /// Writes a result that is put together from what the dispatch reads, such as a
  /// concatenation, part by part. One-shot bufferization would find the same, but compares
  /// all parts with each other again and again.
  static bool copyParts(Value result, Value destination) {
    SmallVector<tensor::InsertSliceOp> copies = findCopies(result);
    for (tensor::InsertSliceOp insert : copies) {
      OpBuilder builder(insert);
      auto type = memref::SubViewOp::inferRankReducedResultType(
          insert.getSourceType().getShape(), cast<MemRefType>(destination.getType()),
          insert.getMixedOffsets(), insert.getMixedSizes(), insert.getMixedStrides());
      Value part = memref::SubViewOp::create(builder, insert.getLoc(), type, destination,
                                             insert.getMixedOffsets(), insert.getMixedSizes(),
                                             insert.getMixedStrides());
      store(builder, insert.getLoc(), insert.getSource(), part);
    }
    return !copies.empty();
  }

  /// Lets a result that is built up in an empty tensor be built up in the
  /// destination. One-shot bufferization would find this only for the last
  /// insertion of a chain. Whatever else starts from the same empty tensor, such as another
  /// result of this type, is built up elsewhere.
  static void writeInPlace(Value result, Value destination) {
    OpOperand *empty = findEmptyDestination(result);
    if (!empty || cast<ShapedType>(empty->get().getType()).getShape() !=
                      cast<ShapedType>(destination.getType()).getShape())
      return;
    OpBuilder builder(empty->get().getDefiningOp());
    empty->set(bufferization::ToTensorOp::create(
        builder, empty->get().getLoc(), empty->get().getType(), destination, /*restrict=*/true,
        /*writable=*/true));
  }
};

} // namespace
