//===- MicrosoftAttention.cpp - Attention of com.microsoft ----------------===//
//
// Attention, QAttention and MultiHeadAttention become ONNX's own Attention on queries, keys
// and values of rank 3 with heads side by side. All masks become numbers that are added to
// the scores: mask_filter_value where a key is not to be seen.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

constexpr int64_t kInt64 = 7;

/// What both operators come to.
struct Heads {
  Value query, key, value;                  ///< [batch, length, heads * size], or with heads apart.
  Value pastKey, pastValue;                 ///< [batch, heads, length, size] or null.
  Value mask, bias;                         ///< Inputs of the node, or null.
  int64_t batch = 0, queries = 0, keys = 0; ///< Keys with those of the past.
};

class AttentionExpansion {
public:
  explicit AttentionExpansion(NodeConversion &c)
      : c(c), x(c), element(c.elementType(0)), heads(c.intAttr("num_heads", 0)) {}

  LogicalResult convertAttention(bool isQuantized);
  LogicalResult convertMultiHead();

private:
  LogicalResult checkHeads();
  FailureOr<Value> maskOf(const Heads &h);
  FailureOr<SmallVector<Value>> attend(const Heads &h);
  FailureOr<Value> project(bool isQuantized);

  NodeConversion &c;
  NodeExpansion x;
  Type element;
  int64_t heads;
};

} // namespace

LogicalResult AttentionExpansion::checkHeads() {
  return heads > 0 ? success() : c.unsupported("attribute 'num_heads' is missing");
}

/// Returns what the mask adds to scores of [batch, heads, queries, keys], or null.
FailureOr<Value> AttentionExpansion::maskOf(const Heads &h) {
  if (!h.mask)
    return h.bias;
  ArrayRef<int64_t> shape = shapeOf(h.mask);
  if (!elementOf(h.mask).isInteger(32))
    return c.unsupported("the mask is not of type int32");
  Value places = c.integers(RankedTensorType::get({1, 1, 1, h.keys}, c.b.getI64Type()),
                            llvm::to_vector(llvm::seq<int64_t>(0, h.keys)));
  Value isHidden;
  auto numbers = [&](int64_t begin) {
    Value part = x.cast(x.slice(h.mask, 0, begin, begin + h.batch), kInt64);
    return x.reshape(part, {h.batch, 1, 1, 1});
  };
  if (shape == ArrayRef<int64_t>(h.batch)) { // The number of keys.
    isHidden = x.node("GreaterOrEqual", {places, numbers(0)});
  } else if (shape == ArrayRef<int64_t>(2 * h.batch)) { // Their ends, and then their begins.
    isHidden = x.node("Or", {x.node("GreaterOrEqual", {places, numbers(0)}),
                             x.node("Less", {places, numbers(h.batch)})});
  } else if (shape == ArrayRef<int64_t>{h.batch, h.keys} ||
             shape == ArrayRef<int64_t>{h.batch, h.queries, h.keys}) {
    SmallVector<int64_t> aligned = {h.batch, 1, shape.size() == 2 ? 1 : h.queries, h.keys};
    isHidden = x.node("LessOrEqual", {x.reshape(h.mask, aligned), x.number(elementOf(h.mask), 0)});
  } else {
    return c.unsupported("a mask of shape " + shapeText(shape) + " is not supported for batch " +
                             Twine(h.batch) + " and " + Twine(h.keys) + " keys",
                         "supported: one or two numbers per batch, one per key, or one per query "
                         "and key");
  }
  Value hidden = x.number(element, c.floatAttr("mask_filter_value", -10000));
  Value mask = x.node("Where", {isHidden, hidden, x.number(element, 0)});
  return h.bias ? x.add(mask, h.bias) : mask;
}

/// Returns the output, and keys and values with those of the past.
FailureOr<SmallVector<Value>> AttentionExpansion::attend(const Heads &h) {
  FailureOr<Value> mask = maskOf(h);
  if (failed(mask))
    return failure();
  SmallVector<NamedAttribute> attributes = {x.integer("q_num_heads", heads),
                                            x.integer("kv_num_heads", heads),
                                            x.integer("is_causal", c.intAttr("unidirectional", 0))};
  if (double scale = c.floatAttr("scale", 0); scale != 0)
    attributes.push_back(x.real("scale", scale));
  return x.nodes("Attention", {h.query, h.key, h.value, *mask, h.pastKey, h.pastValue}, 3,
                 attributes);
}

/// Multiplies the input by the weights of queries, keys and values side by side.
FailureOr<Value> AttentionExpansion::project(bool isQuantized) {
  ArrayRef<int64_t> input = c.shape(0), weights = c.shape(1), bias = c.shape(2);
  if (input.size() != 3 || weights.size() != 2 || input[2] != weights[0] ||
      bias != ArrayRef<int64_t>(weights[1]))
    return c.unsupported("input of shape " + shapeText(input) + ", weights of " +
                         shapeText(weights) + " and bias of " + shapeText(bias) +
                         " do not fit together");
  if (!isQuantized)
    return x.add(x.node("MatMul", {c.input(0), c.input(1)}), c.input(2));
  return x.ownNode("MatMulIntegerToFloat", {c.input(0), c.input(1), c.input(3), c.input(4),
                                            c.input(6), c.input(7), c.input(2)});
}

LogicalResult AttentionExpansion::convertAttention(bool isQuantized) {
  if (!c.input(2))
    return c.unsupported("input 2 (bias) is missing");
  element = c.elementType(2);
  FailureOr<Value> projected = project(isQuantized);
  if (failed(checkHeads()) || failed(projected))
    return failure();
  if (c.intAttr("do_rotary", 0) != 0 || c.intAttr("past_present_share_buffer", 0) != 0)
    return c.unsupported("do_rotary and past_present_share_buffer are not supported");
  int64_t width = c.shape(1)[1];
  SmallVector<int64_t> sizes =
      c.intsAttr("qkv_hidden_sizes").value_or(SmallVector<int64_t>(3, width / 3));
  if (sizes.size() != 3 || sizes[0] < 1 || sizes[1] < 1 || sizes[2] < 1 || sizes[0] != sizes[1] ||
      sizes[0] + sizes[1] + sizes[2] != width || sizes[0] % heads != 0 || sizes[2] % heads != 0)
    return c.unsupported("weights of " + Twine(width) + " columns do not consist of " +
                         Twine(heads) + " heads of queries, keys and values");
  Heads h;
  h.query = x.slice(*projected, 2, 0, sizes[0]);
  h.key = x.slice(*projected, 2, sizes[0], 2 * sizes[0]);
  h.value = x.slice(*projected, 2, 2 * sizes[0], width);
  h.batch = c.shape(0)[0];
  h.queries = h.keys = c.shape(0)[1];
  unsigned mask = isQuantized ? 5 : 3, past = isQuantized ? 8 : 4;
  h.mask = c.input(mask);
  if (!isQuantized)
    h.bias = c.input(5);
  if (!isQuantized && c.input(6))
    return c.unsupported("input 6 (past_sequence_length) is not supported");
  if (Value both = c.input(past)) {
    SmallVector<int64_t> expected = {2, h.batch, heads, 0, sizes[0] / heads};
    ArrayRef<int64_t> shape = shapeOf(both);
    if (shape.size() == 5)
      expected[3] = shape[3];
    if (shape != ArrayRef(expected) || sizes[0] != sizes[2])
      return c.unsupported("a past of shape " + shapeText(shape) + " does not continue here");
    SmallVector<int64_t> one(shape.drop_front());
    h.pastKey = x.reshape(x.slice(both, 0, 0, 1), one);
    h.pastValue = x.reshape(x.slice(both, 0, 1, 2), one);
    h.keys += shape[3];
  }
  FailureOr<SmallVector<Value>> results = attend(h);
  if (failed(results))
    return failure();
  if (c.node.getNumResults() < 2 || c.node.getResult(1).use_empty())
    return x.finish(results->front());
  auto unsqueeze = [&](Value value) { return x.node("Unsqueeze", {value, x.list(0)}); };
  Value present = x.concat({unsqueeze((*results)[1]), unsqueeze((*results)[2])}, 0);
  return x.finish({results->front(), present});
}

LogicalResult AttentionExpansion::convertMultiHead() {
  enum { kQuery, kKey, kValue, kBias, kPadding, kScores, kPastKey, kPastValue };
  if (failed(checkHeads()))
    return failure();
  if (!c.input(kKey) || !c.input(kValue) || c.shape(kQuery).size() != 3 ||
      c.shape(kKey).size() < 3 || c.shape(kKey).size() > 4 ||
      c.shape(kValue).size() != c.shape(kKey).size())
    return c.unsupported("queries, keys and values that are packed together are not supported",
                         "pass queries of shape [batch, length, hidden], keys and values apart");
  bool areApart = c.shape(kKey).size() == 4;
  Heads h{c.input(kQuery),     c.input(kKey),     c.input(kValue), c.input(kPastKey),
          c.input(kPastValue), c.input(kPadding), c.input(kScores)};
  h.batch = c.shape(kQuery)[0];
  h.queries = c.shape(kQuery)[1];
  h.keys = c.shape(kKey)[areApart ? 2 : 1];
  if (h.pastKey && shapeOf(h.pastKey).size() == 4)
    h.keys += shapeOf(h.pastKey)[2];
  if (c.input(8) || c.input(9))
    return c.unsupported("past_sequence_length and cache_indirection are not supported");
  if (c.input(kBias)) {
    int64_t offset = 0;
    SmallVector<Value *> parts = {&h.query, &h.key, &h.value};
    int64_t last = c.shape(kQuery)[2];
    SmallVector<int64_t> widths = {last, areApart ? last : c.shape(kKey)[2],
                                   areApart ? last : c.shape(kValue)[2]};
    if (c.shape(kBias) != ArrayRef<int64_t>(widths[0] + widths[1] + widths[2]))
      return c.unsupported("bias of shape " + shapeText(c.shape(kBias)) +
                           " does not hold a number for each of queries, keys and values");
    for (auto [part, width] : llvm::zip(parts, widths)) {
      // Keys and values with heads apart have had theirs.
      if (part == &h.query || !areApart)
        *part = x.add(*part, x.slice(c.input(kBias), 0, offset, offset + width));
      offset += width;
    }
  }
  FailureOr<SmallVector<Value>> results = attend(h);
  return failed(results) ? failure() : x.finish(*results);
}

static LogicalResult convertAttention(NodeConversion &c) {
  return AttentionExpansion(c).convertAttention(/*isQuantized=*/false);
}

static LogicalResult convertQAttention(NodeConversion &c) {
  return AttentionExpansion(c).convertAttention(/*isQuantized=*/true);
}

static LogicalResult convertMultiHeadAttention(NodeConversion &c) {
  return AttentionExpansion(c).convertMultiHead();
}

void sinter::populateMicrosoftAttentionConverters(ConverterTable &table) {
  table.add("com.microsoft.Attention", 1, convertAttention, 2);
  table.add("com.microsoft.QAttention", 1, convertQAttention, 5);
  table.add("com.microsoft.MultiHeadAttention", 1, convertMultiHeadAttention);
  populateMicrosoftCacheConverters(table);
}
