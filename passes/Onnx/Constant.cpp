//===- Constant.cpp - Operators that make constants -----------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertConstant(NodeConversion &node) {
  OpBuilder &b = node.b;
  if (auto narrow = dyn_cast_or_null<DictionaryAttr>(node.node.getNodeAttributes().get("value")))
    if (auto elements = narrow.getAs<ElementsAttr>("value"))
      return node.replace(node.constantValue(elements),
                          narrowNamed(narrow.getAs<StringAttr>(onnx::kNarrow).getValue()));
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

static LogicalResult convertConstantOfShape(NodeConversion &node) {
  std::optional<SmallVector<int64_t>> shape = node.constantInts(0);
  if (!shape)
    return node.unsupported("the shape is computed at run time",
                            "fix dynamic inputs with --input-shape so that it folds");
  ElementsAttr value = node.tensorAttr("value");
  if (!value)
    value = DenseElementsAttr::get(RankedTensorType::get({1}, node.b.getF32Type()), 0.0f);
  std::optional<HostTensor> element = HostTensor::from(withSign(value, IntegerType::Signless));
  if (!element || element->size() != 1)
    return node.unsupported("attribute 'value' must hold one number");
  if (failed(node.checkSize(*shape, element->getElementType())))
    return failure();
  return node.replace(node.constantValue(element->splatOf(*shape).toAttr()),
                      value.getElementType().isUnsignedInteger());
}

/// Ranges of constants are evaluated before. What calls decide may be the limit of a count from
/// some number on; others have a size that is not known.
static LogicalResult convertRange(NodeConversion &node) {
  auto first = node.constantInts(0), limit = node.constantInts(1), delta = node.constantInts(2);
  if (first && limit && delta && first->size() == 1 && limit->size() == 1 && delta->size() == 1 &&
      delta->front() == 1 && !node.dims().isSymbolic(*first) && node.dims().isSymbolic(*limit)) {
    Type element = node.elementType(0);
    int64_t count = limit->front() - first->front();
    return node.replace(pointwise(node, {count}, {},
                                  {AffineMap::getMultiDimIdentityMap(1, node.b.getContext())},
                                  element, [&](ImplicitLocOpBuilder &b, ValueRange) {
                                    Value index = linalg::IndexOp::create(b, 0);
                                    return addOf(b, arith::IndexCastOp::create(b, element, index),
                                                 constantOf(b, element, double(first->front())));
                                  }));
  }
  return node.unsupported("start, limit and delta must be constant numbers of one type");
}

void populateConstantConverters(ConverterTable &table) {
  table.add("Constant", 1, convertConstant, 0);
  table.add("ConstantOfShape", 9, convertConstantOfShape);
  table.add("Range", 11, convertRange, 3);
  populateSignalTableConverters(table);
  populateRandomConverters(table);
}

} // namespace sinter
