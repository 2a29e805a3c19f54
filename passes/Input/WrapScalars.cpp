//===- WrapScalars.cpp - Scalars of a signature as tensors ----------------===//

#include "passes/Input/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace sinter {
#define GEN_PASS_DEF_WRAPSCALARS
#include "passes/Input/Passes.h.inc"
} // namespace sinter

using namespace mlir;

static Type wrap(Type type) {
  return type.isIntOrIndexOrFloat() ? RankedTensorType::get({}, type) : type;
}

namespace {

struct WrapScalars : sinter::impl::WrapScalarsBase<WrapScalars> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isPrivate() || function.isExternal())
      return;
    Block &entry = function.getBody().front();
    auto builder = OpBuilder::atBlockBegin(&entry);
    for (BlockArgument argument : entry.getArguments()) {
      if (argument.getType() == wrap(argument.getType()))
        continue;
      argument.setType(wrap(argument.getType()));
      Value scalar = tensor::ExtractOp::create(builder, argument.getLoc(), argument, ValueRange());
      argument.replaceAllUsesExcept(scalar, scalar.getDefiningOp());
    }
    function.walk([&](func::ReturnOp ret) {
      builder.setInsertionPoint(ret);
      for (OpOperand &operand : ret->getOpOperands())
        if (Type type = wrap(operand.get().getType()); type != operand.get().getType())
          operand.set(tensor::FromElementsOp::create(builder, ret.getLoc(), type, operand.get()));
    });
    auto convert = [](ArrayRef<Type> types) { return llvm::map_to_vector(types, wrap); };
    FunctionType type = function.getFunctionType();
    function.setType(
        builder.getFunctionType(convert(type.getInputs()), convert(type.getResults())));
  }
};

} // namespace
