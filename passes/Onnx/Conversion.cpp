//===- Conversion.cpp - How one ONNX node becomes tensor IR ---------------===//

#include "passes/Onnx/Conversion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/HostTensor.h"

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
  return i < numInputs() && values.unsignedValues.contains(node.getInputs()[i]);
}

Narrow NodeConversion::narrow(unsigned i) {
  return i < numInputs() ? values.narrowValues.lookup(node.getInputs()[i]) : Narrow::None;
}

const SmallVector<Value> *NodeConversion::sequence(unsigned i) {
  if (i >= numInputs())
    return nullptr;
  auto found = values.sequences.find(node.getInputs()[i]);
  return found == values.sequences.end() ? nullptr : &found->second;
}

void NodeConversion::setSequence(unsigned i, ArrayRef<Value> tensors) {
  values.sequences[node.getResult(i)] = SmallVector<Value>(tensors);
}

ElementsAttr NodeConversion::constant(unsigned i) {
  ElementsAttr elements;
  Value value = input(i);
  if (value && matchPattern(value, m_Constant(&elements)))
    return elements;
  return {};
}

std::optional<SmallVector<int64_t>> NodeConversion::constantInts(unsigned i) {
  std::optional<HostTensor> tensor = HostTensor::from(constant(i));
  if (!tensor || !isa<IntegerType>(tensor->getElementType()) || tensor->getShape().size() > 1)
    return std::nullopt;
  return readIntegers(*tensor, isUnsigned(i));
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

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// Returns the attribute, or null if it is absent. One of another kind declines
/// the node, which `replace` then makes final.
template <typename AttrT> static AttrT find(NodeConversion &node, StringRef name, StringRef kind) {
  Attribute attr = node.node.getNodeAttributes().get(name);
  if (attr && !isa<AttrT>(attr))
    (void)node.unsupported("attribute '" + name + "' must be " + kind);
  return dyn_cast_or_null<AttrT>(attr);
}

int64_t NodeConversion::intAttr(StringRef name, int64_t otherwise) {
  auto attr = find<IntegerAttr>(*this, name, "an integer");
  return attr ? attr.getValue().getSExtValue() : otherwise;
}

double NodeConversion::floatAttr(StringRef name, double otherwise) {
  auto attr = find<FloatAttr>(*this, name, "a float");
  return attr ? attr.getValueAsDouble() : otherwise;
}

StringRef NodeConversion::stringAttr(StringRef name, StringRef otherwise) {
  auto attr = find<StringAttr>(*this, name, "a string");
  return attr ? attr.getValue() : otherwise;
}

std::optional<SmallVector<int64_t>> NodeConversion::intsAttr(StringRef name) {
  if (auto attr = find<DenseI64ArrayAttr>(*this, name, "a list of integers"))
    return SmallVector<int64_t>(attr.asArrayRef());
  return std::nullopt;
}

std::optional<SmallVector<double>> NodeConversion::floatsAttr(StringRef name) {
  if (auto attr = find<DenseF32ArrayAttr>(*this, name, "a list of floats"))
    return SmallVector<double>(attr.asArrayRef());
  return std::nullopt;
}

ElementsAttr NodeConversion::tensorAttr(StringRef name) {
  return find<ElementsAttr>(*this, name, "a tensor");
}

bool NodeConversion::hasAttr(StringRef name) { return node.getNodeAttributes().contains(name); }

Number numberOf(NodeConversion &c, unsigned i) {
  Type element = c.elementType(i);
  if (isa<FloatType>(element))
    return Number::Float;
  if (!isa<IntegerType>(element))
    return Number::Other;
  if (element.isInteger(1))
    return Number::Bool;
  for (unsigned other = 0; other < c.numInputs(); ++other)
    if (c.input(other) && c.elementType(other) == element && c.isUnsigned(other))
      return Number::Unsigned;
  return Number::Signed;
}

//===----------------------------------------------------------------------===//
// Outcome
//===----------------------------------------------------------------------===//

LogicalResult NodeConversion::unsupported(const Twine &reason, const Twine &wayOut) {
  if (declined.reason.empty())
    declined = {reason.str(), wayOut.str()};
  return failure();
}

LogicalResult NodeConversion::replace(ValueRange results) {
  return replace(results, [&](Type element) {
    Meaning meaning;
    for (Value input : node.getInputs()) {
      auto type = dyn_cast<RankedTensorType>(input.getType());
      if (!type || type.getElementType() != element)
        continue;
      meaning.isUnsigned |= values.unsignedValues.contains(input);
      if (meaning.narrow == Narrow::None)
        meaning.narrow = values.narrowValues.lookup(input);
    }
    return meaning;
  });
}

LogicalResult NodeConversion::replace(ValueRange results, bool isUnsigned) {
  return replace(results, [=](Type type) {
    return Meaning{isUnsigned && isa<IntegerType>(type), Narrow::None};
  });
}

LogicalResult NodeConversion::replace(Value result, Narrow narrow) {
  return replace(result, [=](Type) { return Meaning{isNarrowUnsigned(narrow), narrow}; });
}

/// Returns another value with the same elements.
static Value copyOf(ImplicitLocOpBuilder &b, Value value) {
  if (auto constant = value.getDefiningOp<arith::ConstantOp>())
    return arith::ConstantOp::create(b, constant.getValue());
  return tensor::CastOp::create(b, value.getType(), value);
}

LogicalResult NodeConversion::replace(ValueRange results,
                                      llvm::function_ref<Meaning(Type)> meaningOf) {
  if (!declined.reason.empty())
    return failure();
  for (Value result : results) {
    auto type = cast<RankedTensorType>(result.getType());
    if (failed(checkSize(type.getShape(), type.getElementType())))
      return failure();
    for (int64_t dim : type.getShape())
      if (const exec::SymbolicDim *whole = dims().findFraction(dim))
        return unsupported("its result has a dimension that is a fraction of '" + whole->name +
                               "', which calls decide",
                           "fix it with --dim=" + whole->name + ":" +
                               Twine(whole->max ? whole->max : 1));
  }
  for (auto [old, result] : llvm::zip(node.getResults(), results)) {
    auto type = cast<RankedTensorType>(result.getType());
    Meaning meaning = meaningOf(type.getElementType());
    Value value = result;
    // What has no elements is a constant, however it came about.
    if (type.getNumElements() == 0)
      value = constantValue(HostTensor::zeros(type).toAttr());
    // The sign belongs to the value, which others may use under the other sign.
    else if ((meaning.isUnsigned != values.unsignedValues.contains(value) ||
              meaning.narrow != values.narrowValues.lookup(value)) &&
             !value.use_empty())
      value = copyOf(b, value);
    if (meaning.isUnsigned)
      values.unsignedValues.insert(value);
    if (meaning.narrow != Narrow::None)
      values.narrowValues[value] = meaning.narrow;
    old.replaceAllUsesWith(value);
  }
  for (Value rest :
       node.getResults().drop_front(std::min<size_t>(results.size(), node.getNumResults())))
    if (!rest.use_empty())
      return unsupported("output " + Twine(cast<OpResult>(rest).getResultNumber()) +
                         " is not supported");
  return success();
}

LogicalResult NodeConversion::convertGraph(Region &graph) {
  if (succeeded(convertGraphFn(graph)))
    return success();
  declined.isInside = true;
  return failure();
}

LogicalResult NodeConversion::forward(ValueRange results) {
  if (!declined.reason.empty())
    return failure();
  for (auto [old, result] : llvm::zip_equal(node.getResults(), results))
    old.replaceAllUsesWith(result);
  return success();
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

void ConverterTable::add(StringRef name, int64_t sinceOpset, Convert convert,
                         unsigned requiredInputs) {
  auto &versions = entries[name];
  versions.push_back({sinceOpset, convert, requiredInputs, /*takesSequences=*/false});
  llvm::sort(versions, [](const Entry &a, const Entry &b) { return a.sinceOpset < b.sinceOpset; });
}

void ConverterTable::addOfSequences(StringRef name, int64_t sinceOpset, Convert convert,
                                    unsigned requiredInputs) {
  add(name, sinceOpset, convert, requiredInputs);
  for (Entry &entry : entries[name])
    entry.takesSequences |= entry.convert == convert;
}

void ConverterTable::allowNarrow(ArrayRef<StringRef> names) {
  for (StringRef name : names)
    for (Entry &entry : entries.find(name)->second)
      entry.takesNarrow = true;
}

const ConverterTable::Entry *ConverterTable::lookup(onnx::NodeOp node) const {
  std::string name = node.getOpType().str();
  if (!node.getDomain().empty())
    name = node.getDomain().str() + "." + name;
  auto versions = entries.find(name);
  if (versions == entries.end())
    return nullptr;
  const Entry *found = nullptr;
  for (const Entry &entry : versions->second)
    if (entry.sinceOpset <= int64_t(node.getOpset()))
      found = &entry;
  return found;
}

SmallVector<StringRef> ConverterTable::names() const {
  SmallVector<StringRef> names(entries.keys());
  llvm::sort(names);
  return names;
}

} // namespace sinter
