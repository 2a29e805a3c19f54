//===- Indices.cpp - Reads at positions that are values -------------------===//

#include "passes/Tensor/Indices.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Selection.h"

using namespace mlir;
using namespace sinter;

Value sinter::positionOf(ImplicitLocOpBuilder &b, Value index, bool isUnsigned, int64_t size) {
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto getLast = [&]() -> Value {
    if (!exec::SymbolicDims::get(b.getInsertionBlock()->getParentOp()).isSymbolic(size))
      return constant(size - 1);
    // Where data decide, there may be no element; the place of the first is there all the same.
    Value last = arith::SubIOp::create(b, sizeOf(b, size), constant(1));
    return arith::MaxSIOp::create(b, last, constant(0));
  };
  if (isUnsigned) {
    Value position = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
    return arith::MinUIOp::create(b, position, getLast());
  }
  Value position = arith::IndexCastOp::create(b, b.getIndexType(), index);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, position, constant(0));
  Value fromEnd = arith::AddIOp::create(b, position, sizeOf(b, size));
  position = arith::SelectOp::create(b, isNegative, fromEnd, position);
  position = arith::MaxSIOp::create(b, position, constant(0));
  return arith::MinSIOp::create(b, position, getLast());
}

LogicalResult sinter::checkIndices(TensorBuilder &c, Value indices) {
  if (isa<IntegerType>(elementOf(indices)))
    return success();
  return c.unsupported("the indices must be integers");
}

Value sinter::gatherElements(TensorBuilder &c, Value data, Value indices, AffineMap map,
                             ArrayRef<int64_t> shape, SourceFn source) {
  return pointwise(c, shape, indices, map, elementOf(data),
                   [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                     SmallVector<Value> at;
                     for (int64_t dim : llvm::seq<int64_t>(0, shape.size()))
                       at.push_back(linalg::IndexOp::create(b, dim));
                     return tensor::ExtractOp::create(b, data, source(b, at, args[0]));
                   });
}

/// Returns constant indices along a dimension of `size` elements as positions, or
/// nothing if they are computed, or if only a call knows whether they are in range; declines the
/// node if one is out of range.
static FailureOr<std::optional<SmallVector<int64_t>>>
constantPositions(TensorBuilder &c, Value indices, bool isUnsigned, int64_t size) {
  ElementsAttr elements;
  std::optional<HostTensor> flat;
  if (matchPattern(indices, m_Constant(&elements)))
    flat = HostTensor::from(elements);
  if (!flat)
    return {std::nullopt};
  SmallVector<int64_t> positions = readIntegers(*flat, isUnsigned);
  auto dims = exec::SymbolicDims::get(c.b.getInsertionBlock()->getParentOp());
  int64_t least = leastOf(dims, size);
  for (int64_t &position : positions) {
    if (dims.isComputed(size) && !dims.isSymbolic(position) &&
        (position < -least || position >= least))
      return {std::nullopt};
    if (position < -size || position >= size)
      return c.unsupported("index " + Twine(position) + " is out of range for a dimension of " +
                           Twine(size) + " elements");
    position += position < 0 ? size : 0;
  }
  return {std::move(positions)};
}

FailureOr<Value> sinter::gatherSlices(TensorBuilder &c, Value data, Value indices, bool isUnsigned,
                                      int64_t axis, int64_t batch) {
  ArrayRef<int64_t> dims = shapeOf(data), indexShape = shapeOf(indices);
  int64_t size = dims[axis], indexRank = int64_t(indexShape.size()) - batch;
  SmallVector<int64_t> shape(dims.take_front(axis));
  llvm::append_range(shape, indexShape.drop_front(batch));
  llvm::append_range(shape, dims.drop_front(axis + 1));
  if (failed(c.checkSize(shape, elementOf(data))))
    return failure();
  if (llvm::is_contained(shape, 0))
    return c.empty(shape, elementOf(data));
  if (size == 0)
    return c.unsupported("there is nothing to gather from an empty dimension");

  auto positions = constantPositions(c, indices, isUnsigned, size);
  if (failed(positions))
    return failure();
  if (*positions && batch == 0)
    return c.reshape(c.select(data, axis, **positions), shape);
  SmallVector<int64_t> indexDims = llvm::to_vector(llvm::seq<int64_t>(0, batch));
  llvm::append_range(indexDims, llvm::seq<int64_t>(axis, axis + indexRank));
  return gatherElements(c, data, indices, selectDims(c, shape.size(), indexDims), shape,
                        [&](ImplicitLocOpBuilder &b, ValueRange at, Value element) {
                          SmallVector<Value> from(at.take_front(axis));
                          from.push_back(positionOf(b, element, isUnsigned, size));
                          llvm::append_range(from, at.drop_front(axis + indexRank));
                          return from;
                        });
}

FailureOr<Value> sinter::gatherTuples(TensorBuilder &c, Value data, Value indices, bool isUnsigned,
                                      int64_t batch) {
  ArrayRef<int64_t> dims = shapeOf(data), indexShape = shapeOf(indices);
  int64_t rank = dims.size();
  if (indexShape.empty() || batch < 0 || batch >= int64_t(indexShape.size()) || batch > rank ||
      indexShape.back() > rank - batch || dims.take_front(batch) != indexShape.take_front(batch))
    return c.unsupported("the indices' shape does not fit the data's");
  int64_t tuple = indexShape.back(), lead = indexShape.size() - 1;
  SmallVector<int64_t> shape(indexShape.drop_back());
  llvm::append_range(shape, dims.drop_front(batch + tuple));
  if (failed(c.checkSize(shape, elementOf(data))))
    return failure();
  if (llvm::is_contained(shape, 0))
    return c.empty(shape, elementOf(data));
  if (llvm::is_contained(dims, 0))
    return c.unsupported("there is nothing to gather from an empty tensor");
  return c.indexed(data, shape, [&](ImplicitLocOpBuilder &b, ValueRange at) {
    SmallVector<Value> from(at.take_front(batch));
    SmallVector<Value> where(at.take_front(lead));
    where.push_back(nullptr);
    for (int64_t i = 0; i < tuple; ++i) {
      where.back() = arith::ConstantIndexOp::create(b, i);
      Value index = tensor::ExtractOp::create(b, indices, where);
      from.push_back(positionOf(b, index, isUnsigned, dims[batch + i]));
    }
    llvm::append_range(from, at.drop_front(lead));
    return from;
  });
}
