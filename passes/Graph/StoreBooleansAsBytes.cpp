//===- StoreBooleansAsBytes.cpp - Boolean tensors as bytes ----------------===//

#include "passes/Graph/Passes.h"

#include "mlir/IR/DialectResourceBlobManager.h"

namespace sinter {
#define GEN_PASS_DEF_STOREBOOLEANSASBYTES
#include "passes/Graph/Passes.h.inc"
} // namespace sinter

using namespace mlir;

static RankedTensorType asBoolTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getElementType().isInteger(1) ? tensor : RankedTensorType();
}

static Type toBytes(Type type) {
  if (RankedTensorType tensor = asBoolTensor(type))
    return tensor.clone(IntegerType::get(type.getContext(), 8));
  return type;
}

static Value truncate(OpBuilder &builder, Location loc, Value byte) {
  return arith::TruncIOp::create(builder, loc, builder.getI1Type(), byte);
}

static Value extend(OpBuilder &builder, Location loc, Value bit) {
  return arith::ExtUIOp::create(builder, loc, builder.getI8Type(), bit);
}

/// Adapts the body of a structured operation: arguments that stand for elements
/// arrive as bytes, yielded elements leave as bytes.
static void convertBody(linalg::LinalgOp op, OpBuilder &builder) {
  Block *body = op.getBlock();
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (!asBoolTensor(operand.get().getType()))
      continue;
    argument.setType(builder.getI8Type());
    if (argument.use_empty())
      continue;
    builder.setInsertionPointToStart(body);
    Value bit = truncate(builder, op.getLoc(), argument);
    argument.replaceAllUsesExcept(bit, bit.getDefiningOp());
  }
  Operation *yield = body->getTerminator();
  builder.setInsertionPoint(yield);
  for (OpOperand &operand : yield->getOpOperands())
    if (operand.get().getType().isInteger(1))
      operand.set(extend(builder, op.getLoc(), operand.get()));
}

/// Adapts scalars that go from and to boolean tensors outside of such bodies.
static void convertScalars(Operation *op, OpBuilder &builder) {
  if (auto extract = dyn_cast<tensor::ExtractOp>(op); extract && extract.getType().isInteger(1)) {
    extract.getResult().setType(builder.getI8Type());
    builder.setInsertionPointAfter(op);
    Value bit = truncate(builder, op->getLoc(), extract);
    extract.getResult().replaceAllUsesExcept(bit, bit.getDefiningOp());
    return;
  }
  if (!isa<tensor::FromElementsOp, tensor::InsertOp, tensor::YieldOp, linalg::FillOp>(op))
    return;
  builder.setInsertionPoint(op);
  for (OpOperand &operand : op->getOpOperands())
    if (operand.get().getType().isInteger(1))
      operand.set(extend(builder, op->getLoc(), operand.get()));
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    for (BlockArgument argument : fill.getBlock()->getArguments())
      if (argument.getType().isInteger(1))
        argument.setType(builder.getI8Type());
}

static void convertConstant(arith::ConstantOp op) {
  if (!asBoolTensor(op.getType()))
    return;
  auto byteType = IntegerType::get(op.getContext(), 8);
  if (auto elements = dyn_cast<DenseElementsAttr>(op.getValue()))
    op.setValueAttr(cast<TypedAttr>(elements.mapValues(
        byteType, [](const APInt &bit) { return APInt(8, bit.getBoolValue()); })));
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue())) // bytes already
    op.setValueAttr(DenseResourceElementsAttr::get(cast<ShapedType>(toBytes(op.getType())),
                                                   resource.getRawHandle()));
}

namespace {

struct StoreBooleansAsBytes : sinter::impl::StoreBooleansAsBytesBase<StoreBooleansAsBytes> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    OpBuilder builder(&getContext());
    // Bodies first, while the operands' types still tell which are boolean.
    function.walk([&](linalg::LinalgOp op) {
      if (!isa<linalg::FillOp>(op))
        convertBody(op, builder);
    });
    function.walk([&](Operation *op) {
      convertScalars(op, builder);
      if (auto constant = dyn_cast<arith::ConstantOp>(op))
        convertConstant(constant);
    });
    function.walk([&](Operation *op) {
      for (Value result : op->getResults())
        result.setType(toBytes(result.getType()));
      for (Region &region : op->getRegions())
        for (Block &block : region)
          for (BlockArgument argument : block.getArguments())
            argument.setType(toBytes(argument.getType()));
    });
    auto convert = [](ArrayRef<Type> types) { return llvm::map_to_vector(types, toBytes); };
    FunctionType type = function.getFunctionType();
    function.setType(
        builder.getFunctionType(convert(type.getInputs()), convert(type.getResults())));
  }
};

} // namespace
