//===- Gather.cpp - Gather, GatherElements, GatherND ----------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Indices.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertGather(NodeConversion &node) {
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 0), node.shape(0).size());
  if (!axis || failed(checkIndices(node, node.input(1))))
    return failure();
  FailureOr<Value> result =
      gatherSlices(node, node.input(0), node.input(1), node.isUnsigned(1), *axis);
  return failed(result) ? failure() : node.replace(*result, node.isUnsigned(0));
}

static LogicalResult convertGatherElements(NodeConversion &node) {
  ArrayRef<int64_t> dims = node.shape(0), shape = node.shape(1);
  std::optional<int64_t> axis = node.axis(node.intAttr("axis", 0), dims.size());
  if (!axis || failed(checkIndices(node, node.input(1))))
    return failure();
  if (shape.size() != dims.size())
    return node.unsupported("data and indices differ in rank");
  for (auto [i, dim] : llvm::enumerate(dims))
    if ((int64_t(i) != *axis && shape[i] > dim) || (dim == 0 && shape[i] != 0))
      return node.unsupported("the indices reach beyond dimension " + Twine(i));
  bool isUnsigned = node.isUnsigned(1);
  AffineMap map = AffineMap::getMultiDimIdentityMap(shape.size(), node.b.getContext());
  Value result = gatherElements(node, node.input(0), node.input(1), map, shape,
                                [&](ImplicitLocOpBuilder &b, ValueRange at, Value element) {
                                  SmallVector<Value> from(at);
                                  from[*axis] = positionOf(b, element, isUnsigned, dims[*axis]);
                                  return from;
                                });
  return node.replace(result, node.isUnsigned(0));
}

static LogicalResult convertGatherND(NodeConversion &node) {
  if (failed(checkIndices(node, node.input(1))))
    return failure();
  FailureOr<Value> result = gatherTuples(node, node.input(0), node.input(1), node.isUnsigned(1),
                                         node.intAttr("batch_dims", 0));
  return failed(result) ? failure() : node.replace(*result, node.isUnsigned(0));
}

void populateGatherConverters(ConverterTable &table) {
  table.add("Gather", 1, convertGather, 2);
  table.add("GatherElements", 11, convertGatherElements, 2);
  table.add("GatherND", 11, convertGatherND, 2);
  populateFeatureConverters(table);
  populateNGramConverters(table);
}

} // namespace sinter
