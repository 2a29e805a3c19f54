//===- LinearAttention.cpp - LinearAttention ------------------------------===//
//
// A recurrence over time whose state is one matrix per head, [keys, values]: each
// step fades it (the gated rules), writes the outer product of key and value into
// it, corrected by what the key finds already (the delta rules), and reads it with
// the query. One loop, in f32.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Onnx/Elementwise.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Subgraph.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

enum Input : unsigned { kQuery, kKey, kValue, kPast, kDecay, kBeta };

class LinearAttention {
public:
  explicit LinearAttention(NodeConversion &c) : c(c), f32(c.b.getF32Type()) {}
  LogicalResult convert();

private:
  LogicalResult readAttributes();
  FailureOr<Value> readRows(unsigned i, int64_t parts);
  LogicalResult readOperands();
  Value map(ArrayRef<int64_t> shape, ValueRange inputs, ArrayRef<SmallVector<int64_t>> dims,
            TensorBuilder::BodyFn body);
  Value findKnown(Value state, Value keyRow);
  Value read(Value state, Value queryRow);
  std::pair<Value, Value> step(Value time, Value state);

  NodeConversion &c;
  Type f32;
  bool isGated = false, isDelta = false;
  int64_t batch = 0, length = 0, heads = 0, shared = 0, keys = 0, values = 0;
  double scale = 1;
  /// With time first: [time, batch, heads (of keys), ...].
  Value query, key, value, decay, beta;
  Value initial;
};

} // namespace

LogicalResult LinearAttention::readAttributes() {
  StringRef rule = c.stringAttr("update_rule", "gated_delta");
  if (rule != "linear" && rule != "gated" && rule != "delta" && rule != "gated_delta")
    return c.unsupported("update_rule '" + rule + "' is not known",
                         "supported: linear, gated, delta, gated_delta");
  isGated = rule.starts_with("gated");
  isDelta = rule.ends_with("delta");
  if (isGated != bool(c.input(kDecay)) || isDelta != bool(c.input(kBeta)))
    return c.unsupported("update_rule '" + rule + "' takes " + (isGated ? "" : "no ") +
                         "decay and " + (isDelta ? "" : "no ") + "beta");
  heads = c.intAttr("kv_num_heads", 0);
  int64_t queryHeads = c.intAttr("q_num_heads", 0);
  if (heads < 1 || queryHeads < 1 || queryHeads % heads != 0)
    return c.unsupported("q_num_heads " + Twine(queryHeads) + " is no multiple of kv_num_heads " +
                         Twine(heads));
  shared = queryHeads / heads;
  return success();
}

/// Returns input `i`, [batch, time, parts * size], as f32 [time, batch, parts, size].
FailureOr<Value> LinearAttention::readRows(unsigned i, int64_t parts) {
  ArrayRef<int64_t> shape = c.shape(i);
  if (shape.size() != 3 || shape[0] != batch || shape[1] != length || shape[2] % parts != 0 ||
      productOf(shape) == 0 || !isa<FloatType>(c.elementType(i)))
    return c.unsupported("input " + Twine(i) + " of shape " + shapeText(shape) +
                         " does not hold floats for batch " + Twine(batch) + ", length " +
                         Twine(length) + " and " + Twine(parts) + " heads");
  Value split = c.reshape(c.input(i), {batch, length, parts, shape[2] / parts});
  return floatCastTensor(c, c.transpose(split, {1, 0, 2, 3}), f32);
}

LogicalResult LinearAttention::readOperands() {
  if (failed(checkNumber(c, kQuery, {Number::Float})))
    return failure();
  if (c.shape(kQuery).size() != 3 || c.elementType(kQuery).isF64())
    return c.unsupported("the query is no tensor of rank 3 of float, float16 or bfloat16");
  batch = c.shape(kQuery)[0];
  length = c.shape(kQuery)[1];
  FailureOr<Value> q, k, v, d, e;
  if (failed(q = readRows(kQuery, heads * shared)) || failed(k = readRows(kKey, heads)) ||
      failed(v = readRows(kValue, heads)))
    return failure();
  keys = shapeOf(*q)[3];
  values = shapeOf(*v)[3];
  if (shapeOf(*k)[3] != keys)
    return c.unsupported("heads of queries have " + Twine(keys) + " elements, those of keys " +
                         Twine(shapeOf(*k)[3]));
  query = c.reshape(*q, {length, batch, heads, shared, keys});
  key = *k;
  value = *v;
  if (isGated) {
    if (failed(d = readRows(kDecay, heads)))
      return failure();
    if (shapeOf(*d)[3] != 1 && shapeOf(*d)[3] != keys)
      return c.unsupported("decay has neither one number per head nor one per key element");
    decay = c.broadcastTo(*d, {length, batch, heads, keys});
  }
  if (isDelta) {
    if (failed(e = readRows(kBeta, 1)))
      return failure();
    if (shapeOf(*e)[3] != 1 && shapeOf(*e)[3] != heads)
      return c.unsupported("beta has neither one number nor one per head");
    beta = c.broadcastTo(c.reshape(*e, {length, batch, shapeOf(*e)[3]}), {length, batch, heads});
  }
  SmallVector<int64_t> state = {batch, heads, keys, values};
  if (!c.input(kPast))
    initial = c.filled(state, f32, 0);
  else if (c.shape(kPast) == ArrayRef<int64_t>(state) && isa<FloatType>(c.elementType(kPast)))
    initial = floatCastTensor(c, c.input(kPast), f32);
  else
    return c.unsupported("past_state has shape " + shapeText(c.shape(kPast)) + ", not " +
                         shapeText(state));
  scale = c.floatAttr("scale", 0);
  if (scale == 0)
    scale = 1 / std::sqrt(double(keys));
  return success();
}

/// An elementwise operation; each input has the dims of the result that `dims` lists.
Value LinearAttention::map(ArrayRef<int64_t> shape, ValueRange inputs,
                           ArrayRef<SmallVector<int64_t>> dims, TensorBuilder::BodyFn body) {
  SmallVector<AffineMap> maps;
  for (ArrayRef<int64_t> own : dims)
    maps.push_back(selectDims(c, shape.size(), own));
  return pointwise(c, shape, inputs, maps, f32, body);
}

/// A value per head: what the state holds for a key. Sums over the elements of the key.
Value LinearAttention::findKnown(Value state, Value keyRow) {
  using utils::IteratorType;
  SmallVector<IteratorType> iterators(3, IteratorType::parallel);
  iterators.push_back(IteratorType::reduction);
  return structuredLoops(
      c, {state, keyRow}, c.filled({batch, heads, values}, f32, 0),
      {selectDims(c, 4, {0, 1, 3, 2}), selectDims(c, 4, {0, 1, 3}), selectDims(c, 4, {0, 1, 2})},
      iterators,
      [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[2], mulOf(b, s[0], s[1])); });
}

Value LinearAttention::read(Value state, Value queryRow) {
  using utils::IteratorType;
  SmallVector<IteratorType> iterators(4, IteratorType::parallel);
  iterators.push_back(IteratorType::reduction);
  Value sum =
      structuredLoops(c, {queryRow, state}, c.filled({batch, heads, shared, values}, f32, 0),
                      {selectDims(c, 5, {0, 1, 2, 4}), selectDims(c, 5, {0, 1, 4, 3}),
                       selectDims(c, 5, {0, 1, 2, 3})},
                      iterators, [](ScalarBuilder &b, ValueRange s) {
                        return addOf(b, s[2], mulOf(b, s[0], s[1]));
                      });
  return map(shapeOf(sum), sum, {{0, 1, 2, 3}}, [&](ScalarBuilder &b, ValueRange s) {
    return mulOf(b, s[0], constantOf(b, f32, scale));
  });
}

/// Returns the state behind a step and what its query reads.
std::pair<Value, Value> LinearAttention::step(Value time, Value state) {
  auto row = [&](Value tensor) { return extractRow(c.b, tensor, time); };
  SmallVector<int64_t> shape(shapeOf(state));
  if (isGated)
    state = map(shape, {state, row(decay)}, {{0, 1, 2, 3}, {0, 1, 2}},
                [](ScalarBuilder &b, ValueRange s) {
                  return mulOf(b, s[0], math::ExpOp::create(b, s[1]));
                });
  Value keyRow = row(key), written = row(value);
  if (isDelta)
    written = map({batch, heads, values}, {written, findKnown(state, keyRow), row(beta)},
                  {{0, 1, 2}, {0, 1, 2}, {0, 1}}, [](ScalarBuilder &b, ValueRange s) {
                    return mulOf(b, s[2], subOf(b, s[0], s[1]));
                  });
  state = map(shape, {state, keyRow, written}, {{0, 1, 2, 3}, {0, 1, 2}, {0, 1, 3}},
              [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], mulOf(b, s[1], s[2])); });
  return {state, read(state, row(query))};
}

LogicalResult LinearAttention::convert() {
  if (failed(readAttributes()) || failed(readOperands()))
    return failure();
  ImplicitLocOpBuilder &b = c.b;
  Value outputs = c.filled({length, batch, heads, shared, values}, f32, 0);
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto loop = scf::ForOp::create(b, constant(0), constant(length), constant(1),
                                 ValueRange{initial, outputs});
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    auto [state, output] = step(loop.getInductionVar(), loop.getRegionIterArg(0));
    Value all = insertRow(b, output, loop.getRegionIterArg(1), loop.getInductionVar());
    scf::YieldOp::create(b, ValueRange{state, all});
  }
  Value output = c.transpose(loop.getResult(1), {1, 0, 2, 3, 4});
  output = c.reshape(output, {batch, length, heads * shared * values});
  Type stateType = c.elementType(c.input(kPast) ? kPast : kQuery);
  return c.replace({floatCastTensor(c, output, c.elementType(kQuery)),
                    floatCastTensor(c, loop.getResult(0), stateType)});
}

static LogicalResult convertLinearAttention(NodeConversion &c) {
  return LinearAttention(c).convert();
}

void sinter::populateLinearAttentionConverters(ConverterTable &table) {
  table.add("LinearAttention", 27, convertLinearAttention, 3);
}
