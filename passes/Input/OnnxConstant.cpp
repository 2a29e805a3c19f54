//===- OnnxConstant.cpp - Constant and ConstantOfShape --------------------===//

#include "passes/Input/HostTensor.h"
#include "passes/Input/OnnxConversion.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertConstant(NodeConversion &node) {
  OpBuilder &b = node.b;
  if (ElementsAttr value = node.tensorAttr("value")) {
    bool isUnsigned = value.getElementType().isUnsignedInteger();
    return node.replace(node.constantValue(withSign(value, IntegerType::Signless)), isUnsigned);
  }
  auto tensorOf = [&](ArrayRef<int64_t> shape, Type element) {
    return RankedTensorType::get(shape, element);
  };
  if (node.hasAttr("value_int")) {
    int64_t value = node.intAttr("value_int", 0);
    return node.replace(
        node.constantValue(DenseElementsAttr::get(tensorOf({}, b.getI64Type()), ArrayRef(value))));
  }
  if (node.hasAttr("value_float"))
    return node.replace(node.splat(tensorOf({}, b.getF32Type()), node.floatAttr("value_float", 0)));
  if (std::optional<SmallVector<int64_t>> ints = node.intsAttr("value_ints"))
    return node.replace(node.constantValue(DenseElementsAttr::get(
        tensorOf({int64_t(ints->size())}, b.getI64Type()), ArrayRef<int64_t>(*ints))));
  if (std::optional<SmallVector<double>> floats = node.floatsAttr("value_floats")) {
    SmallVector<float> values(floats->begin(), floats->end());
    return node.replace(node.constantValue(DenseElementsAttr::get(
        tensorOf({int64_t(values.size())}, b.getF32Type()), ArrayRef<float>(values))));
  }
  return node.unsupported("only dense numeric values are supported",
                          "store the value in the attribute 'value'");
}

void populateConstantConverters(ConverterTable &table) {
  table.add("Constant", 1, convertConstant);
}

} // namespace sinter
