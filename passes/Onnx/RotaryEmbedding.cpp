//===- RotaryEmbedding.cpp - RotaryEmbedding ------------------------------===//
//
// The first dims of each head are pairs that turn by an angle per position: (x, y) becomes
// (x cos - y sin, x sin + y cos). Pairs are neighbours when interleaved, else halves apart.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/Indices.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

/// Returns cosines or sines as [batch, length, pairs]: rows that the positions (input 3) name, or
/// the input itself.
static FailureOr<Value> readAngles(NodeConversion &c, unsigned i, int64_t batch, int64_t length,
                                   int64_t pairs) {
  ArrayRef<int64_t> shape = c.shape(i);
  Value angles = c.input(i);
  if (c.input(3) && shape.size() == 2) {
    if (c.shape(3) != ArrayRef<int64_t>{batch, length} || failed(checkIndices(c, c.input(3))))
      return c.unsupported("there must be one position per batch and place");
    FailureOr<Value> rows = gatherSlices(c, angles, c.input(3), c.isUnsigned(3), 0);
    if (failed(rows))
      return failure();
    angles = *rows;
  }
  if (shapeOf(angles) != ArrayRef<int64_t>{batch, length, pairs} ||
      c.elementType(i) != c.elementType(0))
    return c.unsupported("input " + Twine(i) + " of shape " + shapeText(shape) + " does not hold " +
                         Twine(pairs) + " angles per position");
  return angles;
}

static LogicalResult convertRotaryEmbedding(NodeConversion &c) {
  if (failed(checkNumber(c, 0, {Number::Float})))
    return failure();
  SmallVector<int64_t> shape(c.shape(0));
  int64_t heads = c.intAttr("num_heads", 0);
  bool isFlat = shape.size() == 3;
  if (productOf(shape) == 0 || (shape.size() != 4 && !isFlat) ||
      (isFlat && (heads < 1 || shape[2] % heads != 0)))
    return c.unsupported("input of shape " + shapeText(shape) + " does not consist of heads");
  // [batch, length, heads, size], whichever way the heads came.
  Value x = isFlat ? c.reshape(c.input(0), {shape[0], shape[1], heads, shape[2] / heads})
                   : c.transpose(c.input(0), {0, 2, 1, 3});
  SmallVector<int64_t> split(shapeOf(x));
  int64_t size = split[3], turned = c.intAttr("rotary_embedding_dim", 0);
  turned = turned == 0 ? size : turned;
  if (turned < 0 || turned > size || turned % 2 != 0)
    return c.unsupported("rotary_embedding_dim " + Twine(turned) + " does not fit heads of " +
                         Twine(size));
  int64_t pairs = turned / 2;
  FailureOr<Value> cosines, sines;
  if (failed(cosines = readAngles(c, 1, split[0], split[1], pairs)) ||
      failed(sines = readAngles(c, 2, split[0], split[1], pairs)))
    return failure();

  bool isInterleaved = c.intAttr("interleaved", 0) != 0;
  SmallVector<int64_t> starts(4, 0), sizes = split;
  sizes[3] = turned;
  SmallVector<int64_t> pairShape = {split[0], split[1], split[2]};
  pairShape.append(isInterleaved ? std::initializer_list<int64_t>{pairs, 2}
                                 : std::initializer_list<int64_t>{2, pairs});
  Value members = c.reshape(c.slice(x, starts, sizes), pairShape);
  int64_t memberDim = isInterleaved ? 4 : 3;
  auto member = [&](int64_t i) {
    SmallVector<int64_t> at(5, 0), of = pairShape;
    at[memberDim] = i;
    of[memberDim] = 1;
    return c.reshape(c.slice(members, at, of), {split[0], split[1], split[2], pairs});
  };
  Value first = member(0), second = member(1);
  Type element = c.elementType(0), compute = accumulatorOf(element);
  AffineMap identity = c.b.getMultiDimIdentityMap(4), angle = selectDims(c, 4, {0, 1, 3});
  auto turn = [&](Value a, Value b, double sign) {
    Value result = pointwise(
        c, shapeOf(a), {a, b, *cosines, *sines}, {identity, identity, angle, angle}, element,
        [&](ScalarBuilder &builder, ValueRange s) {
          auto at = [&](int i) { return floatCast(builder, s[i], compute); };
          Value along = mulOf(builder, at(0), at(2));
          Value across = mulOf(builder, at(1), at(3));
          return floatCast(builder,
                           sign < 0 ? subOf(builder, along, across) : addOf(builder, along, across),
                           element);
        });
    SmallVector<int64_t> one(pairShape);
    one[memberDim] = 1;
    return c.reshape(result, one);
  };
  Value result = c.concat({turn(first, second, -1), turn(second, first, 1)}, memberDim);
  result = c.reshape(result, sizes);
  if (turned < size) {
    starts[3] = turned;
    sizes[3] = size - turned;
    result = c.concat({result, c.slice(x, starts, sizes)}, 3);
  }
  return c.replace(isFlat ? c.reshape(result, shape) : c.transpose(result, {0, 2, 1, 3}));
}

void sinter::populateRotaryEmbeddingConverters(ConverterTable &table) {
  table.add("RotaryEmbedding", 23, convertRotaryEmbedding, 3);
}
