//===- BufferizeWinograd.cpp - exec.winograd_conv on buffers --------------===//
//
// The operation overwrites its destinations and reads none of them.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/BufferizeWinograd.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace sinter;

namespace {

struct WinogradModel
    : DstBufferizableOpInterfaceExternalModel<WinogradModel, exec::WinogradConvOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options, BufferizationState &state) const {
    auto conv = cast<exec::WinogradConvOp>(op);
    if (conv->getNumResults() == 0)
      return success();
    SmallVector<Value> buffers;
    for (Value operand : conv->getOperands()) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    exec::WinogradConvOp::create(rewriter, op->getLoc(), TypeRange(), buffers, op->getAttrs());
    replaceOpWithBufferizedValues(rewriter, op, ArrayRef(buffers).drop_front(2));
    return success();
  }
};

} // namespace

void sinter::registerExecBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, exec::ExecDialect *) {
    exec::WinogradConvOp::attachInterface<WinogradModel>(*context);
  });
}
