//===- QuantizedGraph.cpp - Quantization as nodes tell it -----------------===//

#include "passes/Onnx/QuantizedGraph.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static bool isNode(Operation *op, StringRef type) {
  auto node = dyn_cast_or_null<onnx::NodeOp>(op);
  return node && node.getOpType() == type &&
         (node.getDomain().empty() || node.getDomain() == "com.microsoft");
}

std::optional<GraphConstant> sinter::readConstant(Value value) {
  Operation *op = value.getDefiningOp();
  ElementsAttr elements;
  bool isUnsigned = false;
  if (auto constant = dyn_cast_or_null<arith::ConstantOp>(op)) {
    if (constant->hasAttr(onnx::kNarrow))
      return std::nullopt;
    elements = dyn_cast<ElementsAttr>(constant.getValue());
    isUnsigned = constant->hasAttr(onnx::kUnsigned);
  } else if (isNode(op, "Constant")) {
    elements =
        dyn_cast_or_null<ElementsAttr>(cast<onnx::NodeOp>(op).getNodeAttributes().get("value"));
    if (elements && elements.getElementType().isUnsignedInteger()) {
      isUnsigned = true;
      elements = withSign(elements, IntegerType::Signless);
    }
  }
  if (!elements)
    return std::nullopt;
  std::optional<HostTensor> tensor = HostTensor::from(elements);
  return tensor ? std::optional(GraphConstant{*tensor, isUnsigned}) : std::nullopt;
}

Value sinter::createConstant(OpBuilder &builder, Location loc, const HostTensor &tensor,
                             bool isUnsigned) {
  auto constant =
      arith::ConstantOp::create(builder, loc, cast<TypedAttr>(Attribute(tensor.toAttr())));
  if (isUnsigned)
    constant->setAttr(onnx::kUnsigned, builder.getUnitAttr());
  return constant;
}

onnx::NodeOp sinter::createNode(OpBuilder &builder, Location loc, StringRef type, StringRef domain,
                                ValueRange inputs, DictionaryAttr attributes, uint64_t opset,
                                unsigned results) {
  SmallVector<Type> types(results, onnx::UnknownType::get(builder.getContext()));
  return onnx::NodeOp::create(builder, loc, types, type, inputs, domain, opset, attributes);
}

//===----------------------------------------------------------------------===//
// DequantizeLinear and QuantizeLinear
//===----------------------------------------------------------------------===//

bool LinearNode::isLike(const LinearNode &other) const {
  return isPerTensor() && other.isPerTensor() && scales == other.scales && zeros == other.zeros &&
         stored && other.stored && *stored == *other.stored;
}

int64_t LinearNode::store(double real) const {
  double steps = std::nearbyint(real / double(scales.front())) + double(zeros.front());
  double low = stored->isUnsigned ? 0 : -128;
  // NaN is no bound.
  return int64_t(std::fmin(std::fmax(steps, low), low + 255));
}

static std::optional<StoredType> typeOf(Type element, bool isUnsigned) {
  if (!isa<IntegerType>(element))
    return std::nullopt;
  return StoredType{element.getIntOrFloatBitWidth(), isUnsigned};
}

/// What QuantizeLinear stores: as its zero point, uint8 without.
static std::optional<StoredType> resultTypeOf(onnx::NodeOp quantize) {
  if (quantize.getInputs().size() < 3 || isa<NoneType>(quantize.getInputs()[2].getType()))
    return quantize.getNodeAttributes().contains("output_dtype") ? std::nullopt
                                                                 : std::optional(StoredType());
  std::optional<GraphConstant> zero = readConstant(quantize.getInputs()[2]);
  return zero ? typeOf(zero->tensor.getElementType(), zero->isUnsigned) : std::nullopt;
}

/// What `value` is known to hold: as constant, argument or result of QuantizeLinear.
static std::optional<StoredType> storedTypeOf(Value value) {
  if (std::optional<GraphConstant> constant = readConstant(value))
    return typeOf(constant->tensor.getElementType(), constant->isUnsigned);
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    if (function && function.getArgAttr(argument.getArgNumber(), onnx::kNarrow))
      return std::nullopt;
    bool isUnsigned = function && function.getArgAttr(argument.getArgNumber(), exec::kUnsigned);
    return typeOf(getElementTypeOrSelf(value.getType()), isUnsigned);
  }
  if (isNode(value.getDefiningOp(), "QuantizeLinear"))
    return resultTypeOf(cast<onnx::NodeOp>(value.getDefiningOp()));
  return std::nullopt;
}

/// Says whether there is one scale, or one per index of the axis as far as the input's
/// shape is known.
static bool fitsInput(LinearNode &linear) {
  auto type = dyn_cast<RankedTensorType>(linear.input().getType());
  if (linear.isPerTensor() || !type)
    return true;
  int64_t axis = linear.axis < 0 ? linear.axis + type.getRank() : linear.axis;
  return axis >= 0 && axis < type.getRank() &&
         type.getDimSize(axis) == int64_t(linear.scales.size());
}

/// Reads scales and zero points, or nothing if they are computed or odd: what is wrong
/// with a node is said when that node is converted.
static std::optional<LinearNode> readLinear(onnx::NodeOp node) {
  auto inputs = node.getInputs();
  DictionaryAttr attributes = node.getNodeAttributes();
  if (inputs.size() < 2 || node.getNumResults() != 1 || attributes.contains("block_size"))
    return std::nullopt;
  std::optional<GraphConstant> scale = readConstant(inputs[1]);
  if (!scale || !scale->tensor.getElementType().isF32() || scale->tensor.getShape().size() > 1)
    return std::nullopt;
  LinearNode result = {node, {}, {0}, 1, std::nullopt};
  if (auto axis = dyn_cast_or_null<IntegerAttr>(attributes.get("axis")))
    result.axis = axis.getInt();
  HostTensor scales = scale->tensor.unsplatted();
  llvm::append_range(result.scales, scales.as<float>());
  for (float value : result.scales)
    if (!(value > 0) || !std::isfinite(value))
      return std::nullopt;
  if (result.scales.empty() || !fitsInput(result))
    return std::nullopt;

  if (inputs.size() < 3 || isa<NoneType>(inputs[2].getType()))
    return result;
  std::optional<GraphConstant> zero = readConstant(inputs[2]);
  if (!zero || !isa<IntegerType>(zero->tensor.getElementType()) ||
      zero->tensor.size() != int64_t(result.scales.size()))
    return std::nullopt;
  result.zeros = readIntegers(zero->tensor.unsplatted(), zero->isUnsigned);
  result.stored = typeOf(zero->tensor.getElementType(), zero->isUnsigned);
  return result;
}

std::optional<LinearNode> sinter::readDequantize(Value value) {
  if (!isNode(value.getDefiningOp(), "DequantizeLinear"))
    return std::nullopt;
  std::optional<LinearNode> result = readLinear(cast<onnx::NodeOp>(value.getDefiningOp()));
  if (result && !result->stored)
    result->stored = storedTypeOf(result->input());
  return result;
}

std::optional<LinearNode> sinter::readQuantize(onnx::NodeOp node) {
  if (!isNode(node, "QuantizeLinear"))
    return std::nullopt;
  std::optional<LinearNode> result = readLinear(node);
  if (!result)
    return std::nullopt;
  result->stored = resultTypeOf(node);
  return result->stored && result->stored->width == 8 ? result : std::nullopt;
}

Value sinter::createZero(OpBuilder &builder, const LinearNode &linear) {
  onnx::NodeOp node = linear.node;
  if (node.getInputs().size() > 2 && !isa<NoneType>(node.getInputs()[2].getType()))
    return node.getInputs()[2];
  auto type = RankedTensorType::get({}, builder.getIntegerType(linear.stored->width));
  return createConstant(builder, node.getLoc(), HostTensor::zeros(type), linear.stored->isUnsigned);
}
