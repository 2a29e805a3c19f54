//===- Shape.cpp - Operators that rename or regroup dimensions ------------===//
//
// Identity, Dropout, Reshape, Flatten, Squeeze, Unsqueeze, Shape, Size. Row-major
// order stays, so all of them are free.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Conversion.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertIdentity(NodeConversion &node) {
  if (const SmallVector<Value> *tensors = node.sequence(0)) {
    node.setSequence(0, SmallVector<Value>(*tensors));
    return success();
  }
  return node.replace(Value(node.input(0)));
}

/// Returns axes from 0 on, sorted, from attribute `axes` or else input 1; nothing
/// after declining the node. `otherwise` is returned when neither is given.
static std::optional<SmallVector<int64_t>> readAxes(NodeConversion &node, int64_t rank,
                                                    ArrayRef<int64_t> otherwise) {
  std::optional<SmallVector<int64_t>> axes = node.intsAttr("axes");
  if (!axes && node.input(1)) {
    axes = node.constantInts(1);
    if (!axes) {
      (void)node.unsupported("the axes must be constant");
      return std::nullopt;
    }
  }
  if (!axes)
    return SmallVector<int64_t>(otherwise);
  for (int64_t &axis : *axes) {
    std::optional<int64_t> checked = node.axis(axis, rank);
    if (!checked)
      return std::nullopt;
    axis = *checked;
  }
  llvm::sort(*axes);
  if (std::adjacent_find(axes->begin(), axes->end()) != axes->end()) {
    (void)node.unsupported("an axis is named twice");
    return std::nullopt;
  }
  return axes;
}

static LogicalResult convertSqueeze(NodeConversion &node) {
  ArrayRef<int64_t> shape = node.shape(0);
  SmallVector<int64_t> ones, result;
  for (auto [i, dim] : llvm::enumerate(shape))
    if (dim == 1)
      ones.push_back(i);
  std::optional<SmallVector<int64_t>> axes = readAxes(node, shape.size(), ones);
  if (!axes)
    return failure();
  for (auto [i, dim] : llvm::enumerate(shape))
    if (!llvm::is_contained(*axes, int64_t(i)))
      result.push_back(dim);
    else if (dim != 1)
      return node.unsupported("axis " + Twine(i) + " has size " + Twine(dim) +
                              " and cannot be squeezed");
  return node.replace(node.reshape(node.input(0), result));
}

static LogicalResult convertUnsqueeze(NodeConversion &node) {
  SmallVector<int64_t> shape(node.shape(0));
  int64_t count = 0;
  if (std::optional<SmallVector<int64_t>> given = node.intsAttr("axes"))
    count = given->size();
  else if (node.input(1) && node.constantInts(1))
    count = node.constantInts(1)->size();
  std::optional<SmallVector<int64_t>> axes = readAxes(node, shape.size() + count, {});
  if (!axes)
    return failure();
  for (int64_t axis : *axes)
    shape.insert(shape.begin() + axis, 1);
  return node.replace(node.reshape(node.input(0), shape));
}

static LogicalResult convertFlatten(NodeConversion &node) {
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t rank = shape.size(), axis = node.intAttr("axis", 1);
  if (axis < -rank || axis > rank)
    return node.unsupported("axis " + Twine(axis) + " is out of range for a tensor of rank " +
                            Twine(rank));
  axis += axis < 0 ? rank : 0;
  SmallVector<int64_t> result{1, 1};
  for (auto [i, dim] : llvm::enumerate(shape))
    result[int64_t(i) >= axis] *= dim;
  return node.replace(node.reshape(node.input(0), result));
}

static LogicalResult convertReshape(NodeConversion &node) {
  std::optional<SmallVector<int64_t>> shape =
      node.input(1) ? node.constantInts(1) : node.intsAttr("shape");
  if (!shape)
    return node.unsupported("the new shape is computed at run time",
                            "fix dynamic inputs with --input-shape so that it folds");
  bool zeroCopies = node.intAttr("allowzero", 0) == 0;
  int64_t count = node.input(0).getType().getNumElements(), known = 1;
  std::optional<size_t> inferred;
  for (auto [i, dim] : llvm::enumerate(*shape)) {
    if (dim == 0 && zeroCopies) {
      if (i >= node.shape(0).size())
        return node.unsupported("dimension " + Twine(i) +
                                " of the new shape is 0, but the input "
                                "has no such dimension to copy");
      dim = node.shape(0)[i];
    }
    if (dim < -1 || (dim == -1 && inferred))
      return node.unsupported("the new shape has an impossible dimension " + Twine(dim));
    if (dim == -1) {
      inferred = i;
      continue;
    }
    if (llvm::MulOverflow(known, dim, known))
      return node.unsupported("the new shape is too large");
  }
  if (inferred) {
    if (known == 0 || count % known != 0)
      return node.unsupported("the new shape does not fit the input's " + Twine(count) +
                              " elements");
    (*shape)[*inferred] = count / known;
  } else if (known != count) {
    return node.unsupported("the new shape has " + Twine(known) + " elements, the input " +
                            Twine(count));
  }
  if (failed(node.checkSize(*shape, node.elementType(0))))
    return failure();
  return node.replace(node.reshape(node.input(0), *shape));
}

/// A rank-1 i64 constant; ONNX's integers are signed here whatever the inputs are.
static LogicalResult replaceWithInts(NodeConversion &node, ArrayRef<int64_t> values,
                                     ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, node.b.getI64Type());
  return node.replace(node.constantValue(DenseElementsAttr::get(type, values)),
                      /*isUnsigned=*/false);
}

static LogicalResult convertShape(NodeConversion &node) {
  ArrayRef<int64_t> shape = node.shape(0);
  int64_t rank = shape.size();
  auto bound = [&](StringRef name, int64_t otherwise) {
    int64_t value = node.intAttr(name, otherwise);
    return std::clamp<int64_t>(value < 0 ? value + rank : value, 0, rank);
  };
  int64_t start = bound("start", 0), end = bound("end", rank);
  ArrayRef<int64_t> dims = shape.slice(start, std::max<int64_t>(end - start, 0));
  return replaceWithInts(node, dims, {int64_t(dims.size())});
}

static LogicalResult convertSize(NodeConversion &node) {
  return replaceWithInts(node, {node.input(0).getType().getNumElements()}, {});
}

void populateShapeConverters(ConverterTable &table) {
  table.addOfSequences("Identity", 1, convertIdentity);
  table.add("Reshape", 1, convertReshape);
  table.add("Flatten", 1, convertFlatten);
  table.add("Squeeze", 1, convertSqueeze);
  table.add("Unsqueeze", 1, convertUnsqueeze);
  table.add("Shape", 1, convertShape);
  table.add("Size", 1, convertSize);
}

} // namespace sinter
