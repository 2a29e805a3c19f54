//===- Resample.cpp - Elements at other positions along an axis -----------===//

#include "passes/Tensor/Resample.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// Repeats each element along an axis `factor` times.
static Value repeatElements(TensorBuilder &c, Value tensor, int64_t axis, int64_t factor) {
  SmallVector<int64_t> split(shapeOf(tensor)), merged(split);
  split.insert(split.begin() + axis + 1, 1);
  SmallVector<int64_t> repeated(split);
  repeated[axis + 1] = factor;
  merged[axis] *= factor;
  return c.reshape(c.broadcastTo(c.reshape(tensor, split), repeated), merged);
}

Value sinter::selectAlong(TensorBuilder &c, Value tensor, int64_t axis,
                          ArrayRef<int64_t> positions) {
  int64_t in = shapeOf(tensor)[axis], out = positions.size();
  bool repeats = out % in == 0;
  for (int64_t i = 0; repeats && i < out; ++i)
    repeats = positions[i] == i / (out / in);
  if (repeats)
    return repeatElements(c, tensor, axis, out / in);
  return c.select(tensor, axis, positions);
}

/// Tables are laid out tap by tap, so that each is a vector along the axis.
Value sinter::combineAlong(TensorBuilder &c, Value tensor, int64_t axis,
                           ArrayRef<SmallVector<int64_t>> positions,
                           ArrayRef<DenseElementsAttr> tables, Type element, TapsFn body) {
  int64_t out = positions.front().size(), rank = shapeOf(tensor).size();
  SmallVector<int64_t> shape(shapeOf(tensor));
  shape[axis] = out;
  SmallVector<Value> operands;
  for (const SmallVector<int64_t> &tap : positions)
    operands.push_back(c.constantValue(DenseElementsAttr::get(
        RankedTensorType::get({out}, c.b.getIndexType()), ArrayRef<int64_t>(tap))));
  for (DenseElementsAttr table : tables)
    operands.push_back(c.constantValue(table));
  SmallVector<AffineMap> maps(operands.size(), selectDims(c, rank, axis));
  return pointwise(c, shape, operands, maps, element,
                   [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                     SmallVector<Value> at, elements;
                     for (int64_t dim = 0; dim < rank; ++dim)
                       at.push_back(linalg::IndexOp::create(b, dim));
                     for (size_t tap = 0; tap < positions.size(); ++tap) {
                       at[axis] = args[tap];
                       elements.push_back(tensor::ExtractOp::create(b, tensor, at));
                     }
                     return body(b, elements, args.drop_front(positions.size()));
                   });
}
