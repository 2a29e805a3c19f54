//===- Scan.cpp - Scan ----------------------------------------------------===//
//
// One loop over the elements along an axis of the scanned inputs. What is scanned has that axis
// first while the loop runs, so that an element is a row.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Subgraph.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

/// A scanned tensor: the axis in the model, and whether it is walked from the end.
struct Scanned {
  Value tensor; ///< With the axis first.
  int64_t axis;
  bool isReversed;
};

class ScanConversion {
public:
  explicit ScanConversion(NodeConversion &c) : c(c), b(c.b) {}
  LogicalResult convert();

private:
  FailureOr<SmallVector<int64_t>> readList(StringRef name, unsigned count);
  LogicalResult readInputs();
  LogicalResult convertBody();
  Value rowOf(const Scanned &scanned, Value step);
  void buildLoop();
  LogicalResult replace();

  NodeConversion &c;
  ImplicitLocOpBuilder &b;
  Region *body = nullptr;
  unsigned numStates = 0;
  int64_t trips = 0;
  SmallVector<Scanned> inputs, outputs;
  SmallVector<Value> initial; ///< States and what is scanned out.
  SmallVector<Value> results;
  SmallVector<bool> signs;
};

} // namespace

/// Axes and directions are 0 unless they are given, one per scanned tensor.
FailureOr<SmallVector<int64_t>> ScanConversion::readList(StringRef name, unsigned count) {
  SmallVector<int64_t> list = c.intsAttr(name).value_or(SmallVector<int64_t>(count, 0));
  if (list.size() != count)
    return c.unsupported("attribute '" + name + "' does not have " + Twine(count) + " numbers");
  return list;
}

static Value moveAxis(NodeConversion &c, Value tensor, int64_t from, int64_t to) {
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(tensor).size()));
  order.erase(order.begin() + from);
  order.insert(order.begin() + to, from);
  return c.transpose(tensor, order);
}

LogicalResult ScanConversion::readInputs() {
  int64_t count = c.intAttr("num_scan_inputs", 0);
  if (count < 1 || count > c.numInputs())
    return c.unsupported("num_scan_inputs is " + Twine(count) + " for " + Twine(c.numInputs()) +
                         " inputs");
  numStates = c.numInputs() - count;
  if (c.node.getNumResults() < numStates)
    return c.unsupported("the node has fewer outputs than states");
  for (unsigned i = 0; i < c.numInputs(); ++i)
    if (!c.input(i))
      return c.unsupported("input " + Twine(i) + " is missing");
  FailureOr<SmallVector<int64_t>> axes, directions;
  if (failed(axes = readList("scan_input_axes", count)) ||
      failed(directions = readList("scan_input_directions", count)))
    return failure();
  for (auto [i, given, direction] : llvm::enumerate(*axes, *directions)) {
    unsigned input = numStates + i;
    std::optional<int64_t> axis = c.axis(given, c.shape(input).size());
    if (!axis)
      return failure();
    int64_t length = c.shape(input)[*axis];
    if (i != 0 && length != trips)
      return c.unsupported("inputs differ in the length that is scanned: " + Twine(trips) +
                           " and " + Twine(length));
    trips = length;
    inputs.push_back({moveAxis(c, c.input(input), *axis, 0), *axis, direction == 1});
  }
  return success();
}

/// Gives the body's inputs their types and converts it; checks that states keep their types.
LogicalResult ScanConversion::convertBody() {
  Block &block = body->front();
  for (unsigned i = 0; i < c.numInputs(); ++i) {
    bool isState = i < numStates;
    Value given = isState ? Value(c.input(i)) : inputs[i - numStates].tensor;
    ArrayRef<int64_t> shape = shapeOf(given);
    block.getArgument(i).setType(
        RankedTensorType::get(isState ? shape : shape.drop_front(), elementOf(given)));
    if (c.isUnsigned(i))
      c.setUnsigned(block.getArgument(i));
  }
  if (failed(c.convertGraph(*body)) || failed(checkTensors(c, *body)))
    return failure();
  ValueRange values = block.getTerminator()->getOperands();
  FailureOr<SmallVector<int64_t>> axes, directions;
  unsigned count = values.size() - numStates;
  if (failed(axes = readList("scan_output_axes", count)) ||
      failed(directions = readList("scan_output_directions", count)))
    return failure();
  for (auto [i, value] : llvm::enumerate(values)) {
    signs.push_back(c.isUnsignedValue(value));
    if (i < numStates) {
      if (value.getType() != c.input(i).getType() || signs[i] != c.isUnsigned(i))
        return c.unsupported("state " + Twine(i) + " has shape " + shapeText(c.shape(i)) +
                             " before a step and " + shapeText(shapeOf(value)) +
                             " after it, or another element type");
      initial.push_back(c.input(i));
      continue;
    }
    SmallVector<int64_t> shape(shapeOf(value));
    shape.insert(shape.begin(), trips);
    std::optional<int64_t> axis = c.axis((*axes)[i - numStates], shape.size());
    if (!axis || failed(c.checkSize(shape, elementOf(value))))
      return failure();
    initial.push_back(c.filled(shape, elementOf(value), 0));
    outputs.push_back({Value(), *axis, (*directions)[i - numStates] == 1});
  }
  return success();
}

/// Returns which row a step reads or writes.
Value ScanConversion::rowOf(const Scanned &scanned, Value step) {
  if (!scanned.isReversed)
    return step;
  return arith::SubIOp::create(b, arith::ConstantIndexOp::create(b, trips - 1), step);
}

void ScanConversion::buildLoop() {
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto loop = scf::ForOp::create(b, constant(0), constant(trips), constant(1), initial);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value step = loop.getInductionVar();
  ValueRange carried = loop.getRegionIterArgs();
  Block &block = body->front();
  for (unsigned i = 0; i < numStates; ++i)
    block.getArgument(i).replaceAllUsesWith(carried[i]);
  for (auto [i, input] : llvm::enumerate(inputs))
    block.getArgument(numStates + i)
        .replaceAllUsesWith(extractRow(b, input.tensor, rowOf(input, step)));
  SmallVector<Value> next = moveGraph(*body, b.getInsertionBlock(), b.getInsertionPoint());
  for (auto [i, output] : llvm::enumerate(outputs))
    next[numStates + i] =
        insertRow(b, next[numStates + i], carried[numStates + i], rowOf(output, step));
  scf::YieldOp::create(b, next);
  results.assign(loop.result_begin(), loop.result_end());
}

LogicalResult ScanConversion::replace() {
  for (auto [i, output] : llvm::enumerate(outputs))
    results[numStates + i] = moveAxis(c, results[numStates + i], 0, output.axis);
  for (auto [result, isUnsigned] : llvm::zip_equal(results, signs))
    if (isUnsigned)
      c.setUnsigned(result);
  return c.forward(results);
}

LogicalResult ScanConversion::convert() {
  if (c.opset() < 9)
    return c.unsupported("the batched form of opset 8 is not supported",
                         "convert the model to opset 9 or above");
  if (failed(readInputs()))
    return failure();
  body = findGraph(c, "body", c.numInputs(), c.node.getNumResults());
  if (!body || failed(convertBody()))
    return failure();
  buildLoop();
  return replace();
}

static LogicalResult convertScan(NodeConversion &c) { return ScanConversion(c).convert(); }

void sinter::populateScanConverters(ConverterTable &table) { table.add("Scan", 8, convertScan, 0); }
