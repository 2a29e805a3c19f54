//===- BufferizeDispatches.cpp - Tensors inside of a dispatch to buffers --===//

#include "passes/Memory/Passes.h"

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"

namespace sinter {
#define GEN_PASS_DEF_BUFFERIZEDISPATCHES
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;

namespace {

struct BufferizeDispatches : sinter::impl::BufferizeDispatchesBase<BufferizeDispatches> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!sinter::flow::isDispatchFunction(function))
      return;
    bufferization::OneShotBufferizationOptions options;
    options.bufferAlignment = 64;
    // Copies stay memref.copy: code generation turns them into vector loops.
    options.setFunctionBoundaryTypeConversion(bufferization::LayoutMapOption::IdentityLayoutMap);

    IRRewriter rewriter(&getContext());
    if (failed(bufferization::eliminateEmptyTensors(rewriter, function)))
      return signalPassFailure();
    bufferization::BufferizationState bufferizationState;
    if (failed(bufferization::runOneShotBufferize(function, options, bufferizationState)))
      return signalPassFailure();
    DominanceInfo dominance;
    eliminateCommonSubExpressions(rewriter, dominance, function);
  }
};

} // namespace
