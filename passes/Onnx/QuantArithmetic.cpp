//===- QuantArithmetic.cpp - Elementwise quantized operators --------------===//
//
// QLinearAdd and its like: read stored integers, compute in f32, round once.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/Onnx/Groups.h"
#include "passes/Onnx/QuantScalars.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

namespace {

/// An elementwise operator whose operands and result have one scale each.
class ElementwiseStore {
public:
  explicit ElementwiseStore(NodeConversion &c) : c(c) {}

  /// Reads where the result goes: inputs `scale` and `zero`.
  LogicalResult readResult(unsigned scale, unsigned zero);
  /// Adds a tensor that takes part in the operation.
  LogicalResult readOperand(QuantizedInput input);

  /// The scale of operand `i` in units of the result's.
  Value ratio(unsigned i) { return combine(c, "Div", operands[i].q.scale, result.scale); }
  Value scale(unsigned i) { return operands[i].q.scale; }
  Value resultScale() { return result.scale; }
  bool isUnsigned() const { return range.isUnsigned; }

  using Body = llvm::function_ref<Value(ScalarBuilder &, ValueRange offsets, ValueRange numbers)>;

  /// Emits the operation. `body` gets each operand's stored number less its zero
  /// point (i32) and the scalars of `numbers`, and returns steps of the result.
  FailureOr<Value> store(ArrayRef<Value> numbers, Body body);

private:
  struct Operand {
    Value tensor;
    bool isUnsigned;
    Quantization q;
  };

  NodeConversion &c;
  SmallVector<Operand> operands;
  Quantization result;
  StoredRange range;
};

} // namespace

LogicalResult ElementwiseStore::readResult(unsigned scale, unsigned zero) {
  FailureOr<Quantization> q = readResultQuantization(c, scale, zero);
  FailureOr<StoredRange> stored = readStoredRange(c, zero);
  if (failed(q) || failed(stored))
    return failure();
  result = *q;
  range = *stored;
  return success();
}

LogicalResult ElementwiseStore::readOperand(QuantizedInput input) {
  if (failed(checkQuantized(c, input.tensor)))
    return failure();
  FailureOr<Quantization> q = readQuantization(c, input);
  if (failed(q))
    return failure();
  operands.push_back({c.input(input.tensor), c.isUnsigned(input.tensor), *q});
  return success();
}

FailureOr<Value> ElementwiseStore::store(ArrayRef<Value> numbers, Body body) {
  SmallVector<Value> inputs;
  for (const Operand &operand : operands)
    inputs.push_back(operand.tensor);
  size_t firstNumber = inputs.size(), firstZero = firstNumber + numbers.size();
  llvm::append_range(inputs, numbers);
  for (const Operand &operand : operands)
    if (operand.q.zero)
      inputs.push_back(operand.q.zero);
  if (result.zero)
    inputs.push_back(result.zero);
  return mapElements(c, inputs, range.element, [&](ScalarBuilder &b, ValueRange s) {
    ValueRange zeros = s.drop_front(firstZero);
    auto nextZero = [&](const Quantization &q) {
      if (!q.zero)
        return Value();
      Value zero = widenInteger(b, zeros.front(), q.isZeroUnsigned);
      zeros = zeros.drop_front();
      return zero;
    };
    SmallVector<Value> offsets;
    for (auto [operand, stored] : llvm::zip_first(operands, s))
      offsets.push_back(offsetOf(b, stored, operand.isUnsigned, nextZero(operand.q)));
    Value steps = body(b, offsets, s.slice(firstNumber, numbers.size()));
    return storeSteps(b, steps, nextZero(result), range);
  });
}

static Value toFloat(ScalarBuilder &b, Value integer) {
  return arith::SIToFPOp::create(b, b.getF32Type(), integer);
}

static LogicalResult readBinary(NodeConversion &c, ElementwiseStore &op) {
  return success(succeeded(op.readOperand({0, 1, 2})) && succeeded(op.readOperand({3, 4, 5})) &&
                 succeeded(op.readResult(6, 7)));
}

static LogicalResult convertAdd(NodeConversion &c) {
  ElementwiseStore op(c);
  if (failed(readBinary(c, op)))
    return failure();
  FailureOr<Value> sum =
      op.store({op.ratio(0), op.ratio(1)}, [](ScalarBuilder &b, ValueRange x, ValueRange ratio) {
        return addOf(b, mulOf(b, toFloat(b, x[0]), ratio[0]), mulOf(b, toFloat(b, x[1]), ratio[1]));
      });
  return failed(sum) ? failure() : c.replace(*sum, op.isUnsigned());
}

static LogicalResult convertMul(NodeConversion &c) {
  ElementwiseStore op(c);
  if (failed(readBinary(c, op)))
    return failure();
  Value ratio = combine(c, "Mul", op.ratio(0), op.scale(1));
  FailureOr<Value> product =
      op.store({ratio}, [](ScalarBuilder &b, ValueRange x, ValueRange number) {
        return mulOf(b, toFloat(b, mulOf(b, x[0], x[1])), number[0]);
      });
  return failed(product) ? failure() : c.replace(*product, op.isUnsigned());
}

static LogicalResult convertLeakyRelu(NodeConversion &c) {
  ElementwiseStore op(c);
  if (failed(op.readOperand({0, 1, 2})) || failed(op.readResult(3, 4)))
    return failure();
  Value slope = combine(c, "Mul", op.ratio(0), numberTensor(c, c.floatAttr("alpha", 0.01)));
  FailureOr<Value> result =
      op.store({op.ratio(0), slope}, [](ScalarBuilder &b, ValueRange x, ValueRange number) {
        Value zero = constantOf(b, b.getI32Type(), 0);
        Value isNegative = compareOf(b, Number::Signed, Relation::Less, x[0], zero);
        return mulOf(b, toFloat(b, x[0]), selectOf(b, isNegative, number[1], number[0]));
      });
  return failed(result) ? failure() : c.replace(*result, op.isUnsigned());
}

static LogicalResult convertSigmoid(NodeConversion &c) {
  ElementwiseStore op(c);
  if (failed(op.readOperand({0, 1, 2})) || failed(op.readResult(3, 4)))
    return failure();
  Value steps = combine(c, "Div", numberTensor(c, 1), op.resultScale());
  FailureOr<Value> result =
      op.store({op.scale(0), steps}, [](ScalarBuilder &b, ValueRange x, ValueRange number) {
        return mulOf(b, sigmoidOf(b, mulOf(b, toFloat(b, x[0]), number[0])), number[1]);
      });
  return failed(result) ? failure() : c.replace(*result, op.isUnsigned());
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

/// Operand `i` under the result's scale; itself if that is its own.
static FailureOr<Value> requantizePart(NodeConversion &c, QuantizedInput part) {
  ElementwiseStore op(c);
  if (failed(op.readOperand(part)) || failed(op.readResult(0, 1)))
    return failure();
  auto sameConstant = [&](unsigned i, unsigned j) {
    ElementsAttr x = c.constant(i), y = c.constant(j);
    return x && y && x == y;
  };
  if (sameConstant(*part.scale, 0) && sameConstant(part.zero, 1) &&
      c.isUnsigned(part.tensor) == c.isUnsigned(1))
    return Value(c.input(part.tensor));
  return op.store({op.ratio(0)}, [](ScalarBuilder &b, ValueRange x, ValueRange ratio) {
    return mulOf(b, toFloat(b, x[0]), ratio[0]);
  });
}

static LogicalResult convertConcat(NodeConversion &c) {
  if (c.numInputs() < 5 || c.numInputs() % 3 != 2 || !c.input(1))
    return c.unsupported("inputs are not scale, zero point and triples of tensor, scale and zero "
                         "point");
  SmallVector<Value> parts;
  for (unsigned i = 2; i < c.numInputs(); i += 3) {
    FailureOr<Value> part = requantizePart(c, {i, i + 1, i + 2});
    if (failed(part))
      return failure();
    parts.push_back(*part);
  }
  int64_t rank = shapeOf(parts.front()).size();
  std::optional<int64_t> axis = c.axis(c.intAttr("axis", 0), rank);
  if (!axis)
    return failure();
  for (Value part : parts) {
    SmallVector<int64_t> first(shapeOf(parts.front())), other(shapeOf(part));
    if (int64_t(other.size()) == rank)
      other[*axis] = first[*axis];
    if (first != other)
      return c.unsupported("tensors of shape " + shapeText(shapeOf(parts.front())) + " and " +
                           shapeText(shapeOf(part)) + " do not join along axis " + Twine(*axis));
  }
  return c.replace(c.concat(parts, *axis), c.isUnsigned(1));
}

void sinter::populateQuantArithmeticConverters(ConverterTable &table) {
  table.add("com.microsoft.QLinearAdd", 1, convertAdd, 2);
  table.add("com.microsoft.QLinearMul", 1, convertMul, 2);
  table.add("com.microsoft.QLinearConcat", 1, convertConcat);
  table.add("com.microsoft.QLinearLeakyRelu", 1, convertLeakyRelu, 2);
  table.add("com.microsoft.QLinearSigmoid", 1, convertSigmoid, 2);
}
