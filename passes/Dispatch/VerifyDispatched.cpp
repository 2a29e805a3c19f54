//===- VerifyDispatched.cpp - What the dispatch phase promises ------------===//

#include "passes/Dispatch/DispatchGroups.h"
#include "passes/Dispatch/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_VERIFYDISPATCHED
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

struct VerifyDispatched : sinter::impl::VerifyDispatchedBase<VerifyDispatched> {
  void runOnOperation() override {
    bool valid = true;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (flow::isDispatchFunction(function))
        continue;
      for (Operation &op : function.getOps()) {
        if (isa<flow::DispatchOp, tensor::ConcatOp, ml_program::GlobalLoadOp>(op) || isView(&op) ||
            isExit(&op) || op.hasTrait<OpTrait::ConstantLike>())
          continue;
        op.emitOpError("is not part of a dispatch");
        valid = false;
      }
    }
    if (!valid)
      signalPassFailure();
  }
};

} // namespace
