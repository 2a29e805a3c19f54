//===- Fill.cpp - Operators that repeat elements --------------------------===//
//
// FILL, ZEROS_LIKE, BROADCAST_TO, BROADCAST_ARGS, TILE, RANGE.
//
//===----------------------------------------------------------------------===//

#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

static LogicalResult convertFill(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> shape = knownInts(c, 0, "the new shape");
  if (failed(shape))
    return failure();
  if (productOf(c.shape(1)) != 1)
    return c.unsupported("the value must be one number");
  if (failed(c.checkSize(*shape, c.element(1))))
    return failure();
  return c.replace(c.broadcastTo(c.reshape(c.input(1), {}), *shape));
}

/// What the reference stores is 0, whatever the zero point.
static LogicalResult convertZerosLike(TfliteConversion &c) {
  return c.replace(
      c.constantValue(HostTensor::zeros(c.input(0).getType(), /*splat=*/true).toAttr()));
}

static LogicalResult convertBroadcastTo(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> shape = knownInts(c, 1, "the new shape");
  if (failed(shape))
    return failure();
  if (broadcastShapes({c.shape(0), *shape}) != *shape)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " does not broadcast to " +
                         shapeText(*shape));
  if (failed(c.checkSize(*shape, c.element(0))))
    return failure();
  return c.replace(c.broadcastTo(c.input(0), *shape));
}

/// The larger of two dimensions; a 1 gives way to a 0 as well.
static LogicalResult convertBroadcastArgs(TfliteConversion &c) {
  if (failed(checkSameElement(c, 0, 1)))
    return failure();
  if (!isa<IntegerType>(c.element(0)) || c.shape(0).size() != 1 || c.shape(1).size() != 1)
    return c.unsupported("two shapes are needed");
  int64_t rank = std::max(c.shape(0)[0], c.shape(1)[0]);
  auto aligned = [&](unsigned i) {
    int64_t missing = rank - c.shape(i)[0];
    return c.concat({c.splat(RankedTensorType::get({missing}, c.element(i)), 1), c.input(i)}, 0);
  };
  return replaceBy(
      c, c.elementwise({aligned(0), aligned(1)}, c.element(0), [](ScalarBuilder &b, ValueRange s) {
        Value one = constantOf(b, s[0].getType(), 1);
        Value gives = compareOf(b, Number::Signed, Relation::Equal, s[0], one);
        return selectOf(b, gives, s[1], s[0]);
      }));
}

static LogicalResult convertTile(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> repeats = knownInts(c, 1, "how often to repeat");
  if (failed(repeats))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  if (repeats->size() != shape.size())
    return c.unsupported("there must be one repeat per dimension");
  for (auto [dim, repeat] : llvm::zip_equal(shape, *repeats))
    if (repeat < 0 || llvm::MulOverflow(dim, repeat, dim))
      return c.unsupported("a repeat of " + Twine(repeat) + " is not possible");
  if (failed(c.checkSize(shape, c.element(0))))
    return failure();
  if (llvm::is_contained(shape, 0))
    return c.replace(c.empty(shape, c.element(0)));
  return c.replace(c.tile(c.input(0), *repeats));
}

/// Where it can be computed it has been.
static LogicalResult convertRange(TfliteConversion &c) {
  return c.unsupported("the bounds must be constant and the step not zero",
                       "fix dynamic inputs with --input-shape so that they fold");
}

void sinter::populateTfliteFill(TfliteTable &table) {
  table.add("BROADCAST_ARGS", convertBroadcastArgs, 2);
  table.add("BROADCAST_TO", convertBroadcastTo, 2);
  table.add("FILL", convertFill, 2);
  table.add("RANGE", convertRange, 3);
  table.add("TILE", convertTile, 2);
  table.add("ZEROS_LIKE", convertZerosLike);
}
