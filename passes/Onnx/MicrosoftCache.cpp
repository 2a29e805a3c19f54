//===- MicrosoftCache.cpp - Attention of language models ------------------===//
//
// GroupQueryAttention and RotaryEmbedding of com.microsoft: keys and values of groups of
// heads, kept in a cache, turned by their positions.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

constexpr int64_t kInt64 = 7;

/// Numbers from 0 on, one per place of a sequence: [1, length].
static Value placesOf(NodeConversion &c, int64_t length) {
  return c.integers(RankedTensorType::get({1, length}, c.b.getI64Type()),
                    llvm::to_vector(llvm::seq<int64_t>(0, length)));
}

//===----------------------------------------------------------------------===//
// RotaryEmbedding
//===----------------------------------------------------------------------===//

static LogicalResult convertRotaryEmbedding(NodeConversion &c) {
  NodeExpansion x(c);
  ArrayRef<int64_t> shape = c.shape(0), places = c.shape(1), angles = c.shape(2);
  if ((shape.size() != 3 && shape.size() != 4) || angles.size() != 2 || angles[1] == 0)
    return c.unsupported("input of shape " + shapeText(shape) + " and angles of " +
                         shapeText(angles) + " do not fit together");
  if (c.floatAttr("scale", 1) != 1 || c.intAttr("is_packed_batching", 0) != 0)
    return c.unsupported("scale and is_packed_batching are not supported");
  int64_t turned = c.intAttr("rotary_embedding_dim", 0), heads = c.intAttr("num_heads", 0);
  if (heads == 0 && shape.size() == 3)
    heads = shape[2] / (2 * angles[1]);
  int64_t batch = shape[0], length = shape[shape.size() == 3 ? 1 : 2];
  // One number is where the sequences begin.
  Value positions = c.input(1);
  if (productOf(places) == 1)
    positions =
        x.node("Expand", {x.add(placesOf(c, length), x.cast(x.reshape(positions, 1), kInt64)),
                          x.list({batch, length})});
  return x.finish(
      x.node("RotaryEmbedding", {c.input(0), c.input(2), c.input(3), positions},
             {x.integer("interleaved", c.intAttr("interleaved", 0)), x.integer("num_heads", heads),
              x.integer("rotary_embedding_dim", turned)}));
}

//===----------------------------------------------------------------------===//
// GroupQueryAttention
//===----------------------------------------------------------------------===//

namespace {

enum Input { kQuery, kKey, kValue, kPastKey, kPastValue, kLast, kTotal, kCosines, kSines };

class GroupQueryExpansion {
public:
  explicit GroupQueryExpansion(NodeConversion &c) : c(c), x(c) {}
  LogicalResult convert();

private:
  LogicalResult readShapes();
  Value split(Value packed, int64_t begin, int64_t count);
  Value turn(Value value, Value positions);
  Value append(unsigned past, Value present, Value begins);

  NodeConversion &c;
  NodeExpansion x;
  int64_t batch = 0, length = 0, heads = 0, groups = 0, size = 0, past = 0, total = 0;
  bool isPacked = false;
};

} // namespace

LogicalResult GroupQueryExpansion::readShapes() {
  heads = c.intAttr("num_heads", 0);
  groups = c.intAttr("kv_num_heads", 0);
  isPacked = !c.input(kKey) && !c.input(kValue);
  if (heads < 1 || groups < 1 || heads % groups != 0 || c.shape(kQuery).size() != 3 ||
      heads > c.shape(kQuery)[2])
    return c.unsupported("queries of shape " + shapeText(c.shape(kQuery)) + " have no " +
                         Twine(heads) + " heads in " + Twine(groups) + " groups");
  if (!isPacked && (!c.input(kKey) || !c.input(kValue) || c.shape(kKey).size() != 3 ||
                    c.shape(kKey) != c.shape(kValue)))
    return c.unsupported("keys and values do not fit together");
  batch = c.shape(kQuery)[0];
  length = c.shape(kQuery)[1];
  int64_t parts = isPacked ? heads + 2 * groups : heads;
  size = c.shape(kQuery)[2] / parts;
  if (size < 1 || size * parts != c.shape(kQuery)[2] ||
      (!isPacked && c.shape(kKey) != ArrayRef<int64_t>{batch, length, groups * size}))
    return c.unsupported("queries of shape " + shapeText(c.shape(kQuery)) +
                         " do not consist of heads");
  for (auto [name, usual] : {std::pair("local_window_size", -1),
                             {"smooth_softmax", 0},
                             {"rotary_interleaved", c.intAttr("rotary_interleaved", 0)}})
    if (c.intAttr(name, usual) != usual)
      return c.unsupported("attribute '" + Twine(name) + "' is not supported");
  for (unsigned i : {9, 10, 11})
    if (c.input(i))
      return c.unsupported("input " + Twine(i) + " is not supported");
  if (!c.input(kLast) || c.shape(kLast) != ArrayRef<int64_t>(batch))
    return c.unsupported("there must be one number (seqlens_k) per batch");
  if (bool(c.input(kPastKey)) != bool(c.input(kPastValue)))
    return c.unsupported("a past needs keys and values");
  if (c.input(kPastKey)) {
    ArrayRef<int64_t> shape = c.shape(kPastKey);
    if (shape.size() != 4 || shape != ArrayRef<int64_t>{batch, groups, shape[2], size} ||
        shape != c.shape(kPastValue))
      return c.unsupported("a past of shape " + shapeText(shape) + " does not continue here");
    past = shape[2];
  }
  std::optional<SmallVector<int64_t>> known = c.constantInts(kTotal);
  if (past == 0)
    total = length;
  else if (known && known->size() == 1)
    total = known->front();
  else
    return c.unsupported("the length with the past (input 6) is not constant",
                         "fold total_sequence_length into an initializer");
  if (total < length || (total > past && total != past + length))
    return c.unsupported("a past of " + Twine(past) + " places and " + Twine(length) +
                         " new ones do not make " + Twine(total));
  return success();
}

/// Heads [begin, begin + count) of a packed tensor, apart: [batch, count, length, size].
Value GroupQueryExpansion::split(Value packed, int64_t begin, int64_t count) {
  Value part = isPacked ? x.slice(packed, 2, begin * size, (begin + count) * size) : packed;
  return x.transpose(x.reshape(part, {batch, length, count, size}), {0, 2, 1, 3});
}

Value GroupQueryExpansion::turn(Value value, Value positions) {
  return x.node("RotaryEmbedding", {value, c.input(kCosines), c.input(kSines), positions},
                {x.integer("interleaved", c.intAttr("rotary_interleaved", 0)),
                 x.integer("rotary_embedding_dim", 2 * c.shape(kCosines).back())});
}

/// The cache with what is new: behind the past, or in places of it that `begins` names.
Value GroupQueryExpansion::append(unsigned cache, Value present, Value begins) {
  if (past == 0)
    return present;
  if (total > past)
    return x.concat({c.input(cache), present}, 2);
  return x.node("TensorScatter", {c.input(cache), present, begins}, x.integer("axis", 2));
}

LogicalResult GroupQueryExpansion::convert() {
  if (failed(readShapes()))
    return failure();
  Value packed = c.input(kQuery);
  Value query = split(packed, 0, heads);
  Value key = split(isPacked ? packed : Value(c.input(kKey)), heads, groups);
  Value value = split(isPacked ? packed : Value(c.input(kValue)), heads + groups, groups);
  // A prompt begins at 0 and may be padded behind; what is new later ends each sequence.
  Value lengths = x.add(x.cast(c.input(kLast), kInt64), x.number(c.b.getI64Type(), 1));
  Value begins = past == 0 ? Value() : x.node("Sub", {lengths, x.number(c.b.getI64Type(), length)});
  if (c.intAttr("do_rotary", 0) != 0) {
    if (!c.input(kCosines) || !c.input(kSines) || c.shape(kCosines).size() != 2)
      return c.unsupported("do_rotary needs cosines and sines");
    Value from = begins ? x.reshape(begins, {batch, 1}) : placesOf(c, 1);
    Value positions = x.node("Expand", {x.add(placesOf(c, length), from), x.list({batch, length})});
    query = turn(query, positions);
    key = turn(key, positions);
  }
  key = append(kPastKey, key, begins);
  value = append(kPastValue, value, begins);
  SmallVector<NamedAttribute> attributes = {x.integer("is_causal", 1),
                                            x.real("softcap", c.floatAttr("softcap", 0))};
  if (double scale = c.floatAttr("scale", 0); scale != 0)
    attributes.push_back(x.real("scale", scale));
  Value result = x.node(
      "Attention", {query, key, value, Value(), Value(), Value(), past == 0 ? Value() : lengths},
      attributes);
  result = x.reshape(x.transpose(result, {0, 2, 1, 3}), {batch, length, heads * size});
  return x.finish({result, key, value});
}

static LogicalResult convertGroupQueryAttention(NodeConversion &c) {
  return GroupQueryExpansion(c).convert();
}

void sinter::populateMicrosoftCacheConverters(ConverterTable &table) {
  table.add("com.microsoft.RotaryEmbedding", 1, convertRotaryEmbedding, 4);
  table.add("com.microsoft.GroupQueryAttention", 1, convertGroupQueryAttention);
}
