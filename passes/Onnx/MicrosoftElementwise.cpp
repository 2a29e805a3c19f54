//===- MicrosoftElementwise.cpp - Fused operators of com.microsoft --------===//
//
// Products and convolutions with an activation, and the family of GELU: what the
// optimizer of ONNX Runtime makes of several nodes.
//
//===----------------------------------------------------------------------===//

#include "passes/Onnx/Expansion.h"
#include "passes/Onnx/Groups.h"
#include "passes/Tensor/Generics.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Swaps the last two dims of a matrix, and moves dim 0, if it is the rows', behind the batches.
static Value arrangeMatrix(NodeConversion &c, NodeExpansion &x, unsigned i, bool isTransposed,
                           bool hasRowsFirst) {
  int64_t rank = c.shape(i).size();
  if (rank < 2 || (!isTransposed && !hasRowsFirst))
    return c.input(i);
  SmallVector<int64_t> permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (hasRowsFirst)
    std::rotate(permutation.begin(), permutation.begin() + 1, permutation.end() - 1);
  if (isTransposed)
    std::swap(permutation[rank - 2], permutation[rank - 1]);
  return x.transpose(c.input(i), permutation);
}

static LogicalResult convertFusedMatMul(NodeConversion &c) {
  NodeExpansion x(c);
  auto isSet = [&](StringRef name) { return c.intAttr(name, 0) != 0; };
  Value a = arrangeMatrix(c, x, 0, isSet("transA"), isSet("transBatchA"));
  Value b = arrangeMatrix(c, x, 1, isSet("transB"), isSet("transBatchB"));
  Value product = x.node("MatMul", {a, b});
  double alpha = c.floatAttr("alpha", 1);
  return x.finish(alpha == 1 ? product : x.mul(product, x.number(c.elementType(0), alpha)));
}

/// Applies the activation `name`; its numbers are alpha and beta. Returns null if there is none.
static Value activate(NodeConversion &c, NodeExpansion &x, StringRef name, Value value,
                      ArrayRef<double> numbers) {
  auto number = [&](size_t i, double otherwise) {
    return i < numbers.size() ? numbers[i] : otherwise;
  };
  if (name.empty())
    return value;
  if (llvm::is_contained({"Relu", "Tanh", "Sigmoid", "Softplus", "HardSwish"}, name))
    return x.node(name, value);
  if (name == "LeakyRelu")
    return x.node(name, value, x.real("alpha", number(0, 0.01)));
  if (name == "Elu" || name == "ThresholdedRelu")
    return x.node(name, value, x.real("alpha", number(0, 1)));
  if (name == "HardSigmoid")
    return x.node(name, value, {x.real("alpha", number(0, 0.2)), x.real("beta", number(1, 0.5))});
  if (name == "Clip" && numbers.size() == 2) {
    Type element = c.elementType(0);
    return x.node(name, {value, x.number(element, numbers[0]), x.number(element, numbers[1])});
  }
  (void)c.unsupported("activation '" + name + "' with " + Twine(numbers.size()) +
                      " numbers is not supported");
  return {};
}

/// Conv(x, w, b) + z, and an activation.
static LogicalResult convertFusedConv(NodeConversion &c) {
  NodeExpansion x(c);
  Value sum = x.node("Conv", {c.input(0), c.input(1), c.input(2)},
                     x.keep({"activation", "activation_params"}));
  if (c.input(3))
    sum = x.add(sum, c.input(3));
  SmallVector<double> numbers = c.floatsAttr("activation_params").value_or(SmallVector<double>());
  Value result = activate(c, x, c.stringAttr("activation", ""), sum, numbers);
  return result ? x.finish(result) : failure();
}

static LogicalResult convertFusedGemm(NodeConversion &c) {
  NodeExpansion x(c);
  StringRef names[] = {"activation_alpha", "activation_beta", "activation_gamma"};
  SmallVector<double> numbers;
  for (StringRef name : names)
    if (c.hasAttr(name))
      numbers.push_back(c.floatAttr(name, 0));
  Value sum = x.node("Gemm", {c.input(0), c.input(1), c.input(2)},
                     x.keep({"activation", names[0], names[1], names[2]}));
  Value result = activate(c, x, c.stringAttr("activation", ""), sum, numbers);
  return result ? x.finish(result) : failure();
}

//===----------------------------------------------------------------------===//
// GELU
//===----------------------------------------------------------------------===//

/// GELU of x, plus the bias in input 1 where given.
static LogicalResult expandGelu(NodeConversion &c, StringRef approximation) {
  NodeExpansion x(c);
  Value sum = c.input(1) ? x.add(c.input(0), c.input(1)) : Value(c.input(0));
  return x.finish(x.node("Gelu", sum, x.text("approximate", approximation)));
}

static LogicalResult convertGelu(NodeConversion &c) { return expandGelu(c, "none"); }

static LogicalResult convertFastGelu(NodeConversion &c) { return expandGelu(c, "tanh"); }

/// x * sigmoid(alpha * x).
static LogicalResult convertQuickGelu(NodeConversion &c) {
  NodeExpansion x(c);
  Value scaled = x.mul(c.input(0), x.number(c.elementType(0), c.floatAttr("alpha", 1.702)));
  return x.finish(x.mul(c.input(0), x.node("Sigmoid", scaled)));
}

/// (x + bias + skip): the bias is one number per channel, the last dim.
static LogicalResult convertBiasAdd(NodeConversion &c) {
  NodeExpansion x(c);
  return x.finish(x.add(x.add(c.input(0), c.input(1)), c.input(2)));
}

/// The first half of the last dim times the GELU of the second, after a bias is added.
static LogicalResult convertBiasSplitGelu(NodeConversion &c) {
  NodeExpansion x(c);
  int64_t last = c.shape(0).empty() ? 0 : c.shape(0).back(), axis = int64_t(c.shape(0).size()) - 1;
  if (last == 0 || last % 2 != 0)
    return c.unsupported("input of shape " + shapeText(c.shape(0)) + " has no two halves");
  Value sum = x.add(c.input(0), c.input(1));
  Value gate = x.node("Gelu", x.slice(sum, axis, last / 2, last), x.text("approximate", "none"));
  return x.finish(x.mul(x.slice(sum, axis, 0, last / 2), gate));
}

void sinter::populateMicrosoftConverters(ConverterTable &table) {
  populateMicrosoftAttentionConverters(table);
  populateMicrosoftElementwiseConverters(table);
  populateMicrosoftNormalizationConverters(table);
  populateMicrosoftQuantizedConverters(table);
}

void sinter::populateMicrosoftElementwiseConverters(ConverterTable &table) {
  table.add("com.microsoft.FusedMatMul", 1, convertFusedMatMul, 2);
  table.add("com.microsoft.TransposeMatMul", 1, convertFusedMatMul, 2);
  table.add("com.microsoft.FusedConv", 1, convertFusedConv, 2);
  table.add("com.microsoft.FusedGemm", 1, convertFusedGemm, 2);
  table.add("com.microsoft.Gelu", 1, convertGelu);
  table.add("com.microsoft.BiasGelu", 1, convertGelu, 2);
  table.add("com.microsoft.FastGelu", 1, convertFastGelu);
  table.add("com.microsoft.QuickGelu", 1, convertQuickGelu);
  table.add("com.microsoft.BiasAdd", 1, convertBiasAdd, 3);
  table.add("com.microsoft.BiasSplitGelu", 1, convertBiasSplitGelu, 2);
}
