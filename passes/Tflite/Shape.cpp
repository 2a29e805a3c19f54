//===- Shape.cpp - Operators that keep elements and change shapes ---------===//
//
// RESHAPE, SQUEEZE, EXPAND_DIMS, and what tells shapes: SHAPE, RANK.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

/// The new shape is input 1, else an option.
static FailureOr<SmallVector<int64_t>> readNewShape(TfliteConversion &c) {
  if (c.input(1))
    return knownInts(c, 1, "the new shape");
  if (std::optional<SmallVector<int64_t>> shape = c.intsOption("new_shape"))
    return *shape;
  return c.unsupported("the new shape is missing");
}

/// One dimension may be -1.
static LogicalResult convertReshape(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> shape = readNewShape(c);
  if (failed(shape))
    return failure();
  int64_t count = productOf(c.shape(0)), known = 1;
  int64_t *open = nullptr;
  for (int64_t &dim : *shape) {
    if (dim == -1 && !open)
      open = &dim;
    else if (dim < 0)
      return c.unsupported("the new shape " + shapeText(*shape) + " is wrong");
    else
      known = productOf({known, dim});
  }
  if (open)
    *open = known == 0 ? 0 : count / known;
  if (productOf(*shape) != count)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no shape " +
                         shapeText(*shape));
  return c.replace(c.reshape(c.input(0), *shape));
}

/// Without axes, all dimensions of one element go.
static LogicalResult convertSqueeze(TfliteConversion &c) {
  ArrayRef<int64_t> shape = c.shape(0);
  SmallVector<int64_t> axes = c.intsOption("squeeze_dims").value_or(SmallVector<int64_t>());
  for (int64_t &given : axes) {
    std::optional<int64_t> axis = c.axis(given, shape.size());
    if (!axis)
      return failure();
    if (shape[*axis] != 1)
      return c.unsupported("axis " + Twine(*axis) + " has size " + Twine(shape[*axis]) +
                           " and cannot be squeezed");
    given = *axis;
  }
  SmallVector<int64_t> result;
  for (auto [i, dim] : llvm::enumerate(shape))
    if (axes.empty() ? dim != 1 : !llvm::is_contained(axes, int64_t(i)))
      result.push_back(dim);
  return c.replace(c.reshape(c.input(0), result));
}

static LogicalResult convertExpandDims(TfliteConversion &c) {
  SmallVector<int64_t> shape(c.shape(0));
  FailureOr<int64_t> axis = knownAxis(c, 1, shape.size() + 1);
  if (failed(axis))
    return failure();
  shape.insert(shape.begin() + *axis, 1);
  return c.replace(c.reshape(c.input(0), shape));
}

static LogicalResult replaceByInts(TfliteConversion &c, ArrayRef<int64_t> shape,
                                   ArrayRef<int64_t> values) {
  auto element = dyn_cast_or_null<IntegerType>(c.resultElement());
  if (!element)
    return c.unsupportedTypes();
  SmallVector<APInt> elements;
  for (int64_t value : values)
    elements.emplace_back(element.getWidth(), value, /*isSigned=*/true, /*implicitTrunc=*/true);
  return c.replace(c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get(shape, element), ArrayRef<APInt>(elements))));
}

static LogicalResult convertShape(TfliteConversion &c) {
  SmallVector<int64_t> dims(c.shape(0));
  return replaceByInts(c, {int64_t(dims.size())}, dims);
}

static LogicalResult convertRank(TfliteConversion &c) {
  return replaceByInts(c, {}, {int64_t(c.shape(0).size())});
}

void sinter::populateTfliteShape(TfliteTable &table) {
  table.add("EXPAND_DIMS", convertExpandDims, 2);
  table.add("RANK", convertRank);
  table.add("RESHAPE", convertReshape);
  table.add("SHAPE", convertShape);
  table.add("SQUEEZE", convertSqueeze);
}
