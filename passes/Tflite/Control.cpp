//===- Control.cpp - IF, WHILE --------------------------------------------===//
//
// A condition that is known picks a branch. Else both branches are computed and each
// result is selected, which is why branches must not change variables: what surrounds
// the operator can be fused with its branches. A loop that is known to run a few times
// is written out.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Operands.h"

using namespace mlir;
using namespace sinter;

/// Returns the name of the subgraph that an option tells; declines the operator if it
/// tells none.
static FailureOr<StringRef> graphName(TfliteConversion &c, StringRef option) {
  auto name = dyn_cast_or_null<FlatSymbolRefAttr>(c.node.getOption(option));
  if (!name)
    return c.unsupported("option '" + option + "' names no subgraph");
  return name.getValue();
}

/// Converts a subgraph here; declines the operator if that changes variables.
static FailureOr<SmallVector<Value>> inlinePure(TfliteConversion &c, StringRef name,
                                                ValueRange arguments) {
  Block *block = c.b.getInsertionBlock();
  bool isFirst = c.b.getInsertionPoint() == block->begin();
  Operation *last = isFirst ? nullptr : &*std::prev(c.b.getInsertionPoint());
  FailureOr<SmallVector<Value>> results = c.inlineGraph(c.b, name, arguments);
  if (failed(results))
    return failure();
  auto start = last ? std::next(Block::iterator(last)) : block->begin();
  auto isStore = [](Operation *op) {
    return isa<ml_program::GlobalStoreOp>(op) ? WalkResult::interrupt() : WalkResult::advance();
  };
  for (Operation &op : llvm::make_range(start, c.b.getInsertionPoint()))
    if (op.walk(isStore).wasInterrupted())
      return c.unsupported("subgraph '" + name +
                               "' changes a variable, which is not supported "
                               "where a condition decides",
                           "assign the variable outside, by SELECT of its values");
  return results;
}

/// Declines the operator unless a subgraph has a result per output.
static LogicalResult checkCount(TfliteConversion &c, StringRef name, ValueRange results) {
  if (results.size() == c.numResults())
    return success();
  return c.unsupported("subgraph '" + name + "' has " + Twine(results.size()) + " outputs, but " +
                       Twine(c.numResults()) + " are needed");
}

//===----------------------------------------------------------------------===//
// IF
//===----------------------------------------------------------------------===//

static LogicalResult convertIf(TfliteConversion &c) {
  FailureOr<StringRef> onTrue = graphName(c, "then_subgraph_index"),
                       onFalse = graphName(c, "else_subgraph_index");
  if (failed(onTrue) || failed(onFalse))
    return failure();
  Value condition = c.input(0);
  if (!isTruth(condition))
    return c.unsupported("the condition must be one boolean");
  SmallVector<Value> arguments;
  for (unsigned i = 1; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
    arguments.push_back(c.input(i));
  }
  if (std::optional<bool> truth = getConstantTruth(condition)) {
    StringRef name = *truth ? *onTrue : *onFalse;
    FailureOr<SmallVector<Value>> results = c.inlineGraph(c.b, name, arguments);
    if (failed(results) || failed(checkCount(c, name, *results)))
      return failure();
    return c.replace(*results);
  }
  FailureOr<SmallVector<Value>> xs = inlinePure(c, *onTrue, arguments),
                                ys = inlinePure(c, *onFalse, arguments);
  if (failed(xs) || failed(ys) || failed(checkCount(c, *onTrue, *xs)) ||
      failed(checkCount(c, *onFalse, *ys)))
    return failure();
  condition = c.reshape(condition, {});
  SmallVector<Value> results;
  for (auto [i, x, y] : llvm::enumerate(*xs, *ys)) {
    if (x.getType() != y.getType())
      return c.unsupported("output " + Twine(i) + " has shape " + shapeText(shapeOf(x)) +
                               " in one branch and " + shapeText(shapeOf(y)) + " in the other",
                           "branches of other types need a condition that is known when the "
                           "model is compiled");
    FailureOr<Value> selected =
        c.elementwise({condition, x, y}, elementOf(x),
                      [](ScalarBuilder &b, ValueRange s) { return selectOf(b, s[0], s[1], s[2]); });
    if (failed(selected))
      return failure();
    results.push_back(*selected);
  }
  return c.replace(results);
}

//===----------------------------------------------------------------------===//
// WHILE
//===----------------------------------------------------------------------===//

/// A loop of at most this many iterations may be written out.
static constexpr int kMaxWrittenOut = 8;

/// Writes iterations out as long as the condition is known, if it becomes false soon.
/// Else nothing is left behind, and nothing is returned.
static FailureOr<std::optional<SmallVector<Value>>>
writeOut(TfliteConversion &c, StringRef condition, StringRef body, SmallVector<Value> values) {
  Block *block = c.b.getInsertionBlock();
  bool isFirst = c.b.getInsertionPoint() == block->begin();
  Operation *last = isFirst ? nullptr : &*std::prev(c.b.getInsertionPoint());
  for (int i = 0; i <= kMaxWrittenOut; ++i) {
    FailureOr<SmallVector<Value>> test = c.inlineGraph(c.b, condition, values);
    if (failed(test))
      return failure();
    std::optional<bool> goesOn;
    if (test->size() == 1)
      goesOn = getConstantTruth(test->front());
    if (goesOn == false)
      return {std::move(values)};
    if (!goesOn || i == kMaxWrittenOut)
      break;
    FailureOr<SmallVector<Value>> next = c.inlineGraph(c.b, body, values);
    if (failed(next) || failed(checkCount(c, body, *next)))
      return failure();
    values = *next;
  }
  auto start = last ? std::next(Block::iterator(last)) : block->begin();
  SmallVector<Operation *> emitted;
  for (Operation &op : llvm::make_range(start, c.b.getInsertionPoint()))
    emitted.push_back(&op);
  for (Operation *op : llvm::reverse(emitted))
    op->erase();
  return {std::nullopt};
}

/// A loop that asks its condition before each iteration.
static LogicalResult buildWhile(TfliteConversion &c, StringRef condition, StringRef body,
                                ValueRange initial) {
  TypeRange types = initial.getTypes();
  auto loop = scf::WhileOp::create(c.b, types, initial);
  SmallVector<Location> locations(types.size(), c.b.getLoc());
  OpBuilder::InsertionGuard guard(c.b);
  Block *before = c.b.createBlock(&loop.getBefore(), {}, types, locations);
  FailureOr<SmallVector<Value>> test = inlinePure(c, condition, before->getArguments());
  if (failed(test))
    return failure();
  if (test->size() != 1 || !isTruth(test->front()))
    return c.unsupported("subgraph '" + condition + "' must give one boolean");
  Value goesOn = tensor::ExtractOp::create(c.b, c.reshape(test->front(), {}), ValueRange());
  scf::ConditionOp::create(c.b, goesOn, before->getArguments());

  Block *after = c.b.createBlock(&loop.getAfter(), {}, types, locations);
  FailureOr<SmallVector<Value>> next = inlinePure(c, body, after->getArguments());
  if (failed(next) || failed(checkCount(c, body, *next)))
    return failure();
  for (auto [i, old, value] : llvm::enumerate(initial, *next))
    if (old.getType() != value.getType())
      return c.unsupported("carried value " + Twine(i) + " has shape " + shapeText(shapeOf(old)) +
                           " before an iteration and " + shapeText(shapeOf(value)) +
                           " after it, or another element type");
  scf::YieldOp::create(c.b, *next);
  return c.replace(loop.getResults());
}

static LogicalResult convertWhile(TfliteConversion &c) {
  FailureOr<StringRef> condition = graphName(c, "cond_subgraph_index"),
                       body = graphName(c, "body_subgraph_index");
  if (failed(condition) || failed(body))
    return failure();
  SmallVector<Value> initial;
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
    initial.push_back(c.input(i));
  }
  if (initial.size() != c.numResults())
    return c.unsupported("there are " + Twine(initial.size()) + " inputs, but " +
                         Twine(c.numResults()) + " outputs");
  auto values = writeOut(c, *condition, *body, initial);
  if (failed(values))
    return failure();
  return *values ? c.replace(**values) : buildWhile(c, *condition, *body, initial);
}

void sinter::populateTfliteControl(TfliteTable &table) {
  table.add("IF", convertIf);
  table.add("WHILE", convertWhile, 0);
}
