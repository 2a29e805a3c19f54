//===- MicrosoftQuantized.cpp - Quantized products of com.microsoft -------===//
//
// What products of integers mean in floats, dynamically quantized products, and products
// with weights of few bits. Integers are multiplied as integers; their scales are applied
// to the sums.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tensor/HostTensor.h"
#include "passes/Tensor/HostTypes.h"

using namespace mlir;
using namespace sinter;

constexpr int64_t kFloat = 1;

/// (a - aZero) * (b - bZero) * scales + bias in floats.
static Value scaleProduct(NodeExpansion &x, Value product, Value aScale, Value bScale, Value bias) {
  Value result = x.mul(x.cast(product, kFloat), x.mul(aScale, bScale));
  return bias ? x.add(result, bias) : result;
}

/// Declines the node unless inputs `scales` hold f32.
static LogicalResult checkScales(NodeConversion &c, ArrayRef<unsigned> scales) {
  for (unsigned i : scales)
    if (!c.elementType(i).isF32())
      return c.unsupported("input " + Twine(i) + " is not of type float");
  return success();
}

static LogicalResult convertMatMulIntegerToFloat(NodeConversion &c) {
  if (failed(checkScales(c, {2, 3})))
    return failure();
  NodeExpansion x(c);
  Value product = x.node("MatMulInteger", {c.input(0), c.input(1), c.input(4), c.input(5)});
  return x.finish(scaleProduct(x, product, c.input(2), c.input(3), c.input(6)));
}

static LogicalResult convertDynamicQuantizeMatMul(NodeConversion &c) {
  if (failed(checkScales(c, {0, 2})))
    return failure();
  NodeExpansion x(c);
  SmallVector<Value> a = x.nodes("DynamicQuantizeLinear", c.input(0), 3);
  Value product = x.node("MatMulInteger", {a[0], c.input(1), a[2], c.input(3)});
  return x.finish(scaleProduct(x, product, a[1], c.input(2), c.input(4)));
}

/// Floats between integers: exponents and their sums are no integers of 8 bits.
static LogicalResult convertQLinearSoftmax(NodeConversion &c) {
  NodeExpansion x(c);
  Value real = x.node("DequantizeLinear", {c.input(0), c.input(1), c.input(2)});
  Value softmax = x.node("Softmax", real, x.integer("axis", c.intAttr("axis", -1)));
  if (c.intAttr("opset", 13) < 13) {
    // All dims from the axis on at once.
    std::optional<int64_t> axis = c.axis(c.intAttr("axis", 1), c.shape(0).size());
    if (!axis)
      return failure();
    Value rows = x.reshape(
        real, {productOf(c.shape(0).take_front(*axis)), productOf(c.shape(0).drop_front(*axis))});
    softmax = x.reshape(x.node("Softmax", rows, x.integer("axis", -1)), c.shape(0));
  }
  return x.finish(x.node("QuantizeLinear", {softmax, c.input(3), c.input(4)}));
}

//===----------------------------------------------------------------------===//
// Channels last
//===----------------------------------------------------------------------===//

/// Moves channels to the front, adds the node that `build` makes of that, and moves them back.
static LogicalResult withChannelsFirst(NodeConversion &c, NodeExpansion &x,
                                       llvm::function_ref<Value(Value)> build) {
  int64_t rank = c.shape(0).size();
  if (rank < 3)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no channels");
  SmallVector<int64_t> front = llvm::to_vector(llvm::seq<int64_t>(0, rank)), back = front;
  std::rotate(front.begin() + 1, front.end() - 1, front.end());
  std::rotate(back.begin() + 1, back.begin() + 2, back.end());
  return x.finish(x.transpose(build(x.transpose(c.input(0), front)), back));
}

/// ONNX's own operator, or that with channels last.
static LogicalResult convertQLinearConv(NodeConversion &c) {
  NodeExpansion x(c);
  auto build = [&](Value input) {
    SmallVector<Value> inputs = {input};
    for (unsigned i = 1; i < c.numInputs(); ++i)
      inputs.push_back(c.input(i));
    return x.node("QLinearConv", inputs, x.keep(StringRef("channels_last")));
  };
  if (c.intAttr("channels_last", 0) == 0)
    return x.finish(build(c.input(0)));
  return withChannelsFirst(c, x, build);
}

LogicalResult sinter::convertChannelsLast(NodeConversion &c) {
  NodeExpansion x(c);
  return withChannelsFirst(c, x, [&](Value input) {
    SmallVector<Value> inputs = {input};
    for (unsigned i = 1; i < c.numInputs(); ++i)
      inputs.push_back(c.input(i));
    return x.ownNode(c.node.getOpType(), inputs, x.keep(StringRef("channels_last")));
  });
}

//===----------------------------------------------------------------------===//
// Weights of few bits
//===----------------------------------------------------------------------===//

namespace {

/// Weights of [columns, blocks, bytes], whose blocks along the rows have a scale each.
class BlockedWeights {
public:
  explicit BlockedWeights(NodeConversion &c)
      : c(c), rows(c.intAttr("K", 0)), columns(c.intAttr("N", 0)), bits(c.intAttr("bits", 4)),
        block(c.intAttr("block_size", 0)) {}

  /// Returns [rows, columns] in f32.
  FailureOr<Value> read();

private:
  std::optional<HostTensor> readInput(unsigned i);
  LogicalResult check();
  /// Number `i` of several that are stored in a row of bytes, low bits first.
  int64_t unpack(ArrayRef<uint8_t> bytes, int64_t i) const {
    int64_t perByte = 8 / bits;
    return bytes[i / perByte] >> (i % perByte * bits) & ((1 << bits) - 1);
  }

  NodeConversion &c;
  const int64_t rows, columns, bits, block;
  int64_t blocks = 0;
};

} // namespace

/// Returns a constant input; short floats as f32.
std::optional<HostTensor> BlockedWeights::readInput(unsigned i) {
  ElementsAttr elements = c.constant(i);
  std::optional<HostTensor> tensor = elements ? HostTensor::from(elements) : std::nullopt;
  if (tensor && isShortFloat(tensor->getElementType()))
    tensor = shortToFloat(*tensor);
  return tensor ? std::optional(tensor->unsplatted()) : std::nullopt;
}

LogicalResult BlockedWeights::check() {
  constexpr int64_t most = 1 << 16;
  if ((bits != 2 && bits != 4 && bits != 8) || block < 16 || block > most ||
      !llvm::isPowerOf2_64(block) || rows < 1 || columns < 1)
    return c.unsupported(
        "weights of " + Twine(bits) + " bits in blocks of " + Twine(block) + " are not supported",
        "supported: 2, 4 and 8 bits, blocks of 16 to " + Twine(most) + ", a power of two");
  if (failed(c.checkSize({rows, columns}, c.b.getF32Type())))
    return failure();
  blocks = (rows + block - 1) / block;
  if (!c.elementType(1).isInteger(8) ||
      productOf(c.shape(1)) != columns * blocks * (block * bits / 8))
    return c.unsupported("weights of shape " + shapeText(c.shape(1)) + " do not hold " +
                         Twine(columns) + " columns of " + Twine(blocks) + " blocks");
  if (productOf(c.shape(2)) != columns * blocks || !isa<FloatType>(c.elementType(2)))
    return c.unsupported("there must be one scale per block");
  return success();
}

FailureOr<Value> BlockedWeights::read() {
  if (failed(check()))
    return failure();
  std::optional<HostTensor> weights = readInput(1), scales = readInput(2), zeros, groups;
  if (!weights || !scales || !scales->getElementType().isF32())
    return c.unsupported("weights or scales are not constant", "fold them into initializers");
  int64_t zeroBytes = (blocks * bits + 7) / 8;
  bool areZerosPacked = false;
  if (c.input(3)) {
    zeros = readInput(3);
    areZerosPacked = c.elementType(3).isInteger(8);
    if (!zeros || zeros->size() != columns * (areZerosPacked ? zeroBytes : blocks) ||
        (!areZerosPacked && !zeros->getElementType().isF32()))
      return c.unsupported("zero points are not one constant per block");
  }
  if (c.input(4)) {
    groups = readInput(4);
    if (!groups || groups->size() < rows || !groups->getElementType().isInteger(32) ||
        llvm::any_of(groups->as<int32_t>(), [&](int32_t g) { return g < 0 || g >= blocks; }))
      return c.unsupported("g_idx does not name a block for each row");
  }

  HostTensor result = HostTensor::zeros(RankedTensorType::get({rows, columns}, c.b.getF32Type()));
  MutableArrayRef<float> out = result.mutableAs<float>();
  ArrayRef<uint8_t> stored = weights->as<uint8_t>();
  int64_t columnBytes = blocks * (block * bits / 8);
  for (int64_t n = 0; n < columns; ++n)
    for (int64_t k = 0; k < rows; ++k) {
      int64_t of = groups ? groups->as<int32_t>()[k] : k / block;
      float zero = float(1 << (bits - 1));
      if (zeros)
        zero = areZerosPacked
                   ? float(unpack(zeros->as<uint8_t>().slice(n * zeroBytes, zeroBytes), of))
                   : zeros->as<float>()[n * blocks + of];
      float number = float(unpack(stored.slice(n * columnBytes, columnBytes), k));
      out[k * columns + n] = (number - zero) * scales->as<float>()[n * blocks + of];
    }
  return c.constantValue(result.toAttr("weights"));
}

static LogicalResult convertMatMulNBits(NodeConversion &c) {
  FailureOr<Value> weights = BlockedWeights(c).read();
  if (failed(weights))
    return failure();
  emitWarning(c.b.getLoc()) << "weights of " << c.intAttr("bits", 4)
                            << " bits are stored as floats, which are larger";
  NodeExpansion x(c);
  Value matrix = *weights;
  if (!c.elementType(0).isF32())
    matrix = x.node("CastLike", {matrix, c.input(0)});
  Value product = x.node("MatMul", {c.input(0), matrix});
  return x.finish(c.input(5) ? x.add(product, c.input(5)) : product);
}

void sinter::populateMicrosoftQuantizedConverters(ConverterTable &table) {
  table.add("com.microsoft.MatMulIntegerToFloat", 1, convertMatMulIntegerToFloat, 4);
  table.add("com.microsoft.DynamicQuantizeMatMul", 1, convertDynamicQuantizeMatMul, 3);
  table.add("com.microsoft.QLinearConv", 1, convertQLinearConv, 8);
  table.add("com.microsoft.QLinearSoftmax", 1, convertQLinearSoftmax, 4);
  table.add("com.microsoft.MatMulNBits", 1, convertMatMulNBits, 3);
}
