//===- IsolateResults.cpp - One computation per result --------------------===//

#include "passes/Dispatch/DispatchGroups.h"
#include "passes/Dispatch/Passes.h"

#include "mlir/Interfaces/ViewLikeInterface.h"

namespace sinter {
#define GEN_PASS_DEF_ISOLATERESULTS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static Value copyTensor(OpBuilder &builder, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  Value init = tensor::EmptyOp::create(builder, loc, type.getShape(), type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  return linalg::GenericOp::create(builder, loc, type, value, init,
                                   ArrayRef<AffineMap>{identity, identity}, loops,
                                   [](OpBuilder &inner, Location at, ValueRange args) {
                                     linalg::YieldOp::create(inner, at, args[0]);
                                   })
      .getResult(0);
}

namespace {

struct IsolateResults : sinter::impl::IsolateResultsBase<IsolateResults> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isPrivate() || function.isExternal())
      return;
    auto ret = cast<func::ReturnOp>(function.getBody().back().getTerminator());
    OpBuilder builder(ret);
    llvm::SmallPtrSet<Value, 8> taken;
    for (OpOperand &operand : ret->getOpOperands())
      isolate(operand, builder, taken);
    for (auto store : function.getOps<ml_program::GlobalStoreOp>()) {
      builder.setInsertionPoint(store);
      isolate(store.getValueMutable(), builder, taken);
    }
  }

  static void isolate(OpOperand &operand, OpBuilder &builder, llvm::SmallPtrSetImpl<Value> &taken) {
    Value source = getViewSource(operand.get());
    Operation *producer = source.getDefiningOp();
    bool computed = producer && !producer->hasTrait<OpTrait::ConstantLike>() &&
                    !isa<tensor::EmptyOp, ml_program::GlobalLoadOp>(producer);
    if (!computed || !taken.insert(source).second)
      operand.set(copyTensor(builder, operand.get().getLoc(), operand.get()));
  }
};

} // namespace
