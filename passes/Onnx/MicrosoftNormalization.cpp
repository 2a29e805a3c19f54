//===- MicrosoftNormalization.cpp - Normalizations of com.microsoft -------===//
//
// LayerNormalization and its simplified form (RMSNormalization) of a sum, and of the
// sum of embeddings.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

/// The attributes of the normalization of the last dim.
static SmallVector<NamedAttribute> normalizeLast(NodeConversion &c, NodeExpansion &x) {
  return {x.integer("axis", -1), x.real("epsilon", c.floatAttr("epsilon", 1e-12))};
}

/// Normalizes input + skip + bias; the results are those of the normalization, and the sum.
static LogicalResult convertSkipLayerNormalization(NodeConversion &c) {
  NodeExpansion x(c);
  Value sum = x.add(c.input(0), c.input(1));
  if (c.input(4))
    sum = x.add(sum, c.input(4));
  SmallVector<Value> results =
      x.nodes("LayerNormalization", {sum, c.input(2), c.input(3)}, 3, normalizeLast(c, x));
  results.push_back(sum);
  return x.finish(results);
}

/// The same without mean, beta and results of their own.
static LogicalResult convertSkipSimplified(NodeConversion &c) {
  NodeExpansion x(c);
  Value sum = x.add(c.input(0), c.input(1));
  if (c.input(3))
    sum = x.add(sum, c.input(3));
  Value result = x.node("RMSNormalization", {sum, c.input(2)}, normalizeLast(c, x));
  return x.finish({result, Value(), Value(), sum});
}

static LogicalResult convertSimplified(NodeConversion &c) {
  NodeExpansion x(c);
  return x.finish(x.node("RMSNormalization", {c.input(0), c.input(1)}, x.keep({})));
}

static LogicalResult convertLayerNormalization(NodeConversion &c) {
  NodeExpansion x(c);
  unsigned results = std::max<unsigned>(1, std::min<unsigned>(3, c.node.getNumResults()));
  return x.finish(
      x.nodes("LayerNormalization", {c.input(0), c.input(1), c.input(2)}, results, x.keep({})));
}

namespace {
enum EmbedInput {
  kIds,
  kSegments,
  kWords,
  kPositions,
  kSegmentTable,
  kGamma,
  kBeta,
  kMask,
  kPlaces
};
} // namespace

/// Normalizes the sum of the rows that ids, positions and segments name in three tables.
static LogicalResult convertEmbedLayerNormalization(NodeConversion &c) {
  for (unsigned i : {kIds, kWords, kPositions, kGamma, kBeta})
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
  if (c.shape(kIds).size() != 2 || c.shape(kPositions).size() != 2)
    return c.unsupported("ids and position embeddings are not of rank 2");
  if (bool(c.input(kSegments)) != bool(c.input(kSegmentTable)))
    return c.unsupported("segment ids and segment embeddings go together");
  int64_t length = c.shape(kIds)[1];
  if (!c.input(kPlaces) && length > c.shape(kPositions)[0])
    return c.unsupported("there are " + Twine(c.shape(kPositions)[0]) +
                         " position embeddings for " + Twine(length) + " ids");
  NodeExpansion x(c);
  auto rows = [&](Value table, Value ids) { return x.node("Gather", {table, ids}); };
  Value sum = rows(c.input(kWords), c.input(kIds));
  sum = x.add(sum, c.input(kPlaces) ? rows(c.input(kPositions), c.input(kPlaces))
                                    : x.slice(c.input(kPositions), 0, 0, length));
  if (c.input(kSegments))
    sum = x.add(sum, rows(c.input(kSegmentTable), c.input(kSegments)));
  Value result =
      x.node("LayerNormalization", {sum, c.input(kGamma), c.input(kBeta)}, normalizeLast(c, x));
  constexpr int64_t kInt32 = 6;
  Value counts = c.integers(RankedTensorType::get(c.shape(kIds)[0], c.b.getI32Type()),
                            SmallVector<int64_t>(c.shape(kIds)[0], 0));
  if (c.input(kMask)) {
    if (!c.elementType(kMask).isInteger(32))
      return c.unsupported("the mask is not of type int32");
    Value one = x.number(c.elementType(kMask), 1);
    Value isSet = x.cast(x.node("Equal", {c.input(kMask), one}), kInt32);
    counts = x.node("ReduceSum", {isSet, x.list(1)}, x.integer("keepdims", 0));
  } else {
    counts = x.node("Identity", counts);
  }
  return x.finish({result, counts, sum});
}

void sinter::populateMicrosoftNormalizationConverters(ConverterTable &table) {
  // ONNX Runtime has had two of them in ONNX's own domain before ONNX had.
  table.add("LayerNormalization", 1, convertLayerNormalization, 2);
  table.add("SimplifiedLayerNormalization", 1, convertSimplified, 2);
  table.add("com.microsoft.LayerNormalization", 1, convertLayerNormalization, 2);
  table.add("com.microsoft.SimplifiedLayerNormalization", 1, convertSimplified, 2);
  table.add("com.microsoft.SkipLayerNormalization", 1, convertSkipLayerNormalization, 3);
  table.add("com.microsoft.SkipSimplifiedLayerNormalization", 1, convertSkipSimplified, 3);
  table.add("com.microsoft.EmbedLayerNormalization", 1, convertEmbedLayerNormalization);
}
