//===- Attention.cpp - Attention ------------------------------------------===//
//
// softmax(scale * Q K^T, capped and masked) V per head. Heads that share keys and values are rows
// of one product: [batch, heads of the keys, heads of each * queries, size]. Everything between the
// two products is one elementwise step and a softmax, in the accumulator type.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Softmax.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/MatrixProduct.h"

using namespace mlir;
using namespace sinter;

namespace {

enum Input { kQuery, kKey, kValue, kMask, kPastKey, kPastValue, kLengths };

/// What the optional fourth result shows.
enum class Scores { Scaled, Capped, Masked, Softmax };

class AttentionConversion {
public:
  explicit AttentionConversion(NodeConversion &c)
      : c(c), element(c.elementType(kQuery)), compute(accumulatorOf(element)) {}
  LogicalResult run();

private:
  FailureOr<Value> readHeads(unsigned i, StringRef headsAttribute);
  FailureOr<Value> appendToPast(unsigned past, Value present);
  LogicalResult readOperands();
  LogicalResult checkShapes();
  FailureOr<Value> multiply(Value a, Value b);
  LogicalResult checkMask();
  Value capScores(Value scores);
  Value maskScores(Value scores);
  Value allow(ScalarBuilder &b, Value score, Value isAllowed);

  NodeConversion &c;
  Type element, compute;
  Value query, key, value; ///< [batch, heads, length, size]
  Value mask;
  int64_t batch = 0, heads = 0, queries = 0, keyHeads = 0, keys = 0;
};

} // namespace

/// Returns input `i` with heads apart: tensors of rank 3 hold them side by side in the last dim.
FailureOr<Value> AttentionConversion::readHeads(unsigned i, StringRef headsAttribute) {
  ArrayRef<int64_t> shape = c.shape(i);
  if (c.elementType(i) != element)
    return c.unsupported("inputs differ in element type");
  if (shape.size() == 4)
    return Value(c.input(i));
  int64_t count = c.intAttr(headsAttribute, 0);
  if (shape.size() != 3 || count < 1 || shape[2] % count != 0)
    return c.unsupported("input " + Twine(i) + " of shape " + shapeText(shape) +
                         " does not consist of " + Twine(count) + " heads (attribute '" +
                         headsAttribute + "')");
  Value split = c.reshape(c.input(i), {shape[0], shape[1], count, shape[2] / count});
  return c.transpose(split, {0, 2, 1, 3});
}

FailureOr<Value> AttentionConversion::appendToPast(unsigned past, Value present) {
  if (!c.input(past))
    return present;
  SmallVector<int64_t> expected(shapeOf(present));
  if (c.shape(past).size() == 4)
    expected[2] = c.shape(past)[2];
  if (c.shape(past) != ArrayRef(expected) || c.elementType(past) != element)
    return c.unsupported("the past of shape " + shapeText(c.shape(past)) +
                         " does not continue in the present of " + shapeText(shapeOf(present)));
  return c.concat({c.input(past), present}, 2);
}

LogicalResult AttentionConversion::readOperands() {
  FailureOr<Value> q, k, v;
  if (failed(q = readHeads(kQuery, "q_num_heads")) || failed(k = readHeads(kKey, "kv_num_heads")) ||
      failed(v = readHeads(kValue, "kv_num_heads")) || failed(k = appendToPast(kPastKey, *k)) ||
      failed(v = appendToPast(kPastValue, *v)))
    return failure();
  query = *q;
  key = *k;
  value = *v;
  return checkShapes();
}

LogicalResult AttentionConversion::checkShapes() {
  ArrayRef<int64_t> q = shapeOf(query), k = shapeOf(key), v = shapeOf(value);
  if (productOf(q) == 0 || productOf(k) == 0 || productOf(v) == 0)
    return c.unsupported("one of the inputs has no elements");
  if (q[0] != k[0] || q[0] != v[0] || k[1] != v[1] || k[2] != v[2] || q[3] != k[3] ||
      q[1] % k[1] != 0)
    return c.unsupported("queries of shape " + shapeText(q) + ", keys of " + shapeText(k) +
                         " and values of " + shapeText(v) + " do not fit together");
  batch = q[0], heads = q[1], queries = q[2], keyHeads = k[1], keys = k[2];
  return success();
}

/// Multiplies matrices whose rows are the queries of all heads that share keys.
FailureOr<Value> AttentionConversion::multiply(Value a, Value b) {
  int64_t inner = shapeOf(a).back(), columns = shapeOf(b).back();
  Value rows = c.reshape(a, {batch, keyHeads, heads / keyHeads * queries, inner});
  MatrixProduct product = {rows, floatCastTensor(c, b, compute), compute};
  FailureOr<Value> result = multiplyMatrices(c, product, [](Value sum) { return sum; });
  if (failed(result))
    return failure();
  return c.reshape(*result, {batch, heads, queries, columns});
}

/// A mask of fewer columns than keys forbids the others.
LogicalResult AttentionConversion::checkMask() {
  if (!c.input(kMask))
    return success();
  ArrayRef<int64_t> shape = c.shape(kMask);
  bool isBool = c.elementType(kMask).isInteger(1);
  if (!isBool && !isa<FloatType>(c.elementType(kMask)))
    return c.unsupported("the mask holds neither truth values nor floats");
  if (shape.empty() || shape.size() > 4 || shape.back() > keys)
    return c.unsupported("mask of shape " + shapeText(shape) + " does not fit " + Twine(keys) +
                         " keys");
  mask = c.input(kMask);
  if (shape.back() < keys && shape.back() != 1) {
    SmallVector<int64_t> low(shape.size(), 0), high(shape.size(), 0);
    high.back() = keys - shape.back();
    mask = c.pad(mask, low, high, isBool ? 0 : -HUGE_VAL);
  }
  SmallVector<int64_t> scores = {batch, heads, queries, keys};
  if (broadcastShapes({shapeOf(mask), scores}) != scores)
    return c.unsupported("mask of shape " + shapeText(shape) + " does not broadcast to scores of " +
                         shapeText(scores));
  return success();
}

/// Bounds scores softly: cap * tanh(x / cap).
Value AttentionConversion::capScores(Value scores) {
  double cap = c.floatAttr("softcap", 0);
  if (cap <= 0)
    return scores;
  return pointwise(c, shapeOf(scores), scores, c.b.getMultiDimIdentityMap(4), compute,
                   [&](ScalarBuilder &b, ValueRange s) {
                     Value ratio = mulOf(b, s[0], constantOf(b, compute, 1 / cap));
                     return mulOf(b, math::TanhOp::create(b, ratio), constantOf(b, compute, cap));
                   });
}

Value AttentionConversion::allow(ScalarBuilder &b, Value score, Value isAllowed) {
  return selectOf(b, isAllowed, score, constantOf(b, compute, -HUGE_VAL));
}

/// A query sees the keys up to its own: those of the past, of the lengths' rows, and of its block.
Value AttentionConversion::maskScores(Value scores) {
  bool isCausal = c.intAttr("is_causal", 0) != 0;
  Value lengths;
  if (c.input(kLengths))
    lengths = castTensor(c, c.input(kLengths), /*fromUnsigned=*/false, {c.b.getI64Type(), false});
  if (!mask && !isCausal && !lengths)
    return scores;
  SmallVector<Value> inputs = {scores};
  SmallVector<AffineMap> maps = {c.b.getMultiDimIdentityMap(4)};
  if (mask) {
    SmallVector<int64_t> kept, dims;
    ArrayRef<int64_t> shape = shapeOf(mask);
    for (auto [i, dim] : llvm::enumerate(shape))
      if (dim != 1) {
        kept.push_back(dim);
        dims.push_back(4 - shape.size() + i);
      }
    inputs.push_back(c.reshape(mask, kept));
    maps.push_back(selectDims(c, 4, dims));
  }
  if (lengths) {
    inputs.push_back(lengths);
    maps.push_back(selectDims(c, 4, {0}));
  }
  int64_t past = c.input(kPastKey) ? c.shape(kPastKey)[2] : 0;
  return pointwise(c, shapeOf(scores), inputs, maps, compute, [&](ScalarBuilder &b, ValueRange s) {
    Value score = s[0];
    Type index = b.getI64Type();
    auto position = [&](int64_t dim) {
      return arith::IndexCastOp::create(b, index, linalg::IndexOp::create(b, dim));
    };
    if (mask)
      score = elementOf(mask).isInteger(1) ? allow(b, score, s[1])
                                           : addOf(b, score, floatCast(b, s[1], compute));
    if (lengths)
      score = allow(b, score, compareOf(b, Number::Signed, Relation::Less, position(3), s.back()));
    if (!isCausal)
      return score;
    Value before = constantOf(b, index, past);
    if (lengths && !c.input(kPastKey))
      before = subOf(b, s.back(), constantOf(b, index, queries));
    return allow(b, score,
                 compareOf(b, Number::Signed, Relation::LessOrEqual, position(3),
                           addOf(b, position(2), before)));
  });
}

LogicalResult AttentionConversion::run() {
  if (failed(checkNumber(c, kQuery, {Number::Float})) || failed(readOperands()) ||
      failed(checkMask()))
    return failure();
  if (c.input(kLengths) &&
      (c.shape(kLengths) != ArrayRef<int64_t>(batch) || !isa<IntegerType>(c.elementType(kLengths))))
    return c.unsupported("there must be one length of type int64 per batch");
  int64_t mode = c.intAttr("qk_matmul_output_mode", 0);
  if (mode < 0 || mode > 3)
    return c.unsupported("qk_matmul_output_mode " + Twine(mode) + " is none of 0, 1, 2, 3");

  double scale = c.floatAttr("scale", 1 / std::sqrt(double(shapeOf(query).back())));
  FailureOr<Value> raw =
      multiply(floatCastTensor(c, query, compute), c.transpose(key, {0, 1, 3, 2}));
  if (failed(raw))
    return failure();
  Value scaled = pointwise(c, shapeOf(*raw), *raw, c.b.getMultiDimIdentityMap(4), compute,
                           [&](ScalarBuilder &b, ValueRange s) {
                             return mulOf(b, s[0], constantOf(b, compute, scale));
                           });
  Value capped = capScores(scaled), masked = maskScores(capped);
  Value weights = softmaxOver(c, masked, 3);
  FailureOr<Value> sums = multiply(weights, value);
  if (failed(sums))
    return failure();

  Value output = floatCastTensor(c, *sums, element);
  if (c.shape(kQuery).size() == 3)
    output = c.reshape(c.transpose(output, {0, 2, 1, 3}),
                       {batch, queries, heads * shapeOf(value).back()});
  Value shown[] = {scaled, capped, masked, weights};
  SmallVector<Value> results = {output, key, value};
  results.push_back(floatCastTensor(c, shown[mode], element));
  results.resize(std::min<size_t>(results.size(), c.node.getNumResults()));
  return c.replace(results);
}

static LogicalResult convertAttention(NodeConversion &c) { return AttentionConversion(c).run(); }

void sinter::populateAttentionConverters(ConverterTable &table) {
  table.add("Attention", 23, convertAttention, 3);
  populateRotaryEmbeddingConverters(table);
  populateFlexAttentionConverters(table);
  populateLinearAttentionConverters(table);
}
