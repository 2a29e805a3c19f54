//===- Lstm.cpp - UNIDIRECTIONAL_SEQUENCE_LSTM ----------------------------===//
//
// The input of all time steps is multiplied at once; a loop over time carries hidden and
// cell state, which are variables of the model and go on from call to call. Forms that
// TFLite Micro has no kernel for (peepholes, projection, normalization, coupled gates) are
// declined.
//
//===----------------------------------------------------------------------===//

#include "passes/Tflite/Lstm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Groups.h"

using namespace mlir;
using namespace sinter;
using namespace sinter::lstm;

namespace {

class SequenceLstm {
public:
  explicit SequenceLstm(TfliteConversion &c) : c(c) {}

  LogicalResult convert();

private:
  LogicalResult checkInputs();
  LogicalResult readShapes();
  LogicalResult checkShape(unsigned i, ArrayRef<int64_t> shape);

  int64_t timeAxis() const { return isTimeMajor ? 0 : 1; }
  Value addTo(Value sums, Value addend);
  Value project();
  SmallVector<Value> step(Value projected, Value hiddenState, Value cellState);
  SmallVector<Value> walk(Value projection);

  TfliteConversion &c;
  std::unique_ptr<LstmCell> cell;
  bool isTimeMajor = false;
  int64_t time, batch, features, hidden;
  Value stateAddend;
};

} // namespace

LogicalResult SequenceLstm::checkInputs() {
  auto isGiven = [&](unsigned i) { return i < c.numInputs() && c.input(i); };
  auto anyGiven = [&](unsigned from, unsigned to) {
    return llvm::any_of(llvm::seq(from, to), isGiven);
  };
  auto allGiven = [&](unsigned from, unsigned to) {
    return llvm::all_of(llvm::seq(from, to), isGiven);
  };
  if (anyGiven(kPeepholes, kBiases))
    return c.unsupported("peephole connections are not supported");
  if (anyGiven(kProjection, kHidden))
    return c.unsupported("a projection is not supported");
  if (anyGiven(kNormalization, kInputs))
    return c.unsupported("layer normalization is not supported");
  if (!allGiven(kX, kPeepholes))
    return c.unsupported("coupled input and forget gates are not supported",
                         "give weights of all four gates");
  if (!allGiven(kBiases, kProjection))
    return c.unsupported("a bias is missing");
  if (!c.variable(kHidden) || !c.variable(kCell))
    return c.unsupported("hidden and cell state must be variable tensors");
  if (c.stringOption("fused_activation_function", "TANH") != "TANH")
    return c.unsupported("activation '" + c.stringOption("fused_activation_function", "") +
                         "' is not supported by this operator; supported: TANH");
  return success();
}

LogicalResult SequenceLstm::checkShape(unsigned i, ArrayRef<int64_t> shape) {
  if (c.shape(i) == shape)
    return success();
  return c.unsupported("input " + Twine(i) + " has shape " + shapeText(c.shape(i)) + ", but " +
                       shapeText(shape) + " is needed");
}

LogicalResult SequenceLstm::readShapes() {
  isTimeMajor = c.boolOption("time_major", false);
  if (c.shape(kX).size() != 3 || c.shape(kHidden).size() != 2)
    return c.unsupported("the input must have rank 3 and the states rank 2");
  time = c.shape(kX)[timeAxis()];
  batch = c.shape(kX)[1 - timeAxis()];
  features = c.shape(kX)[2];
  hidden = c.shape(kHidden)[1];
  if (time == 0 || batch == 0 || features == 0 || hidden == 0)
    return c.unsupported("there must be time steps, a batch, features and hidden units");
  for (unsigned gate = 0; gate < kGates; ++gate)
    if (failed(checkShape(kInputWeights + gate, {hidden, features})) ||
        failed(checkShape(kRecurrentWeights + gate, {hidden, hidden})) ||
        failed(checkShape(kBiases + gate, {hidden})))
      return failure();
  if (failed(checkShape(kHidden, {batch, hidden})) || failed(checkShape(kCell, {batch, hidden})))
    return failure();
  return c.checkSize({time, batch, kGates * hidden}, c.b.getI64Type());
}

/// Adds one number per column.
Value SequenceLstm::addTo(Value sums, Value addend) {
  if (!addend)
    return sums;
  return *c.elementwise({sums, addend}, elementOf(addend), [&](ScalarBuilder &b, ValueRange s) {
    Value sum = s[0];
    if (sum.getType() != s[1].getType())
      sum = arith::ExtSIOp::create(b, s[1].getType(), sum);
    return addOf(b, sum, s[1]);
  });
}

/// The part of all sums that does not depend on the state: X's shape with gates and hidden
/// units for features.
Value SequenceLstm::project() {
  Value rows = c.reshape(c.input(kX), {time * batch, features});
  Value sums = addTo(cell->multiply(rows, kInputWeights), cell->inputAddend());
  SmallVector<int64_t> shape(c.shape(kX).drop_back());
  shape.append({kGates, hidden});
  return c.reshape(sums, shape);
}

/// `projected` is [batch, gates, hidden]; returns hidden and cell state.
SmallVector<Value> SequenceLstm::step(Value projected, Value hiddenState, Value cellState) {
  Value products = c.reshape(addTo(cell->multiply(hiddenState, kRecurrentWeights), stateAddend),
                             {batch, kGates, hidden});
  AffineExpr row = c.b.getAffineDimExpr(0), column = c.b.getAffineDimExpr(1);
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (Value sums : {projected, products})
    for (unsigned gate = 0; gate < kGates; ++gate) {
      inputs.push_back(sums);
      maps.push_back(
          AffineMap::get(2, 0, {row, c.b.getAffineConstantExpr(gate), column}, c.b.getContext()));
    }
  inputs.push_back(cellState);
  SmallVector<Value> inits = {c.empty({batch, hidden}, c.element(kHidden)),
                              c.empty({batch, hidden}, c.element(kCell))};
  maps.append(3, c.b.getMultiDimIdentityMap(2));
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto build = [&](OpBuilder &nested, Location loc, ValueRange s) {
    ScalarBuilder b(loc, nested);
    linalg::YieldOp::create(
        b, cell->step(b, s.take_front(kGates), s.slice(kGates, kGates), s[2 * kGates]));
  };
  return SmallVector<Value>(linalg::GenericOp::create(c.b, TypeRange(ValueRange(inits)), inputs,
                                                      inits, maps, iterators, build)
                                .getResults());
}

/// Returns the hidden states of all steps, then the last states.
SmallVector<Value> SequenceLstm::walk(Value projection) {
  Value hiddenState = c.input(kHidden), cellState = c.input(kCell);
  if (time == 1) {
    SmallVector<Value> next =
        step(c.reshape(projection, {batch, kGates, hidden}), hiddenState, cellState);
    return {c.reshape(next[0], {c.shape(kX)[0], c.shape(kX)[1], hidden}), next[0], next[1]};
  }
  ImplicitLocOpBuilder &b = c.b;
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, value); };
  Value all = c.empty({c.shape(kX)[0], c.shape(kX)[1], hidden}, c.element(kHidden));
  auto loop = scf::ForOp::create(b, constant(0), constant(time), constant(1),
                                 ValueRange{hiddenState, cellState, all});
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());

  // One step of a tensor whose first dims are those of the input.
  SmallVector<OpFoldResult> starts, sizes, strides;
  auto select = [&](Value tensor) {
    ArrayRef<int64_t> dims = shapeOf(tensor);
    starts.assign(dims.size(), b.getIndexAttr(0));
    strides.assign(dims.size(), b.getIndexAttr(1));
    sizes = getAsIndexOpFoldResult(b.getContext(), dims);
    starts[timeAxis()] = loop.getInductionVar();
    sizes[timeAxis()] = b.getIndexAttr(1);
  };
  select(projection);
  auto type = RankedTensorType::get({batch, kGates, hidden}, elementOf(projection));
  Value projected = tensor::ExtractSliceOp::create(b, type, projection, starts, sizes, strides);
  ValueRange carried = loop.getRegionIterArgs();
  SmallVector<Value> next = step(projected, carried[0], carried[1]);
  select(carried[2]);
  next.push_back(tensor::InsertSliceOp::create(b, next[0], carried[2], starts, sizes, strides));
  scf::YieldOp::create(b, next);
  return {loop.getResult(2), loop.getResult(0), loop.getResult(1)};
}

LogicalResult SequenceLstm::convert() {
  if (failed(checkInputs()) || failed(readShapes()))
    return failure();
  cell = c.number(kX) == Number::Float ? createFloatLstmCell(c) : createIntegerLstmCell(c);
  if (failed(cell->read()))
    return failure();
  cell->prepare();
  stateAddend = cell->stateAddend();
  SmallVector<Value> results = walk(project());
  c.store(c.variable(kHidden), results[1]);
  c.store(c.variable(kCell), results[2]);
  return c.replace(results[0]);
}

static LogicalResult convertSequenceLstm(TfliteConversion &c) { return SequenceLstm(c).convert(); }

void sinter::populateTfliteLstm(TfliteTable &table) {
  table.add("UNIDIRECTIONAL_SEQUENCE_LSTM", convertSequenceLstm);
}
