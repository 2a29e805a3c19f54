//===- VerifyPlanned.cpp - What the plan phase promises -------------------===//

#include "passes/Memory/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_VERIFYPLANNED
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static LogicalResult verifyDispatch(func::FuncOp function) {
  auto result = function.walk([](Operation *op) {
    auto isTensor = [](Type type) { return isa<TensorType>(type); };
    if (isa<memref::AllocOp, memref::AllocaOp>(op)) {
      op->emitOpError("allocates; a dispatch's memory comes from its arguments");
      return WalkResult::interrupt();
    }
    if (llvm::any_of(op->getOperandTypes(), isTensor) ||
        llvm::any_of(op->getResultTypes(), isTensor)) {
      op->emitOpError("works on tensors after planning");
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

static LogicalResult verifyModelFunction(func::FuncOp function) {
  for (Operation &op : function.getOps())
    if (!isa<exec::CallOp, exec::SetDimOp, plan::SliceOp, memref::ReinterpretCastOp,
             func::ReturnOp>(op))
      return op.emitOpError("is not a call of a dispatch on placed buffers");
  return success();
}

namespace {

struct VerifyPlanned : sinter::impl::VerifyPlannedBase<VerifyPlanned> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      bool isDispatch = flow::isDispatchFunction(function);
      if (failed(isDispatch ? verifyDispatch(function) : verifyModelFunction(function)))
        return signalPassFailure();
    }
  }
};

} // namespace
