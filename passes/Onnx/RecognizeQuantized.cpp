//===- RecognizeQuantized.cpp - Operators on integers from Q and DQ nodes -===//
//
// Quantized models come as float operators between DequantizeLinear and
// QuantizeLinear. Here each such operator becomes one that works on the stored
// integers; the conversions beside it go. Activations between are ranges of the
// stored result: quantizing never changes the order of two numbers.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/Onnx/Passes.h"
#include "passes/Onnx/QuantizedGraph.h"
#include "passes/Onnx/QuantizedMovement.h"
#include "passes/Onnx/QuantizedOperators.h"
#include "passes/Tensor/Narrow.h"

namespace sinter {
#define GEN_PASS_DEF_RECOGNIZEQUANTIZED
#include "passes/Onnx/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static bool isDefault(onnx::NodeOp node, StringRef type) {
  return node && node.getDomain().empty() && node.getOpType() == type;
}

/// The bound that a Clip gives as input `i` or attribute `name`; `otherwise` if it
/// gives none, nothing if it is computed.
static std::optional<double> readBound(onnx::NodeOp clip, unsigned i, StringRef name,
                                       double otherwise) {
  if (auto attribute = dyn_cast_or_null<FloatAttr>(clip.getNodeAttributes().get(name)))
    return attribute.getValueAsDouble();
  if (i >= clip.getInputs().size() || isa<NoneType>(clip.getInputs()[i].getType()))
    return otherwise;
  std::optional<GraphConstant> bound = readConstant(clip.getInputs()[i]);
  if (!bound || bound->tensor.size() != 1 || !bound->tensor.getElementType().isF32())
    return std::nullopt;
  return bound->tensor.as<float>().front();
}

/// Narrows the range by the activation `node`; false if it is none that we know.
static bool narrow(onnx::NodeOp node, const LinearNode &quantize, StoredBounds &bounds) {
  bool isRelu = isDefault(node, "Relu");
  if (!isRelu && !isDefault(node, "Clip"))
    return false;
  double infinity = std::numeric_limits<double>::infinity();
  std::optional<double> low = isRelu ? 0 : readBound(node, 1, "min", -infinity);
  std::optional<double> high = isRelu ? infinity : readBound(node, 2, "max", infinity);
  if (!low || !high || std::isnan(*low) || std::isnan(*high))
    return false;
  bounds.low = std::max(bounds.low, quantize.store(*low));
  bounds.high = std::min(std::max(bounds.high, bounds.low), quantize.store(*high));
  bounds.low = std::min(bounds.low, bounds.high);
  return true;
}

/// Rewrites what computes the input of `quantize`.
static void recognizeBefore(LinearNode quantize) {
  StoredBounds bounds;
  bounds.low = quantize.stored->isUnsigned ? 0 : -128;
  bounds.high = bounds.low + 255;
  SmallVector<Location> names = {quantize.node.getLoc()};
  Value value = quantize.input();
  while (auto node = value.getDefiningOp<onnx::NodeOp>()) {
    if (!value.hasOneUse() || node.getNumResults() != 1 || !narrow(node, quantize, bounds))
      break;
    bounds.isNarrowed = true;
    names.insert(names.begin(), node.getLoc());
    value = node.getInputs()[0];
  }

  OpBuilder builder(quantize.node);
  QuantizedResult result = {&quantize, bounds};
  if (std::optional<LinearNode> source = readDequantize(value)) {
    if (bounds.isNarrowed && source->isLike(quantize))
      quantize.node.getResult(0).replaceAllUsesWith(
          clampStored(builder, builder.getFusedLoc(names), *source, bounds));
    return;
  }
  auto node = value.getDefiningOp<onnx::NodeOp>();
  if (!node || !value.hasOneUse() || node.getNumResults() != 1)
    return;
  names.insert(names.begin(), node.getLoc());
  if (Value integers = quantizeOperator(builder, builder.getFusedLoc(names), node, &result))
    quantize.node.getResult(0).replaceAllUsesWith(integers);
}

namespace {

struct RecognizeQuantized : sinter::impl::RecognizeQuantizedBase<RecognizeQuantized> {
  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal() || !func.getBody().hasOneBlock())
      return;
    widenIntegers(func);
    sinkDequantize(func);
    raiseQuantize(func);
    for (auto node : func.getBody().getOps<onnx::NodeOp>())
      if (std::optional<LinearNode> quantize = readQuantize(node))
        dropRoundTrip(*quantize);
    for (auto node : llvm::make_early_inc_range(func.getBody().getOps<onnx::NodeOp>()))
      if (std::optional<LinearNode> quantize = readQuantize(node))
        if (quantize->isPerTensor() && !node.getResult(0).use_empty())
          recognizeBefore(*quantize);
    eraseUnused(func);
    // What no QuantizeLinear follows still multiplies integers.
    for (auto node : llvm::make_early_inc_range(func.getBody().getOps<onnx::NodeOp>())) {
      if (node.getNumResults() != 1)
        continue;
      OpBuilder builder(node);
      if (Value real = quantizeOperator(builder, node.getLoc(), node, nullptr))
        node.getResult(0).replaceAllUsesWith(real);
    }
    eraseUnused(func);
    keepResultTypes(func);
    noteFloatNodes(func);
  }

  /// Constant integers of 2 and 4 bits, which lie in bytes, are such of 8 bits to who reads them.
  static void widenIntegers(func::FuncOp func) {
    for (auto constant : func.getBody().getOps<arith::ConstantOp>()) {
      auto name = constant->getAttrOfType<StringAttr>(onnx::kNarrow);
      if (!name || isNarrowFloat(narrowNamed(name)))
        continue;
      bool isOnlyRead = llvm::all_of(constant->getUsers(), [](Operation *user) {
        return isDefault(dyn_cast<onnx::NodeOp>(user), "DequantizeLinear");
      });
      if (isOnlyRead)
        constant->removeAttr(onnx::kNarrow);
    }
  }

  /// Results of the model keep the types it declares, whichever node makes them now.
  static void keepResultTypes(func::FuncOp func) {
    Operation *end = func.getBody().front().getTerminator();
    for (auto [operand, type] : llvm::zip_equal(end->getOpOperands(), func.getResultTypes())) {
      Value value = operand.get();
      if (value.getType() == type)
        continue;
      if (isa<onnx::UnknownType>(value.getType())) {
        value.setType(type);
        continue;
      }
      OpBuilder builder(end);
      operand.set(onnx::NodeOp::create(builder, value.getLoc(), type, "Identity", value, "", 13,
                                       builder.getDictionaryAttr({}))
                      .getResult(0));
    }
  }

  /// Leaves the names of nodes that compute with dequantized numbers for the report.
  static void noteFloatNodes(func::FuncOp func) {
    Builder builder(func.getContext());
    SmallVector<Attribute> names;
    for (auto node : func.getBody().getOps<onnx::NodeOp>()) {
      bool isFloat = !readQuantize(node) && llvm::any_of(node.getInputs(), [](Value input) {
        std::optional<LinearNode> source = readDequantize(input);
        return source && !readConstant(source->input());
      });
      if (!isFloat)
        continue;
      auto name = node.getLoc()->findInstanceOf<NameLoc>();
      names.push_back(builder.getStringAttr((name ? name.getName().getValue() + " " : Twine()) +
                                            "(" + node.getOpType() + ")"));
    }
    if (!names.empty())
      func->setAttr(exec::kFloatNodes, builder.getArrayAttr(names));
  }

  /// Quantizing what was dequantized in the same way gives the integers back.
  static void dropRoundTrip(LinearNode &quantize) {
    std::optional<LinearNode> source = readDequantize(quantize.input());
    if (source && source->isLike(quantize))
      quantize.node.getResult(0).replaceAllUsesWith(source->input());
  }

  static void eraseUnused(func::FuncOp func) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(func.getBody().front())))
      if (op.use_empty() && (isa<onnx::NodeOp>(op) || isOpTriviallyDead(&op)))
        op.erase();
  }
};

} // namespace
