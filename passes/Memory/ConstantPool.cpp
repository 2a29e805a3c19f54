//===- ConstantPool.cpp - Offsets in the constants segment ----------------===//

#include "passes/Memory/ConstantPool.h"

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

/// Returns `value` as machines read it whose indices have 32 bits. The IR keeps 64 bits of each;
/// sizes in the plan count them as well, hence the zeros behind the elements.
static ElementsAttr narrowIndices(ElementsAttr value) {
  ShapedType type = value.getShapedType();
  SmallVector<int32_t> words;
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    for (const APInt &element : dense.getValues<APInt>())
      words.push_back(int32_t(element.getSExtValue()));
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      for (int64_t element : blob->getDataAs<int64_t>())
        words.push_back(int32_t(element));
  if (words.size() != size_t(type.getNumElements()))
    return value;
  words.resize(words.size() * 2);
  Type word = IntegerType::get(type.getContext(), 32);
  return DenseElementsAttr::get(RankedTensorType::get(int64_t(words.size()), word),
                                ArrayRef(words));
}

FailureOr<int64_t> ConstantPool::getOffset(ElementsAttr value, Location user) {
  if (indexBits == 32 && value.getElementType().isIndex())
    value = narrowIndices(value);
  auto found = places.find(value);
  if (found != places.end())
    return found->second.offset;
  std::optional<int64_t> size = plan::getByteSize(value.getShapedType());
  if (!size)
    return failure();
  int64_t offset = llvm::alignTo(end, alignment);
  end = offset + *size;
  places.insert({value, {offset, user}});
  return offset;
}

void ConstantPool::writeTo(ModuleOp module) const {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (const auto &[value, place] : places)
    plan::ConstantOp::create(builder, place.user, place.offset, value);
}
