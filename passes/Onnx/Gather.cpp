//===- Gather.cpp - Gather, GatherElements, GatherND ----------------------===//
//
// Constant indices become slices where they can. Indices that are computed at
// run time are clamped into range: no model input can make generated code read
// out of bounds.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Indices.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace sinter {

/// A tensor of `shape`; `source` gets the output's indices and the element of
/// `indices` (read through `map`) as position, and returns where to read.
using SourceFn =
    function_ref<SmallVector<Value>(ImplicitLocOpBuilder &, ValueRange at, Value element)>;
static Value gatherGeneric(NodeConversion &node, Value data, Value indices, AffineMap map,
                           ArrayRef<int64_t> shape, SourceFn source) {
  return pointwise(node, shape, indices, map, elementOf(data),
                   [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
                     SmallVector<Value> at;
                     for (int64_t dim : llvm::seq<int64_t>(0, shape.size()))
                       at.push_back(linalg::IndexOp::create(b, dim));
                     return tensor::ExtractOp::create(b, data, source(b, at, args[0]));
                   });
}

/// Returns constant indices along a dimension of `size` elements as positions;
/// declines the node and returns nothing if one is out of range.
static std::optional<SmallVector<int64_t>> constantPositions(NodeConversion &node, int64_t size) {
  auto flat = HostTensor::from(node.constant(1));
  SmallVector<int64_t> positions = readIntegers(*flat, node.isUnsigned(1));
  for (int64_t &position : positions) {
    if (position < -size || position >= size) {
      (void)node.unsupported("index " + Twine(position) + " is out of range for a dimension of " +
                             Twine(size) + " elements");
      return std::nullopt;
    }
    position += position < 0 ? size : 0;
  }
  return positions;
}

static LogicalResult convertGather(NodeConversion &node) {
  Value data = node.input(0);
  ArrayRef<int64_t> dims = node.shape(0), indexShape = node.shape(1);
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 0), dims.size());
  if (!axis || failed(checkIndices(node)))
    return failure();
  int64_t size = dims[*axis], indexRank = indexShape.size();
  SmallVector<int64_t> shape(dims.take_front(*axis));
  llvm::append_range(shape, indexShape);
  llvm::append_range(shape, dims.drop_front(*axis + 1));
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  auto replaceData = [&](Value result) { return node.replace(result, node.isUnsigned(0)); };
  if (llvm::is_contained(shape, 0))
    return replaceData(node.empty(shape, node.elementType(0)));
  if (size == 0)
    return node.unsupported("there is nothing to gather from an empty dimension");

  if (HostTensor::from(node.constant(1))) {
    std::optional<SmallVector<int64_t>> positions = constantPositions(node, size);
    if (!positions)
      return failure();
    return replaceData(node.reshape(node.select(data, *axis, *positions), shape));
  }
  SmallVector<int64_t> indexDims = llvm::to_vector(llvm::seq<int64_t>(*axis, *axis + indexRank));
  AffineMap map = selectDims(node, shape.size(), indexDims);
  bool isUnsigned = node.isUnsigned(1);
  return replaceData(gatherGeneric(node, data, node.input(1), map, shape,
                                   [&](ImplicitLocOpBuilder &b, ValueRange at, Value element) {
                                     SmallVector<Value> from(at.take_front(*axis));
                                     from.push_back(positionOf(b, element, isUnsigned, size));
                                     llvm::append_range(from, at.drop_front(*axis + indexRank));
                                     return from;
                                   }));
}

static LogicalResult convertGatherElements(NodeConversion &node) {
  ArrayRef<int64_t> dims = node.shape(0), shape = node.shape(1);
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 0), dims.size());
  if (!axis || failed(checkIndices(node)))
    return failure();
  if (shape.size() != dims.size())
    return node.unsupported("data and indices differ in rank");
  for (auto [i, dim] : llvm::enumerate(dims))
    if ((int64_t(i) != *axis && shape[i] > dim) || (dim == 0 && shape[i] != 0))
      return node.unsupported("the indices reach beyond dimension " + Twine(i));
  bool isUnsigned = node.isUnsigned(1);
  AffineMap map = AffineMap::getMultiDimIdentityMap(shape.size(), node.b.getContext());
  Value result = gatherGeneric(node, node.input(0), node.input(1), map, shape,
                               [&](ImplicitLocOpBuilder &b, ValueRange at, Value element) {
                                 SmallVector<Value> from(at);
                                 from[*axis] = positionOf(b, element, isUnsigned, dims[*axis]);
                                 return from;
                               });
  return node.replace(result, node.isUnsigned(0));
}

static LogicalResult convertGatherND(NodeConversion &node) {
  ArrayRef<int64_t> dims = node.shape(0), indexShape = node.shape(1);
  int64_t batch = node.intAttr("batch_dims", 0), rank = dims.size();
  if (failed(checkIndices(node)))
    return failure();
  if (indexShape.empty() || batch < 0 || batch >= int64_t(indexShape.size()) ||
      indexShape.back() > rank - batch || dims.take_front(batch) != indexShape.take_front(batch))
    return node.unsupported("the indices' shape does not fit the data's");
  int64_t tuple = indexShape.back(), lead = indexShape.size() - 1;
  SmallVector<int64_t> shape(indexShape.drop_back());
  llvm::append_range(shape, dims.drop_front(batch + tuple));
  if (failed(node.checkSize(shape, node.elementType(0))))
    return failure();
  if (llvm::is_contained(shape, 0))
    return node.replace(node.empty(shape, node.elementType(0)), node.isUnsigned(0));
  if (llvm::is_contained(dims, 0))
    return node.unsupported("there is nothing to gather from an empty tensor");
  Value indices = node.input(1);
  bool isUnsigned = node.isUnsigned(1);
  Value result = node.indexed(node.input(0), shape, [&](ImplicitLocOpBuilder &b, ValueRange at) {
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
  return node.replace(result, node.isUnsigned(0));
}

void populateGatherConverters(ConverterTable &table) {
  table.add("Gather", 1, convertGather, 2);
  table.add("GatherElements", 11, convertGatherElements, 2);
  table.add("GatherND", 11, convertGatherND, 2);
}

} // namespace sinter
