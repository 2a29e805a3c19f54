//===- Sequence.cpp - ReverseSequence -------------------------------------===//

#include "passes/Onnx/Sequence.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

Value sinter::reverseSequences(NodeConversion &c, Value tensor, Value lengths, int64_t batchAxis,
                               int64_t timeAxis) {
  ArrayRef<int64_t> shape = shapeOf(tensor);
  int64_t steps = shape[timeAxis];
  return pointwise(
      c, shape, lengths, selectDims(c, shape.size(), {batchAxis}), elementOf(tensor),
      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
        SmallVector<Value> at;
        for (size_t dim = 0; dim < shape.size(); ++dim)
          at.push_back(linalg::IndexOp::create(b, dim));
        Value length = arith::IndexCastOp::create(b, b.getIndexType(), args[0]);
        length = arith::MinSIOp::create(b, length, constant(steps));
        Value mirrored = arith::SubIOp::create(b, length, constant(1));
        mirrored = arith::SubIOp::create(b, mirrored, at[timeAxis]);
        Value isInside = arith::CmpIOp::create(b, arith::CmpIPredicate::sge, mirrored, constant(0));
        at[timeAxis] = arith::SelectOp::create(b, isInside, mirrored, at[timeAxis]);
        return tensor::ExtractOp::create(b, tensor, at);
      });
}

static LogicalResult convertReverseSequence(NodeConversion &c) {
  int64_t batchAxis = c.intAttr("batch_axis", 1), timeAxis = c.intAttr("time_axis", 0);
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.size() < 2)
    return c.unsupported("the input must have rank 2 or more");
  if (batchAxis == timeAxis || batchAxis < 0 || batchAxis > 1 || timeAxis < 0 || timeAxis > 1)
    return c.unsupported("batch_axis and time_axis must be 0 and 1, or 1 and 0");
  if (c.shape(1) != ArrayRef<int64_t>(shape[batchAxis]) || !isa<IntegerType>(c.elementType(1)))
    return c.unsupported("sequence_lens must hold one integer per sequence of the batch (" +
                         Twine(shape[batchAxis]) + ")");
  if (std::optional<SmallVector<int64_t>> lengths = c.constantInts(1))
    for (int64_t length : *lengths)
      if (length < 0 || length > shape[timeAxis])
        return c.unsupported("sequence_lens has " + Twine(length) + ", but there are " +
                             Twine(shape[timeAxis]) + " time steps");
  return c.replace(reverseSequences(c, c.input(0), c.input(1), batchAxis, timeAxis),
                   c.isUnsigned(0));
}

void sinter::populateSequenceConverters(ConverterTable &table) {
  table.add("ReverseSequence", 10, convertReverseSequence, 2);
}
