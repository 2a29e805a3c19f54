//===- PlanOps.cpp - Operations of the plan dialect -----------------------===//

#include "dialects/Plan/IR/PlanDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::plan;

#define GET_OP_CLASSES
#include "dialects/Plan/IR/PlanOps.cpp.inc"

std::optional<int64_t> sinter::plan::getByteSize(ShapedType type) {
  Type element = type.getElementType();
  if (!type.hasStaticShape() || !(element.isIntOrFloat() || element.isIndex()))
    return std::nullopt;
  int64_t bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  int64_t bytes = llvm::divideCeil(bits, 8);
  for (int64_t dim : type.getShape())
    if (llvm::MulOverflow(bytes, dim, bytes))
      return std::nullopt;
  return bytes;
}

LogicalResult VariableOp::verify() {
  if (!getByteSize(getValue().getShapedType()))
    return emitOpError("has a value of type ")
           << getValue().getShapedType() << ", which has no byte size";
  if (!getConstants() && !getValue().isSplat())
    return emitOpError(
        "begins with elements that differ, so its value has to lie in the constants");
  return success();
}

int64_t sinter::plan::getStateSize(ModuleOp module) {
  int64_t size = 0;
  for (auto variable : module.getOps<VariableOp>())
    size = std::max(size, int64_t(variable.getOffset()) +
                              *getByteSize(variable.getValue().getShapedType()));
  return size;
}

LogicalResult SliceOp::verify() {
  auto sourceType = cast<MemRefType>(getSource().getType());
  std::optional<int64_t> size = getByteSize(cast<ShapedType>(getBuffer().getType()));
  if (!size)
    return emitOpError("needs a buffer type with a byte size, but got ") << getBuffer().getType();
  if (!sourceType.hasStaticShape())
    return success();

  int64_t end = getOffset() + *size;
  int64_t capacity = sourceType.getNumElements();
  if (end > capacity)
    return emitOpError("ends at byte ") << end << ", but the source holds " << capacity;
  return success();
}
