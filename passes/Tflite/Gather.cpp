//===- Gather.cpp - Operators that look elements up -----------------------===//
//
// GATHER, GATHER_ND, EMBEDDING_LOOKUP, and SCATTER_ND, which is their reverse.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Indices.h"
#include "passes/Tensor/Scatter.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

static LogicalResult convertGather(TfliteConversion &c) {
  ArrayRef<int64_t> dims = c.shape(0), indices = c.shape(1);
  std::optional<int64_t> axis = c.axis(c.intOption("axis", 0), dims.size());
  if (!axis || failed(checkIndices(c, c.input(1))))
    return failure();
  int64_t batch = c.intOption("batch_dims", 0);
  batch += batch < 0 ? indices.size() : 0;
  if (batch < 0 || batch > *axis || batch > int64_t(indices.size()) ||
      dims.take_front(batch) != indices.take_front(batch))
    return c.unsupported("indices of shape " + shapeText(indices) + " do not share " +
                         Twine(batch) + " dimensions with data of shape " + shapeText(dims));
  return replaceBy(c, gatherSlices(c, c.input(0), c.input(1), c.isUnsigned(1), *axis, batch));
}

static LogicalResult convertGatherND(TfliteConversion &c) {
  if (failed(checkIndices(c, c.input(1))))
    return failure();
  return replaceBy(c, gatherTuples(c, c.input(0), c.input(1), c.isUnsigned(1)));
}

/// A table of 8-bit rows may give floats.
static LogicalResult convertEmbeddingLookup(TfliteConversion &c) {
  if (failed(checkIndices(c, c.input(0))))
    return failure();
  if (c.shape(1).empty())
    return c.unsupported("the table has no rows");
  FailureOr<Value> rows = gatherSlices(c, c.input(1), c.input(0), c.isUnsigned(0), 0);
  std::optional<TfliteQuantization> quantization = c.quantization(1);
  Type result = c.resultElement();
  if (failed(rows) || !result || !result.isF32() || !c.element(1).isInteger(8))
    return replaceBy(c, rows);
  if (!quantization || quantization->isPerAxis() || quantization->zeroPoint() != 0)
    return c.unsupported("the table must be quantized with one scale and without a zero point");
  double scale = quantization->scale();
  return replaceBy(c, c.elementwise({*rows}, c.b.getF32Type(), [&](ScalarBuilder &b, ValueRange s) {
    Value real = arith::SIToFPOp::create(b, b.getF32Type(), s[0]);
    return mulOf(b, real, constantOf(b, real.getType(), scale));
  }));
}

/// Updates of one slice add up.
static LogicalResult convertScatterND(TfliteConversion &c) {
  FailureOr<SmallVector<int64_t>> shape = knownInts(c, 2, "the new shape");
  if (failed(shape) || failed(checkIndices(c, c.input(0))) ||
      failed(c.checkSize(*shape, c.element(1))))
    return failure();
  if (isa<IntegerType>(c.element(1)) && c.element(1).isInteger(1))
    return c.unsupportedTypes();
  auto add = [](ScalarBuilder &b, Value old, Value update) { return addOf(b, old, update); };
  return replaceBy(c, scatterTuples(c, c.filled(*shape, c.element(1), 0), c.input(0),
                                    c.isUnsigned(0), c.input(1), add));
}

void sinter::populateTfliteGather(TfliteTable &table) {
  table.add("EMBEDDING_LOOKUP", convertEmbeddingLookup, 2);
  table.add("GATHER", convertGather, 2);
  table.add("GATHER_ND", convertGatherND, 2);
  table.add("SCATTER_ND", convertScatterND, 3);
}
