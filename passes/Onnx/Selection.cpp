//===- Selection.cpp - NonZero, Compress ----------------------------------===//
//
// One loop notes where elements are kept and counts them; the results are read from there.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Selection.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/IndexedReduction.h"

using namespace mlir;
using namespace sinter;

/// Of larger constants, positions are not computed at compile time.
static constexpr int64_t kMostFolded = int64_t(1) << 24;

/// Says whether an element differs from zero.
static Value isNonZero(ScalarBuilder &b, Value x) {
  Value zero = arith::ConstantOp::create(b, cast<TypedAttr>(b.getZeroAttr(x.getType())));
  if (isa<FloatType>(x.getType()))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, x, zero);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, x, zero);
}

/// Returns the coordinates of elements of a tensor of `shape`: row i those of dim i, one column per
/// position.
static Value coordinatesOf(TensorBuilder &c, ArrayRef<int64_t> shape, Value positions,
                           int64_t count) {
  int64_t rank = shape.size();
  SmallVector<int64_t> strides(rank, 1);
  for (int64_t dim = rank - 1; dim-- > 0;)
    strides[dim] = strides[dim + 1] * shape[dim + 1];
  return pointwise(c, {rank, count}, {}, {}, c.b.getI64Type(), [&](ScalarBuilder &b, ValueRange) {
    Value row = linalg::IndexOp::create(b, 0), column = linalg::IndexOp::create(b, 1);
    Value position = tensor::ExtractOp::create(b, positions, column);
    Value at = arith::IndexCastOp::create(b, b.getIndexType(), position);
    Value stride = sizeOf(b, strides.back()), extent = sizeOf(b, shape.back());
    for (int64_t dim = rank - 1; dim-- > 0;) {
      Value isHere = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, row, indexOf(b, dim));
      stride = arith::SelectOp::create(b, isHere, sizeOf(b, strides[dim]), stride);
      extent = arith::SelectOp::create(b, isHere, sizeOf(b, shape[dim]), extent);
    }
    Value steps = arith::DivUIOp::create(b, at, stride);
    Value coordinate = arith::RemUIOp::create(b, steps, extent);
    return arith::IndexCastOp::create(b, b.getI64Type(), coordinate).getResult();
  });
}

/// The same of a constant.
static LogicalResult foldNonZero(NodeConversion &c, const HostTensor &tensor) {
  SmallVector<int64_t> kept;
  StringRef bytes(tensor.bytes().data(), tensor.bytes().size());
  size_t size = tensor.elementSize();
  bool isFloat = isa<FloatType>(tensor.getElementType());
  for (int64_t i = 0; i < tensor.size(); ++i) {
    StringRef element = bytes.substr(i * size, size);
    // Of floats, the sign makes no difference.
    bool isZero = element.drop_back().find_first_not_of('\0') == StringRef::npos &&
                  (uint8_t(element.back()) & (isFloat ? 0x7f : 0xff)) == 0;
    if (!isZero)
      kept.push_back(i);
  }
  int64_t rank = tensor.getShape().size(), count = kept.size();
  SmallVector<int64_t> coordinates(rank * count);
  for (auto [column, position] : llvm::enumerate(kept))
    for (int64_t dim = rank, rest = position; dim-- > 0; rest /= tensor.getShape()[dim])
      coordinates[dim * count + column] = rest % tensor.getShape()[dim];
  return c.replace(c.integers(RankedTensorType::get({rank, count}, c.b.getI64Type()), coordinates),
                   /*isUnsigned=*/false);
}

static LogicalResult convertNonZero(NodeConversion &c) {
  SmallVector<int64_t> shape(c.shape(0));
  if (shape.empty())
    return c.unsupported("a scalar has no coordinates", "give it a dimension with Unsqueeze");
  if (!isa<FloatType, IntegerType>(c.elementType(0)))
    return c.unsupported("the elements are no numbers");
  std::optional<HostTensor> constant = HostTensor::from(c.constant(0));
  int64_t size = productOf(shape), rank = shape.size();
  if (constant && !c.dims().isSymbolic(shape) && size <= kMostFolded)
    return foldNonZero(c, constant->unsplatted());
  if (size == 0)
    return c.replace(c.empty({rank, 0}, c.b.getI64Type()), /*isUnsigned=*/false);
  Selection kept = selectWhere(c, c.reshape(c.input(0), {size}), isNonZero);
  std::optional<int64_t> count = c.countedDim(kept.count, size);
  if (!count)
    return failure();
  return c.replace(coordinatesOf(c, shape, kept.positions, *count), /*isUnsigned=*/false);
}

/// Takes the slices for which the condition, which may be shorter than the axis, is true.
static LogicalResult convertCompress(NodeConversion &c) {
  Value data = c.input(0);
  int64_t axis = 0;
  if (c.hasAttr("axis")) {
    std::optional<int64_t> given = c.axis(c.intAttr("axis", 0), c.shape(0).size());
    if (!given)
      return failure();
    axis = *given;
  } else {
    data = c.reshape(data, {productOf(c.shape(0))});
  }
  if (c.shape(1).size() != 1 || !c.elementType(1).isInteger(1))
    return c.unsupported("the condition must be a list of booleans");
  SmallVector<int64_t> shape(shapeOf(data));
  int64_t extent = shape[axis], length = c.shape(1)[0];
  if (length != extent && c.dims().isSymbolic({length, extent}))
    return c.unsupported("the condition has " + Twine(length) + " elements for an axis of " +
                         Twine(extent));
  length = std::min(length, extent);
  std::optional<HostTensor> constant = HostTensor::from(c.constant(1));
  if (constant && !c.dims().isSymbolic(length)) {
    SmallVector<int64_t> kept;
    for (int64_t i = 0; i < length; ++i)
      if (constant->bytes()[constant->index(i)])
        kept.push_back(i);
    return c.replace(c.select(data, axis, kept));
  }
  if (productOf(shape) == 0 || length == 0) {
    shape[axis] = 0;
    return c.replace(c.empty(shape, elementOf(data)));
  }
  Selection kept = selectWhere(c, c.slice(c.input(1), {0}, {length}),
                               [](ScalarBuilder &, Value x) { return x; });
  std::optional<int64_t> count = c.countedDim(kept.count, length);
  if (!count)
    return failure();
  return c.replace(takeSelected(c, data, axis, kept.positions, *count));
}

void sinter::populateSelectionConverters(ConverterTable &table) {
  table.add("Compress", 9, convertCompress, 2);
  table.add("NonZero", 9, convertNonZero);
  populateNonMaxSuppressionConverters(table);
  populateUniqueConverters(table);
}
