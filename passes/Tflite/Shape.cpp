//===- Shape.cpp - Operators that keep elements and change shapes ---------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;

/// The new shape is input 1, else an option; one dimension may be -1.
static LogicalResult convertReshape(TfliteConversion &c) {
  std::optional<SmallVector<int64_t>> shape;
  if (c.input(1)) {
    shape = c.constantInts(1);
    if (!shape)
      return c.unsupported("the new shape is computed at run time",
                           "fix dynamic inputs with --input-shape so that it folds");
  } else {
    shape = c.intsOption("new_shape");
  }
  if (!shape)
    return c.unsupported("the new shape is missing");
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

void sinter::populateTfliteShape(TfliteTable &table) { table.add("RESHAPE", convertReshape); }
