//===- ConstantPool.cpp - Offsets in the constants segment ----------------===//

#include "passes/Memory/ConstantPool.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

FailureOr<int64_t> ConstantPool::getOffset(ElementsAttr value, Location user) {
  auto found = places.find(value);
  if (found != places.end())
    return found->second.offset;
  std::optional<int64_t> size = plan::getByteSize(value.getShapedType());
  if (!size)
    return failure();
  int64_t offset = llvm::alignTo(end, plan::kBufferAlignment);
  end = offset + *size;
  places.insert({value, {offset, user}});
  return offset;
}

void ConstantPool::writeTo(ModuleOp module) const {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (const auto &[value, place] : places)
    plan::ConstantOp::create(builder, place.user, place.offset, value);
}
