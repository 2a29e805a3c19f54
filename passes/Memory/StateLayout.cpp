//===- StateLayout.cpp - Offsets of variables in the state ----------------===//

#include "passes/Memory/StateLayout.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;
using ml_program::GlobalOp;

FailureOr<StateLayout> StateLayout::get(ModuleOp module) {
  StateLayout layout;
  for (auto global : module.getOps<GlobalOp>()) {
    auto type = dyn_cast<ShapedType>(global.getType());
    std::optional<int64_t> size = type ? plan::getByteSize(type) : std::nullopt;
    if (!size)
      return global.emitError("variable '")
             << global.getSymName() << "' of type " << global.getType() << " has no byte size";
    int64_t offset = llvm::alignTo(layout.end, plan::kBufferAlignment);
    constexpr int64_t largest = int64_t(1) << 62; // of all variables together
    if (*size > largest - offset)
      return global.emitError("variable '")
             << global.getSymName() << "' of type " << global.getType()
             << " makes the state larger than any machine's memory";
    layout.offsets[global.getSymNameAttr()] = offset;
    layout.end = offset + *size;
  }
  return layout;
}

LogicalResult StateLayout::writeTo(ModuleOp module, ConstantPool &constants) const {
  for (auto global : llvm::make_early_inc_range(module.getOps<GlobalOp>())) {
    auto value = dyn_cast_or_null<ElementsAttr>(global.getValueAttr());
    if (!value)
      return global.emitError("variable '") << global.getSymName() << "' has no initial value";
    OpBuilder builder(global);
    IntegerAttr place;
    if (!value.isSplat())
      place = builder.getI64IntegerAttr(*constants.getOffset(value, global.getLoc()));
    plan::VariableOp::create(builder, global.getLoc(), global.getSymNameAttr(),
                             builder.getI64IntegerAttr(getOffset(global.getSymNameAttr())), value,
                             place);
    global.erase();
  }
  return success();
}
