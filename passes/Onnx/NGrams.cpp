//===- NGrams.cpp - TfIdfVectorizer ---------------------------------------===//
//
// Counts in each row how often the n-grams of a pool occur, of integers. The pool is
// constant, so that an n-gram is one column of a table per position in it.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Casts.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"

using namespace mlir;
using namespace sinter;

namespace {

class NGramConversion {
public:
  explicit NGramConversion(NodeConversion &c) : c(c) {}
  LogicalResult convert();

private:
  LogicalResult readAttributes();
  LogicalResult splitPool();
  Value count(int64_t length);

  NodeConversion &c;
  int64_t shortest = 0, longest = 0, skips = 0, rows = 1, columns = 0;
  Value input; ///< i64 [rows, columns]
  SmallVector<int64_t> pool, positions;
  SmallVector<double> weights;
  /// The n-grams of each length from 1 on, as they lie in the pool.
  SmallVector<ArrayRef<int64_t>> grams;
};

} // namespace

LogicalResult NGramConversion::readAttributes() {
  shortest = c.intAttr("min_gram_length", 0);
  longest = c.intAttr("max_gram_length", 0);
  skips = c.intAttr("max_skip_count", 0);
  constexpr int64_t most = 1 << 16;
  if (shortest < 1 || longest < shortest || longest > most || skips < 0 || skips > most)
    return c.unsupported("n-grams of " + Twine(shortest) + " to " + Twine(longest) + " with " +
                         Twine(skips) + " skips are not possible");
  if (c.hasAttr("pool_strings"))
    return c.unsupported("n-grams of strings are not supported",
                         "give integers: 'pool_int64s' instead of 'pool_strings'");
  Type element = c.elementType(0);
  if ((!element.isInteger(32) && !element.isInteger(64)) || c.isUnsigned(0))
    return c.unsupported("input is not of int32 or int64");
  ArrayRef<int64_t> shape = c.shape(0);
  if (shape.empty() || shape.size() > 2 || productOf(shape) == 0)
    return c.unsupported("input of shape " + shapeText(shape) + " is not supported",
                         "supported: (columns) or (rows, columns), not empty");
  columns = shape.back();
  rows = shape.size() == 2 ? shape[0] : 1;
  return splitPool();
}

LogicalResult NGramConversion::splitPool() {
  pool = c.intsAttr("pool_int64s").value_or(SmallVector<int64_t>());
  positions = c.intsAttr("ngram_indexes").value_or(SmallVector<int64_t>());
  SmallVector<int64_t> starts = c.intsAttr("ngram_counts").value_or(SmallVector<int64_t>());
  starts.push_back(pool.size());
  int64_t total = 0;
  for (size_t i = 0; i + 1 < starts.size(); ++i) {
    int64_t length = i + 1, size = starts[i + 1] - starts[i];
    if (starts[i] < 0 || size < 0 || starts[i + 1] > int64_t(pool.size()) || size % length != 0)
      return c.unsupported("ngram_counts do not split the pool into n-grams");
    grams.push_back(ArrayRef<int64_t>(pool).slice(starts[i], size));
    total += size / length;
  }
  std::optional<SmallVector<double>> given = c.floatsAttr("weights");
  weights = given.value_or(SmallVector<double>(total, 1));
  if (int64_t(positions.size()) != total || int64_t(weights.size()) != total || total == 0)
    return c.unsupported("the pool has " + Twine(total) + " n-grams, but " +
                         Twine(positions.size()) + " ngram_indexes and " + Twine(weights.size()) +
                         " weights");
  return success();
}

/// How often each n-gram of `length` occurs in each row, as f32 [rows, n-grams].
Value NGramConversion::count(int64_t length) {
  ArrayRef<int64_t> own = grams[length - 1];
  int64_t number = own.size() / length;
  SmallVector<Value> tables;
  for (int64_t k = 0; k < length; ++k) {
    SmallVector<int64_t> column;
    for (int64_t gram = 0; gram < number; ++gram)
      column.push_back(own[gram * length + k]);
    tables.push_back(c.integers(RankedTensorType::get({number}, elementOf(input)), column));
  }
  Type f32 = c.b.getF32Type();
  // A single element has no distances.
  int64_t distances = length == 1 ? 1 : skips + 1;
  return sumIndexed(
      c, {rows, number}, {distances, columns}, f32, [&](ScalarBuilder &b, ValueRange at) {
        Value distance = addOf(b, at[2], indexOf(b, 1)), position = at[3];
        Value found;
        for (Value table : tables) {
          Value inside = isWithin(b, position, 0, columns);
          Value safe = selectOf(b, inside, position, indexOf(b, 0));
          Value element = tensor::ExtractOp::create(b, input, ValueRange{at[0], safe});
          Value wanted = tensor::ExtractOp::create(b, table, at[1]);
          Value isEqual = compareOf(b, Number::Signed, Relation::Equal, element, wanted);
          isEqual = arith::AndIOp::create(b, inside, isEqual);
          found = found ? Value(arith::AndIOp::create(b, found, isEqual)) : isEqual;
          position = addOf(b, position, distance);
        }
        return selectOf(b, found, constantOf(b, f32, 1), constantOf(b, f32, 0));
      });
}

LogicalResult NGramConversion::convert() {
  if (failed(readAttributes()))
    return failure();
  StringRef mode = c.stringAttr("mode", "");
  if (mode != "TF" && mode != "IDF" && mode != "TFIDF")
    return c.unsupported("mode '" + mode + "' is not known", "supported: TF, IDF, TFIDF");
  // For each element of the result: which n-gram is counted there.
  constexpr int64_t most = int64_t(1) << 24;
  int64_t size = 1 + *llvm::max_element(positions);
  SmallVector<int64_t> gramAt;
  if (*llvm::min_element(positions) < 0 || size > most)
    return c.unsupported("ngram_indexes are negative or above " + Twine(most));
  gramAt.assign(size, -1);
  for (auto [gram, position] : llvm::enumerate(positions)) {
    if (gramAt[position] >= 0)
      return c.unsupported("two n-grams have the index " + Twine(position));
    gramAt[position] = gram;
  }
  input = castTensor(c, c.reshape(c.input(0), {rows, columns}), false, {c.b.getI64Type(), false});

  Type f32 = c.b.getF32Type();
  SmallVector<Value> counts;
  for (auto [i, own] : llvm::enumerate(grams)) {
    int64_t length = i + 1, number = own.size() / length;
    if (number == 0)
      continue;
    bool isCounted = length >= shortest && length <= longest;
    counts.push_back(isCounted ? count(length) : c.filled({rows, number}, f32, 0));
  }
  counts.push_back(c.filled({rows, 1}, f32, 0));
  SmallVector<float> factors;
  for (int64_t &gram : gramAt) {
    factors.push_back(gram < 0 || mode == "TF" ? 1 : weights[gram]);
    gram = gram < 0 ? positions.size() : gram;
  }
  Value found = c.select(c.concat(counts, 1), 1, gramAt);
  Value factor = c.constantValue(
      DenseElementsAttr::get(RankedTensorType::get({size}, f32), ArrayRef<float>(factors)));
  Value result = *c.elementwise({found, factor}, f32, [&](ScalarBuilder &b, ValueRange s) {
    Value number = s[0];
    if (mode == "IDF")
      number = minOf(b, Number::Float, number, constantOf(b, f32, 1));
    return mulOf(b, number, s[1]);
  });
  return c.replace(c.shape(0).size() == 1 ? c.reshape(result, {size}) : result);
}

static LogicalResult convertNGrams(NodeConversion &c) { return NGramConversion(c).convert(); }

void sinter::populateNGramConverters(ConverterTable &table) {
  table.add("TfIdfVectorizer", 9, convertNGrams);
}
