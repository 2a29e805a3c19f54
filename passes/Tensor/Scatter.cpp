//===- Scatter.cpp - Writes at positions that are values ------------------===//

#include "passes/Tensor/Scatter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Indices.h"

using namespace mlir;
using namespace sinter;

Value sinter::loopOver(TensorBuilder &c, ArrayRef<int64_t> extents, Value tensor,
                       llvm::function_ref<Value(ValueRange at, Value tensor)> body) {
  OpBuilder::InsertionGuard guard(c.b);
  SmallVector<Value> indices;
  Value current = tensor, result;
  for (int64_t extent : extents) {
    auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(c.b, value); };
    auto loop = scf::ForOp::create(c.b, constant(0), constant(extent), constant(1), current);
    if (result)
      scf::YieldOp::create(c.b, loop.getResults());
    result = result ? result : loop.getResult(0);
    c.b.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
    current = loop.getRegionIterArg(0);
  }
  Value updated = body(indices, current);
  if (!result)
    return updated;
  scf::YieldOp::create(c.b, updated);
  return result;
}

/// If the constant tuples enumerate a box in row-major order, returns its first
/// corner and its sizes; declines the node when a tuple is out of range.
static FailureOr<std::optional<std::pair<SmallVector<int64_t>, SmallVector<int64_t>>>>
findBox(TensorBuilder &c, Value indices, bool isUnsigned, ArrayRef<int64_t> dims, int64_t tuple) {
  ElementsAttr elements;
  std::optional<HostTensor> constant;
  if (matchPattern(indices, m_Constant(&elements)))
    constant = HostTensor::from(elements);
  if (!constant)
    return {std::nullopt};
  SmallVector<int64_t> values = readIntegers(*constant, isUnsigned);
  SmallVector<int64_t> low(dims.take_front(tuple)), high(tuple, 0), sizes;
  for (auto [i, value] : llvm::enumerate(values)) {
    int64_t k = i % tuple;
    if (value < -dims[k] || value >= dims[k])
      return c.unsupported("index " + Twine(value) + " is out of range for a dimension of " +
                           Twine(dims[k]) + " elements");
    value += value < 0 ? dims[k] : 0;
    low[k] = std::min(low[k], value);
    high[k] = std::max(high[k], value);
  }
  for (int64_t k = 0; k < tuple; ++k)
    sizes.push_back(high[k] - low[k] + 1);
  if (productOf(sizes) != int64_t(values.size()) / tuple)
    return {std::nullopt};
  for (size_t i = 0; i < values.size(); i += tuple) {
    int64_t rest = i / tuple;
    for (int64_t k = tuple; k-- > 0; rest /= sizes[k])
      if (values[i + k] != low[k] + rest % sizes[k])
        return {std::nullopt};
  }
  return {std::make_pair(low, sizes)};
}

Value sinter::insertBox(TensorBuilder &c, Value update, Value data, ArrayRef<OpFoldResult> starts,
                        ArrayRef<int64_t> sizes) {
  SmallVector<OpFoldResult> strides(sizes.size(), c.b.getIndexAttr(1));
  return tensor::InsertSliceOp::create(c.b, update, data, starts,
                                       getAsIndexOpFoldResult(c.b.getContext(), sizes), strides);
}

FailureOr<Value> sinter::scatterTuples(TensorBuilder &c, Value data, Value indices, bool isUnsigned,
                                       Value updates, CombineFn combine) {
  ArrayRef<int64_t> dims = shapeOf(data), indexShape = shapeOf(indices);
  Type element = elementOf(data);
  if (elementOf(updates) != element)
    return c.unsupported("data and updates differ in element type");
  if (indexShape.empty() || indexShape.back() < 1 || indexShape.back() > int64_t(dims.size()))
    return c.unsupported("indices of shape " + shapeText(indexShape) +
                         " do not name slices of data of shape " + shapeText(dims));
  int64_t tuple = indexShape.back();
  SmallVector<int64_t> shape(indexShape.drop_back());
  llvm::append_range(shape, dims.drop_front(tuple));
  if (shapeOf(updates) != ArrayRef(shape))
    return c.unsupported("updates of shape " + shapeText(shapeOf(updates)) + ", but " +
                         shapeText(shape) + " is needed");
  int64_t count = productOf(indexShape.drop_back());
  if (productOf(shape) == 0)
    return data;
  if (productOf(dims) == 0)
    return c.unsupported("there is nothing to update in an empty tensor");

  auto box = findBox(c, indices, isUnsigned, dims, tuple);
  if (failed(box))
    return failure();
  if (*box && !combine) {
    auto [starts, sizes] = **box;
    llvm::append_range(sizes, dims.drop_front(tuple));
    starts.resize(dims.size(), 0);
    return insertBox(c, c.reshape(updates, sizes), data,
                     getAsIndexOpFoldResult(c.b.getContext(), starts), sizes);
  }

  // Loop over the tuples: each updates one slice.
  indices = c.reshape(indices, {count, tuple});
  SmallVector<int64_t> rows = {count}, slice(dims.drop_front(tuple)), sizes(tuple, 1);
  llvm::append_range(rows, slice);
  llvm::append_range(sizes, slice);
  Value all = c.reshape(updates, rows);
  return loopOver(c, count, data, [&](ValueRange at, Value tensor) -> Value {
    SmallVector<OpFoldResult> starts(dims.size(), c.b.getIndexAttr(0));
    for (int64_t k = 0; k < tuple; ++k) {
      Value position = arith::ConstantIndexOp::create(c.b, k);
      Value index = tensor::ExtractOp::create(c.b, indices, ValueRange{at[0], position});
      starts[k] = positionOf(c.b, index, isUnsigned, dims[k]);
    }
    SmallVector<OpFoldResult> from(rows.size(), c.b.getIndexAttr(0));
    from[0] = at[0];
    SmallVector<OpFoldResult> strides(rows.size(), c.b.getIndexAttr(1));
    SmallVector<int64_t> row(rows);
    row[0] = 1;
    auto type = RankedTensorType::get(slice, element);
    Value update = tensor::ExtractSliceOp::create(
        c.b, type, all, from, getAsIndexOpFoldResult(c.b.getContext(), row), strides);
    if (combine) {
      SmallVector<OpFoldResult> unit(dims.size(), c.b.getIndexAttr(1));
      Value old = tensor::ExtractSliceOp::create(
          c.b, type, tensor, starts, getAsIndexOpFoldResult(c.b.getContext(), sizes), unit);
      AffineMap identity = c.b.getMultiDimIdentityMap(slice.size());
      update = pointwise(c, slice, {old, update}, {identity, identity}, element,
                         [&](ScalarBuilder &b, ValueRange s) { return combine(b, s[0], s[1]); });
    }
    return insertBox(c, update, tensor, starts, sizes);
  });
}
