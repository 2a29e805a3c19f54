//===- LookupTable.cpp - Functions of 8-bit integers ----------------------===//

#include "passes/Tflite/LookupTable.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

Value sinter::tableOf(TensorBuilder &c, ArrayRef<int64_t> values, Type element) {
  SmallVector<APInt> elements;
  for (int64_t value : values)
    elements.emplace_back(element.getIntOrFloatBitWidth(), value, /*isSigned=*/true,
                          /*implicitTrunc=*/true);
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return c.constantValue(DenseElementsAttr::get(type, ArrayRef<APInt>(elements)));
}

Value sinter::readTable(ScalarBuilder &b, Value table, Value index) {
  Value position = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
  return tensor::ExtractOp::create(b, table, ValueRange{position});
}

Value sinter::lookUp(TensorBuilder &c, Value tensor, bool isUnsigned, ArrayRef<int64_t> table,
                     Type element) {
  Value values = tableOf(c, table, element);
  ArrayRef<int64_t> shape = shapeOf(tensor);
  return pointwise(c, shape, tensor, c.b.getMultiDimIdentityMap(shape.size()), element,
                   [&](ScalarBuilder &b, ValueRange s) {
                     Value index = widenInteger(b, s[0], isUnsigned);
                     if (!isUnsigned)
                       index = addOf(b, index, constantOf(b, index.getType(), 128));
                     return readTable(b, values, index);
                   });
}
