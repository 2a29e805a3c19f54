//===- Scatter.cpp - ScatterND, ScatterElements ---------------------------===//
//
// Constant indices that walk a box in order are one slice that is inserted.
// Anything else is a loop over the updates, in their order: duplicates have a
// meaning with a reduction, and must not race without one.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Indices.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// Declines what an update of `number`s cannot be combined by.
static LogicalResult checkReduction(NodeConversion &c, StringRef reduction, Number number) {
  if (!llvm::is_contained({"none", "add", "mul", "min", "max"}, reduction))
    return c.unsupported("reduction '" + reduction + "' is not known");
  if (reduction != "none" && number != Number::Float && number != Number::Signed &&
      number != Number::Unsigned)
    return c.unsupported("reduction '" + reduction + "' needs numbers");
  return success();
}

/// What an element becomes when it is updated.
static Value combine(ScalarBuilder &b, StringRef reduction, Number number, Value old,
                     Value update) {
  if (reduction == "add")
    return addOf(b, old, update);
  if (reduction == "mul")
    return mulOf(b, old, update);
  if (reduction == "min")
    return minOf(b, number, old, update);
  if (reduction == "max")
    return maxOf(b, number, old, update);
  return update;
}

/// Builds nested loops over `extents`; `body` gets the indices and the tensor so
/// far and returns the tensor with one update.
static Value loopOver(NodeConversion &c, ArrayRef<int64_t> extents, Value tensor,
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

//===----------------------------------------------------------------------===//
// ScatterND
//===----------------------------------------------------------------------===//

/// If the constant tuples enumerate a box in row-major order, returns its first
/// corner and its sizes; declines the node when a tuple is out of range.
static FailureOr<std::optional<std::pair<SmallVector<int64_t>, SmallVector<int64_t>>>>
findBox(NodeConversion &c, ArrayRef<int64_t> dims, int64_t tuple) {
  std::optional<HostTensor> constant = HostTensor::from(c.constant(1));
  if (!constant)
    return {std::nullopt};
  SmallVector<int64_t> values = readIntegers(*constant, c.isUnsigned(1));
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

/// Replaces the box at `starts` of `data` by `update`.
static Value insert(NodeConversion &c, Value update, Value data, ArrayRef<OpFoldResult> starts,
                    ArrayRef<int64_t> sizes) {
  SmallVector<OpFoldResult> strides(sizes.size(), c.b.getIndexAttr(1));
  return tensor::InsertSliceOp::create(c.b, update, data, starts,
                                       getAsIndexOpFoldResult(c.b.getContext(), sizes), strides);
}

static LogicalResult convertScatterND(NodeConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0), indexShape = c.shape(1);
  StringRef reduction = c.stringAttr("reduction", "none");
  Number number = numberOf(c);
  if (failed(checkIndices(c)) || failed(checkReduction(c, reduction, number)))
    return failure();
  if (c.elementType(2) != c.elementType(0))
    return c.unsupported("data and updates differ in element type");
  if (indexShape.empty() || indexShape.back() < 1 || indexShape.back() > int64_t(dims.size()))
    return c.unsupported("indices of shape " + shapeText(indexShape) +
                         " do not name slices of data of shape " + shapeText(dims));
  int64_t tuple = indexShape.back();
  SmallVector<int64_t> updates(indexShape.drop_back());
  llvm::append_range(updates, dims.drop_front(tuple));
  if (c.shape(2) != ArrayRef(updates))
    return c.unsupported("updates of shape " + shapeText(c.shape(2)) + ", but " +
                         shapeText(updates) + " is needed");
  int64_t count = productOf(indexShape.drop_back());
  if (productOf(updates) == 0)
    return c.replace(c.input(0), c.isUnsigned(0));
  if (productOf(dims) == 0)
    return c.unsupported("there is nothing to update in an empty tensor");

  auto box = findBox(c, dims, tuple);
  if (failed(box))
    return failure();
  if (*box && reduction == "none") {
    auto [starts, sizes] = **box;
    llvm::append_range(sizes, dims.drop_front(tuple));
    starts.resize(dims.size(), 0);
    return c.replace(insert(c, c.reshape(c.input(2), sizes), c.input(0),
                            getAsIndexOpFoldResult(c.b.getContext(), starts), sizes),
                     c.isUnsigned(0));
  }

  // Loop over the tuples: each updates one slice.
  Value indices = c.reshape(c.input(1), {count, tuple});
  SmallVector<int64_t> rows = {count}, slice(dims.drop_front(tuple)), sizes(tuple, 1);
  llvm::append_range(rows, slice);
  llvm::append_range(sizes, slice);
  Value all = c.reshape(c.input(2), rows);
  bool isUnsigned = c.isUnsigned(1);
  Type element = c.elementType(0);
  Value result = loopOver(c, count, c.input(0), [&](ValueRange at, Value tensor) -> Value {
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
    if (reduction != "none") {
      SmallVector<OpFoldResult> unit(dims.size(), c.b.getIndexAttr(1));
      Value old = tensor::ExtractSliceOp::create(
          c.b, type, tensor, starts, getAsIndexOpFoldResult(c.b.getContext(), sizes), unit);
      AffineMap identity = c.b.getMultiDimIdentityMap(slice.size());
      update = pointwise(c, slice, {old, update}, {identity, identity}, element,
                         [&](ScalarBuilder &b, ValueRange s) {
                           return combine(b, reduction, number, s[0], s[1]);
                         });
    }
    return insert(c, update, tensor, starts, sizes);
  });
  return c.replace(result, c.isUnsigned(0));
}

//===----------------------------------------------------------------------===//
// ScatterElements
//===----------------------------------------------------------------------===//

static LogicalResult convertScatterElements(NodeConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0), shape = c.shape(1);
  StringRef reduction = c.stringAttr("reduction", "none");
  Number number = numberOf(c);
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), dims.size());
  if (!axis || failed(checkIndices(c)) || failed(checkReduction(c, reduction, number)))
    return failure();
  if (c.elementType(2) != c.elementType(0))
    return c.unsupported("data and updates differ in element type");
  if (shape != c.shape(2) || shape.size() != dims.size())
    return c.unsupported("indices of shape " + shapeText(shape) + " and updates of shape " +
                         shapeText(c.shape(2)) + " do not fit data of shape " + shapeText(dims));
  if (productOf(shape) == 0)
    return c.replace(c.input(0), c.isUnsigned(0));
  for (auto [i, dim] : llvm::enumerate(dims))
    if ((int64_t(i) != *axis && shape[i] > dim) || dim == 0)
      return c.unsupported("the indices reach beyond dimension " + Twine(i));
  if (std::optional<HostTensor> constant = HostTensor::from(c.constant(1)))
    for (int64_t value : readIntegers(*constant, c.isUnsigned(1)))
      if (value < -dims[*axis] || value >= dims[*axis])
        return c.unsupported("index " + Twine(value) + " is out of range for a dimension of " +
                             Twine(dims[*axis]) + " elements");

  bool isUnsigned = c.isUnsigned(1);
  Value indices = c.input(1), updates = c.input(2);
  Value result = loopOver(c, shape, c.input(0), [&](ValueRange at, Value tensor) -> Value {
    SmallVector<Value> to(at);
    Value index = tensor::ExtractOp::create(c.b, indices, at);
    to[*axis] = positionOf(c.b, index, isUnsigned, dims[*axis]);
    Value update = tensor::ExtractOp::create(c.b, updates, at);
    if (reduction != "none")
      update = combine(c.b, reduction, number, tensor::ExtractOp::create(c.b, tensor, to), update);
    return tensor::InsertOp::create(c.b, update, tensor, to);
  });
  return c.replace(result, c.isUnsigned(0));
}

void sinter::populateScatterConverters(ConverterTable &table) {
  table.add("Scatter", 9, convertScatterElements, 3);
  table.add("ScatterElements", 11, convertScatterElements, 3);
  table.add("ScatterND", 11, convertScatterND, 3);
}
