//===- ConstantPool.cpp - Offsets in the constants segment ----------------===//

#include "passes/Memory/ConstantPool.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

FailureOr<int64_t> ConstantPool::getOffset(ElementsAttr value) {
  auto found = offsets.find(value);
  if (found != offsets.end())
    return found->second;
  std::optional<int64_t> size = plan::getByteSize(value.getShapedType());
  if (!size)
    return failure();
  int64_t offset = llvm::alignTo(end, plan::kBufferAlignment);
  end = offset + *size;
  offsets[value] = offset;
  return offset;
}

void ConstantPool::writeTo(ModuleOp module) const {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (auto [value, offset] : offsets)
    plan::ConstantOp::create(builder, module.getLoc(), offset, value);
}
