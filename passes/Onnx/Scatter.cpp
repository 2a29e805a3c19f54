//===- Scatter.cpp - ScatterND, ScatterElements ---------------------------===//

#include "passes/Tensor/Scatter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Conversion.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Indices.h"

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

static LogicalResult convertScatterND(NodeConversion &c) {
  StringRef reduction = c.stringAttr("reduction", "none");
  Number number = numberOf(c);
  if (failed(checkIndices(c, c.input(1))) || failed(checkReduction(c, reduction, number)))
    return failure();
  auto update = [&](ScalarBuilder &b, Value old, Value update) {
    return combine(b, reduction, number, old, update);
  };
  FailureOr<Value> result = scatterTuples(c, c.input(0), c.input(1), c.isUnsigned(1), c.input(2),
                                          reduction == "none" ? CombineFn() : CombineFn(update));
  return failed(result) ? failure() : c.replace(*result, c.isUnsigned(0));
}

static LogicalResult convertScatterElements(NodeConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0), shape = c.shape(1);
  StringRef reduction = c.stringAttr("reduction", "none");
  Number number = numberOf(c);
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), dims.size());
  if (!axis || failed(checkIndices(c, c.input(1))) || failed(checkReduction(c, reduction, number)))
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

/// Updates rows from a position on, which each batch has its own of: as cache of a transformer.
static LogicalResult convertTensorScatter(NodeConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0), update = c.shape(1);
  int64_t rank = shape.size();
  StringRef mode = c.stringAttr("mode", "linear");
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", -2), rank);
  if (!axis)
    return failure();
  SmallVector<int64_t> expected(shape);
  if (int64_t(update.size()) == rank)
    expected[*axis] = std::min(update[*axis], shape[*axis]);
  if (*axis == 0 || update != ArrayRef(expected) || c.elementType(0) != c.elementType(1))
    return c.unsupported("update of shape " + shapeText(update) + " does not fit " +
                         shapeText(shape));
  if (mode != "linear" && mode != "circular")
    return c.unsupported("mode '" + mode + "' is neither linear nor circular");
  if (c.input(2) && (c.shape(2) != shape.take_front(1) || !c.elementType(2).isInteger(64)))
    return c.unsupported("there must be one position of type int64 per batch");
  if (productOf(shape) == 0 || productOf(update) == 0)
    return c.replace(c.input(0));
  SmallVector<Value> inputs = {c.input(0)};
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(rank)};
  if (c.input(2)) {
    inputs.push_back(c.input(2));
    maps.push_back(selectDims(c, rank, {0}));
  }
  auto body = [&](ScalarBuilder &b, ValueRange s) -> Value {
    Type index = b.getI64Type();
    SmallVector<Value> at;
    for (int64_t dim = 0; dim < rank; ++dim)
      at.push_back(linalg::IndexOp::create(b, dim));
    Value row = arith::IndexCastOp::create(b, index, at[*axis]);
    if (s.size() > 1)
      row = subOf(b, row, s[1]);
    Value size = constantOf(b, index, shape[*axis]), zero = constantOf(b, index, 0);
    if (mode == "circular") { // the remainder that is not negative
      row = remOf(b, Number::Signed, row, size);
      Value isNegative = compareOf(b, Number::Signed, Relation::Less, row, zero);
      row = selectOf(b, isNegative, addOf(b, row, size), row);
    }
    Value last = constantOf(b, index, update[*axis] - 1);
    Value inside = minOf(b, Number::Signed, maxOf(b, Number::Signed, row, zero), last);
    Value isNew = compareOf(b, Number::Signed, Relation::Equal, row, inside);
    at[*axis] = arith::IndexCastOp::create(b, b.getIndexType(), inside);
    return selectOf(b, isNew, tensor::ExtractOp::create(b, c.input(1), at), s[0]);
  };
  return c.replace(pointwise(c, shape, inputs, maps, c.elementType(0), body), c.isUnsigned(0));
}

void sinter::populateScatterConverters(ConverterTable &table) {
  table.add("TensorScatter", 24, convertTensorScatter, 2);
  table.add("Scatter", 9, convertScatterElements, 3);
  table.add("ScatterElements", 11, convertScatterElements, 3);
  table.add("ScatterND", 11, convertScatterND, 3);
}
