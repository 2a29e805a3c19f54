//===- ChannelOperands.cpp - Pointwise with values per channel ------------===//

#include "passes/Tensor/ChannelOperands.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

ChannelOperands::ChannelOperands(TensorBuilder &c, Value sum, ArrayRef<int64_t> channels)
    : c(c), shape(shapeOf(sum)), channels(channels) {
  tensors.push_back(sum);
  maps.push_back(c.b.getMultiDimIdentityMap(shape.size()));
}

unsigned ChannelOperands::add(Value tensor) {
  DenseElementsAttr elements;
  scalars.push_back({});
  if (tensor && matchPattern(tensor, m_Constant(&elements)) && elements.isSplat()) {
    scalars.back().constant = cast<TypedAttr>(elements.getSplatValue<Attribute>());
  } else if (tensor) {
    scalars.back().position = tensors.size();
    bool isOne = shapeOf(tensor).empty();
    int64_t rank = shape.size();
    auto last = llvm::to_vector(llvm::seq<int64_t>(rank - channels.size(), rank));
    tensors.push_back(isOne ? tensor : c.reshape(tensor, channels));
    maps.push_back(selectDims(c, rank, isOne ? ArrayRef<int64_t>() : ArrayRef<int64_t>(last)));
  }
  return scalars.size() - 1;
}

Value ChannelOperands::get(ScalarBuilder &b, ValueRange arguments, unsigned i) const {
  if (scalars[i].constant)
    return arith::ConstantOp::create(b, scalars[i].constant);
  return scalars[i].position ? arguments[scalars[i].position] : Value();
}

Value ChannelOperands::build(Type element, TensorBuilder::BodyFn body) {
  return pointwise(c, shape, tensors, maps, element, body);
}
