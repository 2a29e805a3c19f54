//===- Recurrence.cpp - Frame of LSTM, GRU and RNN ------------------------===//
//
// The projection of all time steps is one matmul for both directions. A direction
// is one loop over time whose state is loop-carried; it becomes one dispatch.
// With sequence lengths, the reverse direction reverses each sequence within its
// own length, before and after; state stands still when a sequence has ended.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Recurrence.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Sequence.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostArithmetic.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// A step
//===----------------------------------------------------------------------===//

static AffineMap mapOf(NodeConversion &c, int64_t dims, ArrayRef<AffineExpr> results) {
  return AffineMap::get(dims, 0, results, c.b.getContext());
}

AffineMap RecurrentStep::at() const { return c.b.getMultiDimIdentityMap(2); }
AffineMap RecurrentStep::channel() const { return mapOf(c, 2, {c.b.getAffineDimExpr(1)}); }
AffineMap RecurrentStep::gate(int64_t i) const {
  return mapOf(c, 2,
               {c.b.getAffineDimExpr(0), c.b.getAffineConstantExpr(i), c.b.getAffineDimExpr(1)});
}
AffineMap RecurrentStep::peephole(int64_t i) const {
  return mapOf(c, 2, {c.b.getAffineConstantExpr(i), c.b.getAffineDimExpr(1)});
}

Value RecurrentStep::activate(ScalarBuilder &b, unsigned i, Value x) const {
  if (clip) {
    x = minOf(b, Number::Float, x, constantOf(b, x.getType(), *clip));
    x = maxOf(b, Number::Float, x, constantOf(b, x.getType(), -*clip));
  }
  return functions[i].apply(b, x);
}

static SmallVector<Value> genericWithResults(NodeConversion &c, ValueRange inputs, ValueRange inits,
                                             ArrayRef<AffineMap> maps,
                                             ArrayRef<utils::IteratorType> iterators,
                                             RecurrentStep::BodyFn body) {
  auto build = [&](OpBuilder &nested, Location loc, ValueRange scalars) {
    ImplicitLocOpBuilder b(loc, nested);
    linalg::YieldOp::create(b, body(b, scalars));
  };
  auto generic =
      linalg::GenericOp::create(c.b, TypeRange(inits), inputs, inits, maps, iterators, build);
  return SmallVector<Value>(generic.getResults());
}

SmallVector<Value> RecurrentStep::multiply(Value vector, ArrayRef<int64_t> gates) const {
  AffineExpr b = c.b.getAffineDimExpr(0), n = c.b.getAffineDimExpr(1), k = c.b.getAffineDimExpr(2);
  SmallVector<Value> inputs = {vector}, inits;
  SmallVector<AffineMap> maps = {mapOf(c, 3, {b, k})};
  for (int64_t gate : gates) {
    inputs.push_back(weights);
    maps.push_back(mapOf(c, 3, {c.b.getAffineConstantExpr(gate), k, n}));
  }
  for (size_t i = 0; i < gates.size(); ++i) {
    inits.push_back(c.filled({batch, hidden}, elementOf(vector), 0));
    maps.push_back(mapOf(c, 3, {b, n}));
  }
  using utils::IteratorType;
  return genericWithResults(
      c, inputs, inits, maps,
      {IteratorType::parallel, IteratorType::parallel, IteratorType::reduction},
      [&](ScalarBuilder &builder, ValueRange s) {
        SmallVector<Value> sums;
        for (size_t i = 0; i < gates.size(); ++i)
          sums.push_back(addOf(builder, s[1 + gates.size() + i], mulOf(builder, s[0], s[1 + i])));
        return sums;
      });
}

SmallVector<Value> RecurrentStep::multiplyAll(ArrayRef<int64_t> gates,
                                              SmallVectorImpl<AffineMap> &maps) const {
  SmallVector<Value> inputs = multiply(state[0], gates);
  maps.assign(gates.size(), at());
  for (int64_t gate : gates) {
    inputs.push_back(projection);
    maps.push_back(this->gate(gate));
  }
  return inputs;
}

SmallVector<Value> RecurrentStep::map(ValueRange inputs, ArrayRef<AffineMap> maps, unsigned results,
                                      BodyFn body) const {
  SmallVector<AffineMap> allMaps(maps);
  SmallVector<Value> inits;
  for (unsigned i = 0; i < results; ++i) {
    inits.push_back(c.empty({batch, hidden}, elementOf(projection)));
    allMaps.push_back(at());
  }
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  return genericWithResults(
      c, inputs, inits, allMaps, iterators,
      [&](ScalarBuilder &b, ValueRange s) { return body(b, s.take_front(inputs.size())); });
}

//===----------------------------------------------------------------------===//
// The frame
//===----------------------------------------------------------------------===//

namespace {

/// Positions of the inputs.
enum Input : unsigned { kX, kW, kR, kB, kLengths, kInitialH, kInitialC, kP };

class Recurrence {
public:
  Recurrence(NodeConversion &c, const RecurrentCell &cell) : c(c), cell(cell) {}

  LogicalResult convert();

private:
  LogicalResult readAttributes();
  LogicalResult readShapes();
  LogicalResult checkShape(unsigned i, StringRef name, ArrayRef<int64_t> shape);
  LogicalResult readLengths();

  Value cast(Value tensor) { return floatCastTensor(c, tensor, compute); }
  Value addBiases(Value bias);
  void project();
  void transposeWeights();
  Value sliceDirection(Value tensor, int64_t direction);
  SmallVector<Value> getInitialStates(int64_t direction);
  SmallVector<Value> walk(int64_t direction);
  SmallVector<Value> freeze(ValueRange next, ValueRange before, Value time);
  Value join(ArrayRef<Value> parts, int64_t axis);

  bool isReverse(int64_t direction) { return direction == 1 || reversesFirst; }

  NodeConversion &c;
  const RecurrentCell &cell;
  int64_t directions = 1, time, batch, features, hidden;
  bool reversesFirst = false, batchFirst = false;
  std::optional<double> clip;
  SmallVector<RecurrentActivation> functions;
  Type element, compute;
  Value lengths;    ///< [batch] as index, where some sequence may be shorter than `time`.
  Value projection; ///< [time, batch, directions, gates, hidden], or batch first.
  Value weights;    ///< [directions, gates, hidden (summed), hidden]
  Value lateBias;   ///< [directions, hidden]
};

} // namespace

LogicalResult Recurrence::readAttributes() {
  StringRef direction = c.stringAttr("direction", "forward");
  if (direction == "bidirectional")
    directions = 2;
  else if (direction == "reverse")
    reversesFirst = true;
  else if (direction != "forward")
    return c.unsupported("direction '" + direction + "' is not known");
  int64_t layout = c.intAttr("layout", 0);
  if (layout != 0 && layout != 1)
    return c.unsupported("layout " + Twine(layout) + " is not known");
  batchFirst = layout == 1;
  if (c.hasAttr("clip"))
    clip = c.floatAttr("clip", 0);
  if (clip && !(*clip >= 0))
    return c.unsupported("attribute 'clip' must not be negative");
  FailureOr<SmallVector<RecurrentActivation>> read =
      readRecurrentActivations(c, cell.functions, directions);
  if (failed(read))
    return failure();
  functions = std::move(*read);
  return success();
}

LogicalResult Recurrence::checkShape(unsigned i, StringRef name, ArrayRef<int64_t> shape) {
  if (c.shape(i) != shape)
    return c.unsupported("input " + name + " has shape " + shapeText(c.shape(i)) + ", but " +
                         shapeText(shape) + " is needed");
  if (c.elementType(i) != element)
    return c.unsupported("inputs differ in element type");
  return success();
}

LogicalResult Recurrence::readShapes() {
  element = c.elementType(kX);
  if (!isa<FloatType>(element))
    return c.unsupported("element type of the input is not a float");
  compute = accumulatorOf(element);
  if (c.shape(kX).size() != 3 || c.shape(kR).size() != 3)
    return c.unsupported("inputs X and R must have rank 3");
  time = c.shape(kX)[batchFirst ? 1 : 0];
  batch = c.shape(kX)[batchFirst ? 0 : 1];
  features = c.shape(kX)[2];
  hidden = c.shape(kR)[2];
  if (int64_t given = c.intAttr("hidden_size", hidden); given != hidden)
    return c.unsupported("hidden_size is " + Twine(given) + ", but R has " + Twine(hidden) +
                         " columns");
  if (hidden == 0 || batch == 0 || features == 0)
    return c.unsupported("a recurrence needs a batch, features and hidden units");
  int64_t rows;
  if (llvm::MulOverflow(cell.gates, hidden, rows) ||
      failed(c.checkSize({directions, rows, 2}, element)))
    return c.unsupported("the weights are too large");

  SmallVector<int64_t> state = {directions, batch, hidden};
  if (batchFirst)
    std::swap(state[0], state[1]);
  if (failed(checkShape(kW, "W", {directions, rows, features})) ||
      failed(checkShape(kR, "R", {directions, rows, hidden})) ||
      (c.input(kB) && failed(checkShape(kB, "B", {directions, 2 * rows}))) ||
      (c.input(kInitialH) && failed(checkShape(kInitialH, "initial_h", state))))
    return failure();
  if (cell.states < 2)
    return success();
  if ((c.input(kInitialC) && failed(checkShape(kInitialC, "initial_c", state))) ||
      (c.input(kP) && failed(checkShape(kP, "P", {directions, 3 * hidden}))))
    return failure();
  return success();
}

/// Sequences that are all as long as the input need no lengths. Computed lengths
/// are clamped by their use; constant ones out of range are an error.
LogicalResult Recurrence::readLengths() {
  Value given = c.input(kLengths);
  if (!given)
    return success();
  if (c.shape(kLengths) != ArrayRef<int64_t>(batch) || !isa<IntegerType>(c.elementType(kLengths)))
    return c.unsupported("sequence_lens must hold one integer per sequence of the batch (" +
                         Twine(batch) + ")");
  if (std::optional<SmallVector<int64_t>> known = c.constantInts(kLengths)) {
    for (int64_t length : *known)
      if (length < 0 || length > time)
        return c.unsupported("sequence_lens has " + Twine(length) + ", but there are " +
                             Twine(time) + " time steps");
    if (llvm::all_of(*known, [&](int64_t length) { return length == time; }))
      return success();
  }
  lengths = given;
  return success();
}

/// W's and R's biases are added; the late gate's one of R is left to the cell.
Value Recurrence::addBiases(Value bias) {
  int64_t gates = cell.gates;
  bias = c.reshape(bias, {directions, 2 * gates, hidden});
  auto slice = [&](int64_t first, int64_t count) {
    return c.slice(bias, {0, first, 0}, {directions, count, hidden});
  };
  Value first = slice(0, gates), second = slice(gates, gates);
  if (cell.lateGate) {
    lateBias = cast(c.reshape(slice(gates + *cell.lateGate, 1), {directions, hidden}));
    assert(*cell.lateGate == gates - 1 && "the late gate is the last one");
    auto type = RankedTensorType::get({directions, 1, hidden}, element);
    second = c.concat({slice(gates, gates - 1), c.splat(type, 0)}, 1);
  }
  auto constantOf = [](Value value) -> std::optional<HostTensor> {
    auto constant = value.getDefiningOp<arith::ConstantOp>();
    return constant ? HostTensor::from(dyn_cast<ElementsAttr>(constant.getValue())) : std::nullopt;
  };
  std::optional<HostTensor> x = constantOf(first), y = constantOf(second);
  std::optional<HostTensor> sum = x && y ? evaluateBinary("Add", *x, *y, false) : std::nullopt;
  if (sum)
    return cast(c.constantValue(sum->toAttr()));
  return *c.elementwise({cast(first), cast(second)}, compute,
                        [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); });
}

/// X * W + bias of all steps, gates and directions.
void Recurrence::project() {
  Value x = c.input(kX);
  if (lengths && reversesFirst)
    x = reverseSequences(c, x, lengths, batchFirst ? 0 : 1, batchFirst ? 1 : 0);
  int64_t columns = directions * cell.gates * hidden;
  auto multiply = [&](Value x, Value w, int64_t columns) {
    w = c.transpose(c.reshape(w, {columns, features}), {1, 0});
    Value init = c.filled({time * batch, columns}, compute, 0);
    Value rows = c.reshape(cast(x), {time * batch, features});
    return linalg::MatmulOp::create(c.b, ValueRange{rows, cast(w)}, init).getResult(0);
  };
  if (lengths && directions == 2) {
    // The second direction sees other rows.
    Value reversed = reverseSequences(c, x, lengths, batchFirst ? 0 : 1, batchFirst ? 1 : 0);
    SmallVector<Value> parts;
    for (auto [direction, rows] : llvm::enumerate(ValueRange{x, reversed}))
      parts.push_back(multiply(rows, sliceDirection(c.input(kW), direction), columns / directions));
    projection = c.concat(parts, 1);
  } else {
    projection = multiply(x, c.input(kW), columns);
  }
  if (c.input(kB))
    projection =
        *mapElements(c, {projection, c.reshape(addBiases(c.input(kB)), {columns})}, compute,
                     [](ScalarBuilder &b, ValueRange s) { return addOf(b, s[0], s[1]); });
  SmallVector<int64_t> shape = {time, batch, directions, cell.gates, hidden};
  if (batchFirst)
    std::swap(shape[0], shape[1]);
  projection = c.reshape(projection, shape);
}

void Recurrence::transposeWeights() {
  Value byGate = c.reshape(c.input(kR), {directions, cell.gates, hidden, hidden});
  weights = cast(c.transpose(byGate, {0, 1, 3, 2}));
}

/// The part of `tensor` (directions first) that belongs to one direction.
Value Recurrence::sliceDirection(Value tensor, int64_t direction) {
  SmallVector<int64_t> starts(shapeOf(tensor).size(), 0), sizes(shapeOf(tensor));
  starts[0] = direction;
  sizes[0] = 1;
  return c.reshape(c.slice(tensor, starts, sizes), ArrayRef(sizes).drop_front());
}

SmallVector<Value> Recurrence::getInitialStates(int64_t direction) {
  SmallVector<Value> states;
  for (int64_t i = 0; i < cell.states; ++i) {
    Value given = c.input(kInitialH + i);
    if (!given) {
      states.push_back(c.filled({batch, hidden}, compute, 0));
      continue;
    }
    given = cast(given);
    SmallVector<int64_t> starts(3, 0), sizes(shapeOf(given));
    starts[batchFirst ? 1 : 0] = direction;
    sizes[batchFirst ? 1 : 0] = 1;
    states.push_back(c.reshape(c.slice(given, starts, sizes), {batch, hidden}));
  }
  return states;
}

/// Where a sequence has ended, states stay and the step's result is 0. Returns the
/// result and the states.
SmallVector<Value> Recurrence::freeze(ValueRange next, ValueRange before, Value now) {
  Value step = arith::IndexCastOp::create(c.b, elementOf(lengths), now);
  SmallVector<Value> inputs = {lengths, step};
  SmallVector<AffineMap> maps = {mapOf(c, 2, {c.b.getAffineDimExpr(0)}), mapOf(c, 2, {})};
  SmallVector<Value> inits;
  llvm::append_range(inputs, next);
  llvm::append_range(inputs, before);
  maps.append(next.size() + before.size(), c.b.getMultiDimIdentityMap(2));
  for (size_t i = 0; i <= next.size(); ++i) {
    inits.push_back(c.empty({batch, hidden}, compute));
    maps.push_back(c.b.getMultiDimIdentityMap(2));
  }
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  bool isUnsigned = c.isUnsigned(kLengths);
  return genericWithResults(c, inputs, inits, maps, iterators, [&](ScalarBuilder &b, ValueRange s) {
    Value runs =
        compareOf(b, isUnsigned ? Number::Unsigned : Number::Signed, Relation::Less, s[1], s[0]);
    SmallVector<Value> results = {selectOf(b, runs, s[2], constantOf(b, compute, 0))};
    for (size_t i = 0; i < next.size(); ++i)
      results.push_back(selectOf(b, runs, s[2 + i], s[2 + next.size() + i]));
    return results;
  });
}

/// Builds the loop of one direction; returns its Y ([time, batch, hidden], or batch
/// first) and its last states.
SmallVector<Value> Recurrence::walk(int64_t direction) {
  SmallVector<Value> carried = getInitialStates(direction);
  Value ownWeights = sliceDirection(weights, direction);
  Value ownBias = lateBias ? sliceDirection(lateBias, direction) : Value();
  Value peepholes;
  if (cell.states > 1 && c.input(kP))
    peepholes = c.reshape(sliceDirection(cast(c.input(kP)), direction), {3, hidden});
  SmallVector<int64_t> shape = {time, batch, hidden};
  if (batchFirst)
    std::swap(shape[0], shape[1]);
  carried.push_back(c.empty(shape, compute));

  ImplicitLocOpBuilder &b = c.b;
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  auto loop = scf::ForOp::create(b, constant(0), constant(time), constant(1), carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value now = loop.getInductionVar(), position = now;
  if (isReverse(direction) && !lengths)
    position = arith::SubIOp::create(b, constant(time - 1), now);

  // One step of a tensor [time, batch, ...].
  auto stepOf = [&](Value tensor, SmallVector<OpFoldResult> &starts,
                    SmallVector<OpFoldResult> &sizes) {
    ArrayRef<int64_t> dims = shapeOf(tensor);
    starts.assign(dims.size(), b.getIndexAttr(0));
    for (int64_t dim : dims)
      sizes.push_back(b.getIndexAttr(dim));
    starts[batchFirst ? 1 : 0] = position;
    sizes[batchFirst ? 1 : 0] = b.getIndexAttr(1);
    return SmallVector<OpFoldResult>(dims.size(), b.getIndexAttr(1));
  };
  SmallVector<OpFoldResult> starts, sizes;
  SmallVector<OpFoldResult> strides = stepOf(projection, starts, sizes);
  starts[2] = b.getIndexAttr(direction);
  sizes[2] = b.getIndexAttr(1);
  auto stepType = RankedTensorType::get({batch, cell.gates, hidden}, compute);
  Value projected = tensor::ExtractSliceOp::create(b, stepType, projection, starts, sizes, strides);

  SmallVector<Value> states(loop.getRegionIterArgs().take_front(cell.states));
  int64_t perDirection = cell.functions.size();
  SmallVector<Value> next =
      cell.step({c, batch, hidden, projected, ownWeights, ownBias, peepholes, states,
                 ArrayRef(functions).slice(direction * perDirection, perDirection), clip});
  Value result = next.front();
  if (lengths) {
    SmallVector<Value> frozen = freeze(next, states, now);
    result = frozen.front();
    next.assign(frozen.begin() + 1, frozen.end());
  }
  Value all = loop.getRegionIterArgs().back();
  starts.clear();
  sizes.clear();
  strides = stepOf(all, starts, sizes);
  next.push_back(tensor::InsertSliceOp::create(b, result, all, starts, sizes, strides));
  scf::YieldOp::create(b, next);

  SmallVector<Value> results(loop.getResults());
  std::rotate(results.begin(), results.end() - 1, results.end());
  return results;
}

/// Joins what the directions computed along a new dim `axis`, as elements of the
/// model's type.
Value Recurrence::join(ArrayRef<Value> parts, int64_t axis) {
  SmallVector<Value> expanded;
  for (Value part : parts) {
    SmallVector<int64_t> dims(shapeOf(part));
    dims.insert(dims.begin() + axis, 1);
    expanded.push_back(c.reshape(floatCastTensor(c, part, element), dims));
  }
  return c.concat(expanded, axis);
}

LogicalResult Recurrence::convert() {
  if (failed(readAttributes()) || failed(readShapes()) || failed(readLengths()))
    return failure();
  SmallVector<SmallVector<Value>> byResult(cell.states + 1);
  if (time > 0) {
    project();
    transposeWeights();
  }
  for (int64_t direction = 0; direction < directions; ++direction) {
    SmallVector<Value> results;
    if (time > 0) {
      results = walk(direction);
      if (lengths && isReverse(direction))
        results[0] =
            reverseSequences(c, results[0], lengths, batchFirst ? 0 : 1, batchFirst ? 1 : 0);
    } else {
      results = getInitialStates(direction);
      SmallVector<int64_t> shape = {0, batch, hidden};
      if (batchFirst)
        std::swap(shape[0], shape[1]);
      results.insert(results.begin(), c.empty(shape, compute));
    }
    for (auto [i, result] : llvm::enumerate(results))
      byResult[i].push_back(result);
  }
  SmallVector<Value> outputs = {join(byResult[0], batchFirst ? 2 : 1)};
  for (auto &states : ArrayRef(byResult).drop_front())
    outputs.push_back(join(states, batchFirst ? 1 : 0));
  return c.replace(outputs, /*isUnsigned=*/false);
}

LogicalResult sinter::convertRecurrence(NodeConversion &c, const RecurrentCell &cell) {
  return Recurrence(c, cell).convert();
}

void sinter::populateRecurrentConverters(ConverterTable &table) {
  populateGruConverters(table);
  populateLstmConverters(table);
  populateSequenceConverters(table);
}
