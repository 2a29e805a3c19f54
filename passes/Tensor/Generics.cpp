//===- Generics.cpp - linalg.generic for converters -----------------------===//

#include "passes/Tensor/Generics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

AffineMap sinter::selectDims(TensorBuilder &c, int64_t rank, ArrayRef<int64_t> dims) {
  SmallVector<unsigned> targets(dims.begin(), dims.end());
  return AffineMap::getMultiDimMapWithTargets(rank, targets, c.b.getContext());
}

SmallVector<int64_t> sinter::otherDims(int64_t rank, ArrayRef<int64_t> dims) {
  SmallVector<int64_t> others;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(dims, dim))
      others.push_back(dim);
  return others;
}

Value sinter::structuredLoops(TensorBuilder &c, ValueRange inputs, Value init,
                              ArrayRef<AffineMap> maps, ArrayRef<utils::IteratorType> iterators,
                              TensorBuilder::BodyFn body) {
  auto build = [&](OpBuilder &nested, Location loc, ValueRange scalars) {
    ImplicitLocOpBuilder b(loc, nested);
    linalg::YieldOp::create(b, body(b, scalars));
  };
  return linalg::GenericOp::create(c.b, TypeRange{init.getType()}, inputs, ValueRange{init}, maps,
                                   iterators, build)
      .getResult(0);
}

Value sinter::pointwise(TensorBuilder &c, ArrayRef<int64_t> shape, ValueRange inputs,
                        ArrayRef<AffineMap> maps, Type element, TensorBuilder::BodyFn body) {
  SmallVector<AffineMap> allMaps(maps);
  allMaps.push_back(c.b.getMultiDimIdentityMap(shape.size()));
  SmallVector<utils::IteratorType> iterators(shape.size(), utils::IteratorType::parallel);
  return structuredLoops(
      c, inputs, c.empty(shape, element), allMaps, iterators,
      [&](ImplicitLocOpBuilder &b, ValueRange scalars) { return body(b, scalars.drop_back()); });
}

/// Returns the one scalar of a splat constant, or null.
static TypedAttr splatScalar(Value tensor) {
  DenseElementsAttr elements;
  if (!matchPattern(tensor, m_Constant(&elements)) || !elements.isSplat())
    return {};
  return dyn_cast<TypedAttr>(elements.getSplatValue<Attribute>());
}

/// Returns the broadcast of all shapes, or nothing.
static std::optional<SmallVector<int64_t>> broadcastAll(ValueRange tensors) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value tensor : tensors)
    shapes.push_back(shapeOf(tensor));
  return broadcastShapes(shapes);
}

FailureOr<Value> sinter::mapElements(TensorBuilder &c, ValueRange inputs, Type element,
                                     TensorBuilder::BodyFn body) {
  SmallVector<TypedAttr> scalars;
  SmallVector<Value> tensors;
  for (Value input : inputs) {
    scalars.push_back(splatScalar(input));
    if (!scalars.back())
      tensors.push_back(input);
  }
  if (tensors.empty() || broadcastAll(tensors) != broadcastAll(inputs))
    return c.elementwise(inputs, element, body);

  return c.elementwise(tensors, element, [&](ImplicitLocOpBuilder &b, ValueRange read) -> Value {
    SmallVector<Value> arguments;
    for (TypedAttr scalar : scalars) {
      if (scalar) {
        arguments.push_back(arith::ConstantOp::create(b, scalar));
        continue;
      }
      arguments.push_back(read.front());
      read = read.drop_front();
    }
    return body(b, arguments);
  });
}

Value sinter::reduceDims(TensorBuilder &c, Value input, ArrayRef<int64_t> axes, Value init,
                         TensorBuilder::BodyFn body) {
  int64_t rank = shapeOf(input).size();
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  for (int64_t axis : axes)
    iterators[axis] = utils::IteratorType::reduction;
  return structuredLoops(
      c, input, init,
      {c.b.getMultiDimIdentityMap(rank), selectDims(c, rank, otherDims(rank, axes))}, iterators,
      body);
}

std::string sinter::shapeText(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::interleave(
      shape, stream,
      [&](int64_t dim) { stream << (ShapedType::isDynamic(dim) ? "?" : std::to_string(dim)); },
      "x");
  return text;
}

ArrayRef<int64_t> sinter::shapeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getShape();
}

Type sinter::elementOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getElementType();
}

bool sinter::isTruth(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape() && type.getElementType().isInteger(1) &&
         type.getNumElements() == 1;
}

std::optional<bool> sinter::getConstantTruth(Value value) {
  ElementsAttr elements;
  if (!isTruth(value) || !matchPattern(value, m_Constant(&elements)))
    return std::nullopt;
  std::optional<HostTensor> tensor = HostTensor::from(elements);
  return tensor ? std::optional<bool>(tensor->bytes().front() != 0) : std::nullopt;
}

int64_t sinter::productOf(ArrayRef<int64_t> dims) {
  int64_t product = 1;
  for (int64_t dim : dims)
    if (llvm::MulOverflow(product, dim, product))
      return std::numeric_limits<int64_t>::max();
  return product;
}
