//===- Gru.cpp - GRU and RNN ----------------------------------------------===//
//
// Before the candidate of a GRU is computed, the reset gate applies to h itself
// (two dependent products per step) or to the product with R (`linear_before_reset`:
// all three products at once).
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Recurrence.h"

using namespace mlir;
using namespace sinter;

/// The order of gates in W, R and B.
enum Gate : int64_t { kUpdate, kReset, kCandidate };

/// (1 - update) * candidate + update * before.
static Value blend(ScalarBuilder &b, Value update, Value candidate, Value before) {
  Value one = constantOf(b, update.getType(), 1);
  return addOf(b, mulOf(b, subOf(b, one, update), candidate), mulOf(b, update, before));
}

static SmallVector<Value> stepLinearBeforeReset(const RecurrentStep &step) {
  SmallVector<AffineMap> maps;
  SmallVector<Value> inputs = step.multiplyAll({kUpdate, kReset, kCandidate}, maps);
  inputs.push_back(step.state[0]);
  maps.push_back(step.at());
  if (step.lateBias) {
    inputs.push_back(step.lateBias);
    maps.push_back(step.channel());
  }
  return step.map(inputs, maps, 1, [&](ScalarBuilder &b, ValueRange s) -> SmallVector<Value> {
    Value update = step.activate(b, 0, addOf(b, s[kUpdate], s[3 + kUpdate]));
    Value reset = step.activate(b, 0, addOf(b, s[kReset], s[3 + kReset]));
    Value product = step.lateBias ? addOf(b, s[kCandidate], s[7]) : s[kCandidate];
    Value sum = addOf(b, s[3 + kCandidate], mulOf(b, reset, product));
    return {blend(b, update, step.activate(b, 1, sum), s[6])};
  });
}

static SmallVector<Value> stepResetBefore(const RecurrentStep &step) {
  Value before = step.state[0];
  SmallVector<Value> inputs = step.multiply(before, {kUpdate, kReset});
  inputs.append({step.projection, step.projection, before});
  SmallVector<Value> gates =
      step.map(inputs, {step.at(), step.at(), step.gate(kUpdate), step.gate(kReset), step.at()}, 2,
               [&](ScalarBuilder &b, ValueRange s) -> SmallVector<Value> {
                 Value reset = step.activate(b, 0, addOf(b, s[1], s[3]));
                 return {step.activate(b, 0, addOf(b, s[0], s[2])), mulOf(b, reset, s[4])};
               });
  Value product = step.multiply(gates[1], {kCandidate}).front();
  return step.map({product, step.projection, gates[0], before},
                  {step.at(), step.gate(kCandidate), step.at(), step.at()}, 1,
                  [&](ScalarBuilder &b, ValueRange s) -> SmallVector<Value> {
                    Value candidate = step.activate(b, 1, addOf(b, s[0], s[1]));
                    return {blend(b, s[2], candidate, s[3])};
                  });
}

static LogicalResult convertGru(NodeConversion &c) {
  bool isLinear = c.intAttr("linear_before_reset", 0) != 0;
  static const StringRef functions[] = {"Sigmoid", "Tanh"};
  std::optional<int64_t> lateGate;
  if (isLinear)
    lateGate = kCandidate;
  return convertRecurrence(c, {3, 1, functions, lateGate, [&](const RecurrentStep &step) {
                                 return isLinear ? stepLinearBeforeReset(step)
                                                 : stepResetBefore(step);
                               }});
}

static SmallVector<Value> stepRnn(const RecurrentStep &step) {
  Value product = step.multiply(step.state[0], {0}).front();
  return step.map({product, step.projection}, {step.at(), step.gate(0)}, 1,
                  [&](ScalarBuilder &b, ValueRange s) -> SmallVector<Value> {
                    return {step.activate(b, 0, addOf(b, s[0], s[1]))};
                  });
}

static LogicalResult convertRnn(NodeConversion &c) {
  static const StringRef functions[] = {"Tanh"};
  return convertRecurrence(c, {1, 1, functions, std::nullopt, stepRnn});
}

void sinter::populateGruConverters(ConverterTable &table) {
  table.add("GRU", 7, convertGru, 3);
  table.add("RNN", 7, convertRnn, 3);
}
