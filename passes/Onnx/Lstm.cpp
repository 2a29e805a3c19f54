//===- Lstm.cpp - LSTM ----------------------------------------------------===//
//
// One step computes four gates from h, then c and h: two operations, the second
// of which has the first one's results in registers when code is generated.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Groups.h"
#include "passes/Onnx/Recurrence.h"

using namespace mlir;
using namespace sinter;

/// The order of gates in W, R and B, and of peepholes in P.
enum Gate : int64_t { kInput, kOutput, kForget, kCell };

static SmallVector<Value> stepLstm(const RecurrentStep &step, bool couples) {
  SmallVector<AffineMap> maps;
  SmallVector<Value> inputs = step.multiplyAll({kInput, kOutput, kForget, kCell}, maps);
  inputs.push_back(step.state[1]);
  maps.push_back(step.at());
  for (int64_t i = 0; step.peepholes && i < 3; ++i) {
    inputs.push_back(step.peepholes);
    maps.push_back(step.peephole(i));
  }
  return step.map(inputs, maps, 2, [&](ScalarBuilder &b, ValueRange s) -> SmallVector<Value> {
    auto gate = [&](Gate gate, unsigned function, Value cell) {
      Value sum = addOf(b, s[gate], s[4 + gate]);
      if (step.peepholes && cell)
        sum = addOf(b, sum, mulOf(b, s[9 + gate], cell));
      return step.activate(b, function, sum);
    };
    Value before = s[8];
    Value input = gate(kInput, 0, before);
    Value forget =
        couples ? subOf(b, constantOf(b, input.getType(), 1), input) : gate(kForget, 0, before);
    Value candidate = gate(kCell, 1, Value());
    Value cell = addOf(b, mulOf(b, forget, before), mulOf(b, input, candidate));
    Value output = gate(kOutput, 0, cell);
    return {mulOf(b, output, step.functions[2].apply(b, cell)), cell};
  });
}

static LogicalResult convertLstm(NodeConversion &c) {
  bool couples = c.intAttr("input_forget", 0) != 0;
  static const StringRef functions[] = {"Sigmoid", "Tanh", "Tanh"};
  return convertRecurrence(c, {4, 2, functions, std::nullopt,
                               [&](const RecurrentStep &step) { return stepLstm(step, couples); }});
}

void sinter::populateLstmConverters(ConverterTable &table) { table.add("LSTM", 7, convertLstm, 3); }
