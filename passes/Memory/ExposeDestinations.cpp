//===- ExposeDestinations.cpp - Buffers at the border of a dispatch -------===//

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

namespace {

struct ExposeDestinations : sinter::impl::ExposeDestinationsBase<ExposeDestinations> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!sinter::flow::isDispatchFunction(function))
      return;
    Block &body = function.getBody().front();
    OpBuilder builder = OpBuilder::atBlockBegin(&body);
    for (BlockArgument argument : body.getArguments()) {
      Type tensorType = argument.getType();
      argument.setType(getBufferType(tensorType));
      auto tensor = bufferization::ToTensorOp::create(builder, argument.getLoc(), tensorType,
                                                      argument, /*restrict=*/true);
      argument.replaceAllUsesExcept(tensor, tensor);
    }

    auto ret = cast<func::ReturnOp>(body.getTerminator());
    builder.setInsertionPoint(ret);
    for (Value result : ret.getOperands()) {
      BlockArgument destination = body.addArgument(getBufferType(result.getType()), result.getLoc());
      auto write = bufferization::MaterializeInDestinationOp::create(builder, result.getLoc(),
                                                                     result, destination);
      write.setRestrict(true);
      write.setWritable(true);
    }
    func::ReturnOp::create(builder, ret.getLoc());
    ret.erase();
    function.setType(builder.getFunctionType(body.getArgumentTypes(), {}));
  }
};

} // namespace
