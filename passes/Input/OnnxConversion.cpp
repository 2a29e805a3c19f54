//===- OnnxConversion.cpp - How one ONNX node becomes tensor IR -----------===//

#include "passes/Input/OnnxConversion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "passes/Input/HostTensor.h"

using namespace mlir;

namespace sinter {

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

TypedValue<RankedTensorType> NodeConversion::input(unsigned i) {
  if (i >= numInputs())
    return {};
  return dyn_cast<TypedValue<RankedTensorType>>(Value(node.getInputs()[i]));
}

ArrayRef<int64_t> NodeConversion::shape(unsigned i) { return input(i).getType().getShape(); }

Type NodeConversion::elementType(unsigned i) { return input(i).getType().getElementType(); }

bool NodeConversion::isUnsigned(unsigned i) {
  return i < numInputs() && unsignedValues.contains(node.getInputs()[i]);
}

ElementsAttr NodeConversion::constant(unsigned i) {
  ElementsAttr elements;
  Value value = input(i);
  if (value && matchPattern(value, m_Constant(&elements)))
    return elements;
  return {};
}

/// Returns stored element `i`, sign-extended.
static int64_t readInteger(const HostTensor &tensor, size_t i, bool isUnsigned) {
  const char *data = tensor.bytes().data() + tensor.index(i) * tensor.elementSize();
  uint64_t bits = 0;
  std::memcpy(&bits, data, tensor.elementSize());
  unsigned width = tensor.getElementType().getIntOrFloatBitWidth();
  return isUnsigned || width == 1 ? int64_t(bits) : llvm::SignExtend64(bits, width);
}

std::optional<SmallVector<int64_t>> NodeConversion::constantInts(unsigned i) {
  std::optional<HostTensor> tensor = HostTensor::from(constant(i));
  if (!tensor || !isa<IntegerType>(tensor->getElementType()) || tensor->getShape().size() > 1)
    return std::nullopt;
  SmallVector<int64_t> values(tensor->size());
  for (auto [at, value] : llvm::enumerate(values))
    value = readInteger(*tensor, at, isUnsigned(i));
  return values;
}

std::optional<double> NodeConversion::constantFloat(unsigned i) {
  std::optional<HostTensor> tensor = HostTensor::from(constant(i));
  if (!tensor || tensor->size() != 1)
    return std::nullopt;
  auto type = dyn_cast<FloatType>(tensor->getElementType());
  if (!type || tensor->elementSize() > sizeof(uint64_t))
    return std::nullopt;
  uint64_t bits = 0;
  std::memcpy(&bits, tensor->bytes().data(), tensor->elementSize());
  APFloat value(type.getFloatSemantics(), APInt(type.getWidth(), bits));
  bool lossy;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
  return value.convertToDouble();
}

std::optional<int64_t> NodeConversion::axis(int64_t axis, int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  (void)unsupported("axis " + Twine(axis) + " is out of range for a tensor of rank " + Twine(rank));
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

template <typename AttrT> static AttrT find(onnx::NodeOp node, StringRef name) {
  return node.getNodeAttributes().getAs<AttrT>(name);
}

int64_t NodeConversion::intAttr(StringRef name, int64_t otherwise) {
  auto attr = find<IntegerAttr>(node, name);
  return attr ? attr.getValue().getSExtValue() : otherwise;
}

double NodeConversion::floatAttr(StringRef name, double otherwise) {
  auto attr = find<FloatAttr>(node, name);
  return attr ? attr.getValueAsDouble() : otherwise;
}

StringRef NodeConversion::stringAttr(StringRef name, StringRef otherwise) {
  auto attr = find<StringAttr>(node, name);
  return attr ? attr.getValue() : otherwise;
}

std::optional<SmallVector<int64_t>> NodeConversion::intsAttr(StringRef name) {
  if (auto attr = find<DenseI64ArrayAttr>(node, name))
    return SmallVector<int64_t>(attr.asArrayRef());
  return std::nullopt;
}

std::optional<SmallVector<double>> NodeConversion::floatsAttr(StringRef name) {
  if (auto attr = find<DenseF32ArrayAttr>(node, name))
    return SmallVector<double>(attr.asArrayRef());
  return std::nullopt;
}

ElementsAttr NodeConversion::tensorAttr(StringRef name) { return find<ElementsAttr>(node, name); }

bool NodeConversion::hasAttr(StringRef name) { return node.getNodeAttributes().contains(name); }

//===----------------------------------------------------------------------===//
// Outcome
//===----------------------------------------------------------------------===//

LogicalResult NodeConversion::unsupported(const Twine &reason, const Twine &wayOut) {
  if (declined.reason.empty())
    declined = {reason.str(), wayOut.str()};
  return failure();
}

LogicalResult NodeConversion::replace(ValueRange results) {
  for (Value result : results) {
    Type element = cast<RankedTensorType>(result.getType()).getElementType();
    for (Value input : node.getInputs())
      if (unsignedValues.contains(input) &&
          cast<RankedTensorType>(input.getType()).getElementType() == element)
        unsignedValues.insert(result);
  }
  for (auto [old, result] : llvm::zip(node.getResults(), results))
    old.replaceAllUsesWith(result);
  for (Value rest :
       node.getResults().drop_front(std::min<size_t>(results.size(), node.getNumResults())))
    if (!rest.use_empty())
      return unsupported("output " + Twine(cast<OpResult>(rest).getResultNumber()) +
                         " is not supported");
  return success();
}

LogicalResult NodeConversion::replace(ValueRange results, bool isUnsigned) {
  LogicalResult status = replace(results);
  for (Value result : results)
    if (isUnsigned)
      unsignedValues.insert(result);
    else
      unsignedValues.erase(result);
  return status;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

void ConverterTable::add(StringRef name, int64_t sinceOpset, Convert convert) {
  auto &versions = entries[name];
  versions.push_back({sinceOpset, convert});
  llvm::sort(versions, llvm::less_first());
}

ConverterTable::Convert ConverterTable::lookup(onnx::NodeOp node) const {
  if (!node.getDomain().empty() && node.getDomain() != "ai.onnx")
    return nullptr;
  auto entry = entries.find(node.getOpType());
  if (entry == entries.end())
    return nullptr;
  Convert found = nullptr;
  for (auto [since, convert] : entry->second)
    if (since <= int64_t(node.getOpset()))
      found = convert;
  return found;
}

SmallVector<StringRef> ConverterTable::names() const {
  SmallVector<StringRef> names(entries.keys());
  llvm::sort(names);
  return names;
}

} // namespace sinter
