//===- NonMaxSuppression.cpp - NonMaxSuppression --------------------------===//
//
// For each class of each image, candidates are the boxes of a score that is high enough. The best
// one is taken and those that overlap it are dropped, until none is left: one pass over the
// candidates drops some and finds the next best.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/IndexedReduction.h"
#include "passes/Tensor/LoopNest.h"
#include "passes/Tensor/Selection.h"

using namespace mlir;
using namespace sinter;

namespace {

class Suppression {
public:
  explicit Suppression(NodeConversion &c)
      : c(c), b(c.b), real(c.b.getF32Type()), position(c.b.getI64Type()) {}
  LogicalResult convert();

private:
  /// A box between two corners.
  struct Box {
    Value low[2], high[2], area;
  };

  LogicalResult readOperands();
  FailureOr<Value> scalar(unsigned input, Type type, StringRef name);
  SmallVector<Value> selectOfPair(Value pair, ValueRange carried);
  Value findCandidates(Value image, Value kind, Value list, Value &state);
  Box boxOf(Value image, Value at);
  Value overlaps(const Box &x, const Box &y);
  void offer(Value image, Value kind, Value at, Value &list, Value &state, Value isKept);

  Value index(int64_t value) { return indexOf(b, value); }
  Value number(double value) { return constantOf(b, real, value); }
  Value isAbove(Value x, Value y) { return compareOf(b, Number::Float, Relation::Greater, x, y); }

  NodeConversion &c;
  ScalarBuilder &b;
  Type real, position;
  int64_t images = 0, boxes = 0, classes = 0, most = 0; ///< `most` boxes of a class of an image.
  bool isCentered = false;
  Value maxBoxes, maxOverlap, minScore; ///< Tensors of one element; null where not given.
};

} // namespace

/// Returns an input that is one number, as a tensor of one element; null if it is absent.
FailureOr<Value> Suppression::scalar(unsigned input, Type type, StringRef name) {
  if (!c.input(input))
    return Value();
  if (productOf(c.shape(input)) != 1 || c.elementType(input) != type)
    return c.unsupported(name + " must be one number");
  return c.reshape(c.input(input), {1});
}

LogicalResult Suppression::readOperands() {
  ArrayRef<int64_t> places = c.shape(0), scores = c.shape(1);
  if (places.size() != 3 || scores.size() != 3 || places[2] != 4 || places[0] != scores[0] ||
      places[1] != scores[2] || c.elementType(0) != real || c.elementType(1) != real)
    return c.unsupported("boxes of shape " + shapeText(places) + " and scores of shape " +
                         shapeText(scores) + " do not fit together, or are not of float");
  images = places[0], boxes = places[1], classes = scores[1];
  int64_t centered = c.intAttr("center_point_box", 0);
  if (centered != 0 && centered != 1)
    return c.unsupported("center_point_box " + Twine(centered) + " is not known");
  isCentered = centered;
  FailureOr<Value> limit = scalar(2, position, "max_output_boxes_per_class");
  FailureOr<Value> overlap = scalar(3, real, "iou_threshold");
  FailureOr<Value> score = scalar(4, real, "score_threshold");
  if (failed(limit) || failed(overlap) || failed(score))
    return failure();
  maxBoxes = *limit, maxOverlap = *overlap, minScore = *score;
  most = maxBoxes ? boxes : 0;
  if (std::optional<SmallVector<int64_t>> constant = maxBoxes ? c.constantInts(2) : std::nullopt)
    most = std::min(std::max<int64_t>(constant->front(), 0), boxes);
  return success();
}

Suppression::Box Suppression::boxOf(Value image, Value at) {
  auto read = [&](int64_t side) { return elementAt(b, c.input(0), {image, at, index(side)}); };
  Box box;
  for (int64_t side : {0, 1}) {
    Value x = read(side), y = read(side + 2);
    if (isCentered) {
      Value half = mulOf(b, y, number(0.5));
      box.low[side] = subOf(b, x, half), box.high[side] = addOf(b, x, half);
    } else { // Any two corners of a diagonal.
      box.low[side] = minOf(b, Number::Float, x, y), box.high[side] = maxOf(b, Number::Float, x, y);
    }
  }
  box.area = mulOf(b, subOf(b, box.high[0], box.low[0]), subOf(b, box.high[1], box.low[1]));
  return box;
}

/// Says whether two boxes have more of their union in common than allowed.
Value Suppression::overlaps(const Box &x, const Box &y) {
  Value sides[2];
  for (int64_t side : {0, 1}) {
    Value low = maxOf(b, Number::Float, x.low[side], y.low[side]);
    Value high = minOf(b, Number::Float, x.high[side], y.high[side]);
    sides[side] = maxOf(b, Number::Float, subOf(b, high, low), number(0));
  }
  Value common = mulOf(b, sides[0], sides[1]);
  Value whole = subOf(b, addOf(b, x.area, y.area), common);
  Value limit = maxOverlap ? elementAt(b, maxOverlap, index(0)) : number(0);
  Value isMuch = isAbove(divOf(b, Number::Float, common, whole), limit);
  Value meet = isAbove(common, number(0));
  for (Value area : {x.area, y.area, whole})
    meet = arith::AndIOp::create(b, meet, isAbove(area, number(0)));
  return arith::AndIOp::create(b, meet, isMuch);
}

/// Puts box `at` behind the candidates if it is kept; `state` is how many there are and the place
/// of the best, of equal ones the first.
void Suppression::offer(Value image, Value kind, Value at, Value &list, Value &state,
                        Value isKept) {
  Value zero = index(0), one = index(1);
  Value count = positionAt(b, state, zero), best = positionAt(b, state, one);
  list = withElement(b, list, count, at);
  Value other = positionAt(b, list, best);
  Value isBetter = isAbove(elementAt(b, c.input(1), {image, kind, at}),
                           elementAt(b, c.input(1), {image, kind, other}));
  Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, count, zero);
  Value wins = arith::AndIOp::create(b, isKept, arith::OrIOp::create(b, isFirst, isBetter));
  state = withElement(b, state, one, arith::SelectOp::create(b, wins, count, best).getResult());
  state =
      withElement(b, state, zero, arith::AddIOp::create(b, count, oneIf(b, isKept)).getResult());
}

/// Lists the boxes of a score that is high enough.
Value Suppression::findCandidates(Value image, Value kind, Value list, Value &state) {
  state = withElement(b, state, index(0), index(0));
  state = withElement(b, state, index(1), index(0));
  auto body = [&](Value at, ValueRange carried) -> SmallVector<Value> {
    Value candidates = carried[0], next = carried[1];
    Value isKept = arith::ConstantOp::create(b, b.getBoolAttr(true));
    if (minScore)
      isKept =
          isAbove(elementAt(b, c.input(1), {image, kind, at}), elementAt(b, minScore, index(0)));
    offer(image, kind, at, candidates, next, isKept);
    return {candidates, next};
  };
  SmallVector<Value> results = loopFrom(b, index(0), sizeOf(b, boxes), {list, state}, body);
  state = results[1];
  return results[0];
}

/// Selects boxes of a class of an image; carries what has been selected and how many, the list of
/// candidates and its state.
SmallVector<Value> Suppression::selectOfPair(Value pair, ValueRange carried) {
  Value zero = index(0);
  Value image = arith::DivUIOp::create(b, pair, sizeOf(b, classes));
  Value kind = arith::RemUIOp::create(b, pair, sizeOf(b, classes));
  Value start = carried[3], list = findCandidates(image, kind, carried[2], start);
  Value limit = positionAt(b, maxBoxes, zero);
  limit = arith::MaxSIOp::create(b, limit, zero);
  Value turns = arith::MinSIOp::create(b, limit, positionAt(b, start, zero));
  auto takeBest = [&](Value, ValueRange turn) -> SmallVector<Value> {
    Value total = positionAt(b, turn[1], zero), count = positionAt(b, turn[3], zero);
    Value best = positionAt(b, turn[2], positionAt(b, turn[3], index(1)));
    Value selected = turn[0];
    for (auto [column, value] : llvm::enumerate(SmallVector<Value>{image, kind, best}))
      selected = withElement(b, selected, {total, index(column)}, value);
    Value isOne = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, count, zero);
    Value next = arith::AddIOp::create(b, total, oneIf(b, isOne));
    Box box = boxOf(image, best);
    Value state = withElement(b, turn[3], zero, zero);
    state = withElement(b, state, index(1), zero);
    auto drop = [&](Value at, ValueRange kept) -> SmallVector<Value> {
      Value candidate = positionAt(b, kept[0], at), candidates = kept[0], others = kept[1];
      Value isSame = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, candidate, best);
      Value isDropped = arith::OrIOp::create(b, isSame, overlaps(box, boxOf(image, candidate)));
      Value isKept =
          arith::XOrIOp::create(b, isDropped, arith::ConstantOp::create(b, b.getBoolAttr(true)));
      offer(image, kind, candidate, candidates, others, isKept);
      return {candidates, others};
    };
    SmallVector<Value> rest = loopFrom(b, zero, count, {turn[2], state}, drop);
    return {selected, withElement(b, turn[1], zero, next), rest[0], rest[1]};
  };
  return loopFrom(b, zero, turns, {carried[0], carried[1], list, start}, takeBest);
}

LogicalResult Suppression::convert() {
  if (failed(readOperands()))
    return failure();
  int64_t bound = productOf({images, classes, most});
  if (bound == 0)
    return c.replace(c.empty({0, 3}, position), /*isUnsigned=*/false);
  if (failed(c.checkSize({bound, 3}, position)))
    return failure();
  SmallVector<Value> inits = {c.empty({bound, 3}, position), c.filled({1}, position, 0),
                              c.empty({boxes}, position), c.filled({2}, position, 0)};
  SmallVector<Value> results =
      loopFrom(b, index(0), sizeOf(b, productOf({images, classes})), inits,
               [&](Value pair, ValueRange carried) { return selectOfPair(pair, carried); });
  std::optional<int64_t> count = c.countedDim(results[1], bound);
  if (!count)
    return failure();
  return c.replace(takeFirst(c, results[0], *count), /*isUnsigned=*/false);
}

static LogicalResult convertNonMaxSuppression(NodeConversion &c) {
  return Suppression(c).convert();
}

void sinter::populateNonMaxSuppressionConverters(ConverterTable &table) {
  table.add("NonMaxSuppression", 10, convertNonMaxSuppression, 2);
}
