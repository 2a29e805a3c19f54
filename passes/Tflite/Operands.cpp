//===- Operands.cpp - Operands that must be known ------------------------===//

#include "passes/Tflite/Operands.h"

#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

FailureOr<SmallVector<int64_t>> sinter::knownInts(TfliteConversion &c, unsigned i,
                                                  const Twine &what) {
  if (!c.input(i))
    return c.unsupported("input " + Twine(i) + " is missing");
  if (!isa<IntegerType>(c.element(i)))
    return c.unsupported(what + " must be integers");
  if (productOf(c.shape(i)) == 0)
    return SmallVector<int64_t>();
  if (std::optional<SmallVector<int64_t>> ints = c.constantInts(i))
    return *ints;
  return c.unsupported(what + " is computed at run time",
                       "fix dynamic inputs with --input-shape so that it folds");
}

FailureOr<int64_t> sinter::knownInt(TfliteConversion &c, unsigned i, const Twine &what) {
  FailureOr<SmallVector<int64_t>> ints = knownInts(c, i, what);
  if (failed(ints))
    return failure();
  if (ints->size() != 1)
    return c.unsupported(what + " must be one number");
  return ints->front();
}

FailureOr<int64_t> sinter::knownAxis(TfliteConversion &c, unsigned i, int64_t rank) {
  FailureOr<int64_t> given = knownInt(c, i, "the axis");
  if (failed(given))
    return failure();
  std::optional<int64_t> axis = c.axis(*given, rank);
  if (!axis)
    return failure();
  return *axis;
}

LogicalResult sinter::checkSameElement(TfliteConversion &c, unsigned i, unsigned k) {
  if (c.element(i) == c.element(k) && c.isUnsigned(i) == c.isUnsigned(k))
    return success();
  return c.unsupportedTypes();
}

LogicalResult sinter::replaceBy(TfliteConversion &c, FailureOr<Value> result) {
  return failed(result) ? failure() : c.replace(*result);
}
