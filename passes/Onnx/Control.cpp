//===- Control.cpp - If and Loop ------------------------------------------===//
//
// A condition that is known picks a branch, which takes the node's place. Else
// both branches are computed and each result is selected: nodes have no effects,
// and what surrounds the If can be fused with its branches. A Loop is one loop
// whose scan results are rows of tensors with a row per possible iteration.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Subgraph.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/Scalars.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// If
//===----------------------------------------------------------------------===//

static LogicalResult convertIf(NodeConversion &c) {
  Value condition = c.input(0);
  if (!isTruth(condition))
    return c.unsupported("the condition must be one boolean");
  unsigned count = c.node.getNumResults();
  SmallVector<Region *, 2> graphs;
  for (StringRef name : {"then_branch", "else_branch"})
    if (!graphs.emplace_back(findGraph(c, name, 0, count)))
      return failure();
  auto take = [&](Region *graph) {
    return moveGraph(*graph, c.node->getBlock(), c.node->getIterator());
  };
  if (std::optional<bool> truth = getConstantTruth(condition)) {
    Region *taken = graphs[*truth ? 0 : 1];
    if (failed(c.convertGraph(*taken)))
      return failure();
    return c.forward(take(taken));
  }

  for (Region *graph : graphs)
    if (failed(c.convertGraph(*graph)) || failed(checkTensors(c, *graph)))
      return failure();
  SmallVector<Value> onTrue = take(graphs[0]), onFalse = take(graphs[1]), results;
  condition = c.reshape(condition, {});
  for (auto [i, x, y] : llvm::enumerate(onTrue, onFalse)) {
    if (x.getType() != y.getType() || c.isUnsignedValue(x) != c.isUnsignedValue(y))
      return c.unsupported("output " + Twine(i) + " has shape " + shapeText(shapeOf(x)) +
                               " in one branch and " + shapeText(shapeOf(y)) + " in the other",
                           "branches of other types need a condition that is known when the "
                           "model is compiled");
    FailureOr<Value> selected =
        c.elementwise({condition, x, y}, elementOf(x),
                      [](ScalarBuilder &b, ValueRange s) { return selectOf(b, s[0], s[1], s[2]); });
    if (c.isUnsignedValue(x))
      c.setUnsigned(*selected);
    results.push_back(*selected);
  }
  return c.forward(results);
}

//===----------------------------------------------------------------------===//
// Loop
//===----------------------------------------------------------------------===//

namespace {

class LoopConversion {
public:
  LoopConversion(NodeConversion &c) : c(c), b(c.b) {}

  LogicalResult convert();

private:
  LogicalResult readTrips();
  LogicalResult convertBody();
  SmallVector<Value> buildFor();
  SmallVector<Value> buildWhile();
  SmallVector<Value> enterBody(Value step, Value condition, ValueRange carried);
  SmallVector<Value> updateScans(ValueRange rows, ValueRange scans, Value step);

  Value constant(int64_t value) { return arith::ConstantIndexOp::create(b, value); }

  NodeConversion &c;
  ImplicitLocOpBuilder &b;
  Region *body = nullptr;
  unsigned numCarried = 0, numScans = 0;
  std::optional<int64_t> trips; ///< The most iterations, when known.
  Value bound;                  ///< The same as an index.
  Value condition;              ///< Of the first iteration; null when true.
  SmallVector<Value> initial;   ///< Carried values and scan results.
};

} // namespace

/// Finds how often the loop may run.
LogicalResult LoopConversion::readTrips() {
  if (Value given = c.input(0)) {
    if (!isa<IntegerType>(c.elementType(0)) || productOf(c.shape(0)) != 1)
      return c.unsupported("the trip count must be one integer");
    if (std::optional<SmallVector<int64_t>> count = c.constantInts(0))
      trips = std::max<int64_t>(count->front(), 0);
    else
      bound = arith::IndexCastOp::create(
          b, b.getIndexType(),
          tensor::ExtractOp::create(b, c.reshape(given, {}), ValueRange()).getResult());
  } else {
    bound = constant(std::numeric_limits<int32_t>::max());
  }
  if (numScans && !trips)
    return c.unsupported("the trip count is not constant, so the shape of output " +
                             Twine(numCarried) + " is not known",
                         "fold the input 'M' into an initializer");
  if (trips)
    bound = constant(*trips);
  Value given = c.input(1);
  if (!given)
    return success();
  if (!isTruth(given))
    return c.unsupported("the condition must be one boolean");
  std::optional<bool> truth = getConstantTruth(given);
  if (!truth)
    condition = tensor::ExtractOp::create(b, c.reshape(given, {}), ValueRange());
  else if (!*truth)
    condition = arith::ConstantIntOp::create(b, false, 1);
  return success();
}

/// Gives the body's inputs their types and converts it; checks that what is carried
/// keeps its type.
LogicalResult LoopConversion::convertBody() {
  Block &block = body->front();
  block.getArgument(0).setType(RankedTensorType::get({}, b.getI64Type()));
  block.getArgument(1).setType(RankedTensorType::get({}, b.getI1Type()));
  for (unsigned i = 0; i < numCarried; ++i) {
    if (!c.input(2 + i))
      return c.unsupported("input " + Twine(2 + i) + " is missing");
    block.getArgument(2 + i).setType(c.input(2 + i).getType());
    if (c.isUnsigned(2 + i))
      c.setUnsigned(block.getArgument(2 + i));
  }
  if (failed(c.convertGraph(*body)) || failed(checkTensors(c, *body)))
    return failure();
  ValueRange outputs = block.getTerminator()->getOperands();
  if (!isTruth(outputs[0]))
    return c.unsupported("the condition that the body computes must be one boolean");
  for (unsigned i = 0; i < numCarried; ++i) {
    Value before = c.input(2 + i), after = outputs[1 + i];
    if (before.getType() != after.getType() ||
        c.isUnsignedValue(before) != c.isUnsignedValue(after))
      return c.unsupported("carried value " + Twine(i) + " has shape " +
                           shapeText(shapeOf(before)) + " before an iteration and " +
                           shapeText(shapeOf(after)) + " after it, or another element type");
    initial.push_back(before);
  }
  for (Value row : outputs.drop_front(1 + numCarried)) {
    SmallVector<int64_t> shape(shapeOf(row));
    shape.insert(shape.begin(), *trips);
    if (failed(c.checkSize(shape, elementOf(row))))
      return failure();
    initial.push_back(c.filled(shape, elementOf(row), 0));
  }
  return success();
}

/// Moves the body to where `b` stands; returns its outputs.
SmallVector<Value> LoopConversion::enterBody(Value step, Value condition, ValueRange carried) {
  Block &block = body->front();
  Value number = arith::IndexCastOp::create(b, b.getI64Type(), step);
  auto scalar = [&](Value value) {
    return tensor::FromElementsOp::create(b, RankedTensorType::get({}, value.getType()), value);
  };
  block.getArgument(0).replaceAllUsesWith(scalar(number));
  block.getArgument(1).replaceAllUsesWith(scalar(condition));
  for (unsigned i = 0; i < numCarried; ++i)
    block.getArgument(2 + i).replaceAllUsesWith(carried[i]);
  return moveGraph(*body, b.getInsertionBlock(), b.getInsertionPoint());
}

/// Stores an iteration's rows.
SmallVector<Value> LoopConversion::updateScans(ValueRange rows, ValueRange scans, Value step) {
  SmallVector<Value> updated;
  for (auto [row, scan] : llvm::zip_equal(rows, scans))
    updated.push_back(insertRow(b, row, scan, step));
  return updated;
}

SmallVector<Value> LoopConversion::buildFor() {
  auto loop = scf::ForOp::create(b, constant(0), bound, constant(1), initial);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  ValueRange carried = loop.getRegionIterArgs();
  SmallVector<Value> outputs =
      enterBody(loop.getInductionVar(), arith::ConstantIntOp::create(b, true, 1), carried);
  SmallVector<Value> next(ArrayRef(outputs).slice(1, numCarried));
  next.append(updateScans(ArrayRef(outputs).drop_front(1 + numCarried),
                          carried.drop_front(numCarried), loop.getInductionVar()));
  scf::YieldOp::create(b, next);
  return SmallVector<Value>(loop.getResults());
}

/// The only thing that tells whether the loop goes on is the step, which jumps to the
/// bound when the body says so. It is a tensor as all that a loop carries: what is
/// left of it behind the loop belongs to the loop's dispatch.
SmallVector<Value> LoopConversion::buildWhile() {
  auto scalarTensor = [&](Value value) -> Value {
    return tensor::FromElementsOp::create(b, RankedTensorType::get({}, value.getType()), value);
  };
  auto read = [&](Value tensor) -> Value {
    return tensor::ExtractOp::create(b, tensor, ValueRange());
  };
  auto integer = [&](int64_t value) -> Value { return arith::ConstantIntOp::create(b, value, 64); };
  Value limit = arith::IndexCastOp::create(b, b.getI64Type(), bound), first = integer(0);
  if (condition)
    first = arith::SelectOp::create(b, condition, first, limit);
  SmallVector<Value> state = {scalarTensor(first)};
  llvm::append_range(state, initial);
  TypeRange types = ValueRange(state).getTypes();
  auto loop = scf::WhileOp::create(b, types, state);
  SmallVector<Location> locations(types.size(), b.getLoc());
  OpBuilder::InsertionGuard guard(b);
  Block *before = b.createBlock(&loop.getBefore(), {}, types, locations);
  Value goesOn =
      arith::CmpIOp::create(b, arith::CmpIPredicate::slt, read(before->getArgument(0)), limit);
  scf::ConditionOp::create(b, goesOn, before->getArguments());

  Block *after = b.createBlock(&loop.getAfter(), {}, types, locations);
  Value number = read(after->getArgument(0));
  Value step = arith::IndexCastOp::create(b, b.getIndexType(), number);
  ValueRange carried = after->getArguments().drop_front();
  SmallVector<Value> outputs = enterBody(step, arith::ConstantIntOp::create(b, true, 1), carried);
  Value following = arith::AddIOp::create(b, number, integer(1));
  following = arith::SelectOp::create(b, read(c.reshape(outputs[0], {})), following, limit);
  SmallVector<Value> next = {scalarTensor(following)};
  next.append(outputs.begin() + 1, outputs.begin() + 1 + numCarried);
  next.append(updateScans(ArrayRef(outputs).drop_front(1 + numCarried),
                          carried.drop_front(numCarried), step));
  scf::YieldOp::create(b, next);
  return SmallVector<Value>(loop.getResults().drop_front());
}

LogicalResult LoopConversion::convert() {
  numCarried = std::max<int64_t>(0, int64_t(c.numInputs()) - 2);
  if (c.node.getNumResults() < numCarried)
    return c.unsupported("the node has " + Twine(c.node.getNumResults()) + " outputs, but " +
                         Twine(numCarried) + " carried values");
  numScans = c.node.getNumResults() - numCarried;
  body = findGraph(c, "body", 2 + numCarried, 1 + numCarried + numScans);
  if (!body || failed(readTrips()) || failed(convertBody()))
    return failure();

  Value goesOn = body->front().getTerminator()->getOperand(0);
  bool isCounted =
      !condition && (getConstantTruth(goesOn) == true || goesOn == body->getArgument(1));
  if (!isCounted && numScans)
    emitWarning(b.getLoc()) << "the loop may end before " << *trips
                            << " iterations, but shapes are static: what it scans has that many "
                               "rows, and those behind the end are 0";
  SmallVector<bool> signs;
  for (Value output : body->front().getTerminator()->getOperands().drop_front())
    signs.push_back(c.isUnsignedValue(output));
  SmallVector<Value> results = isCounted ? buildFor() : buildWhile();
  for (auto [result, isUnsigned] : llvm::zip_equal(results, signs))
    if (isUnsigned)
      c.setUnsigned(result);
  return c.forward(results);
}

static LogicalResult convertLoop(NodeConversion &c) { return LoopConversion(c).convert(); }

void sinter::populateControlConverters(ConverterTable &table) {
  table.add("If", 1, convertIf);
  table.add("Loop", 1, convertLoop, 0);
  populateScanConverters(table);
}
