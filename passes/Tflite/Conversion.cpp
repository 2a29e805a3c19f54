//===- Conversion.cpp - How one TFLite operator becomes tensor IR ---------===//

#include "passes/Tflite/Conversion.h"

#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/Matchers.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;

namespace sinter {

//===----------------------------------------------------------------------===//
// Types of the model
//===----------------------------------------------------------------------===//

std::optional<TfliteQuantization> TfliteQuantization::of(Type element) {
  if (auto type = dyn_cast_or_null<quant::UniformQuantizedType>(element))
    return TfliteQuantization{{type.getScale()}, {type.getZeroPoint()}};
  if (auto type = dyn_cast_or_null<quant::UniformQuantizedPerAxisType>(element))
    return TfliteQuantization{SmallVector<double>(type.getScales()),
                              SmallVector<int64_t>(type.getZeroPoints()),
                              type.getQuantizedDimension()};
  return std::nullopt;
}

static bool isUnsignedElement(Type element) {
  if (auto type = dyn_cast_or_null<quant::QuantizedType>(element))
    return !type.isSigned();
  return element && element.isUnsignedInteger();
}

static Number numberOfElement(Type element) {
  if (isa_and_nonnull<FloatType>(element))
    return Number::Float;
  if (element && element.isInteger(1))
    return Number::Bool;
  if (isUnsignedElement(element))
    return Number::Unsigned;
  return isa_and_nonnull<IntegerType, quant::QuantizedType>(element) ? Number::Signed
                                                                     : Number::Other;
}

Type TfliteConversion::modelElement(unsigned i) {
  auto type = dyn_cast<ShapedType>(node.getInputs()[i].getType());
  return type ? type.getElementType() : Type();
}

Type TfliteConversion::modelResultElement(unsigned i) {
  auto type = i < numResults() ? dyn_cast<ShapedType>(node.getResult(i).getType()) : ShapedType();
  return type ? type.getElementType() : NoneType::get(node.getContext());
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

TypedValue<RankedTensorType> TfliteConversion::input(unsigned i) {
  if (i >= inputs.size() || !inputs[i])
    return {};
  return cast<TypedValue<RankedTensorType>>(inputs[i]);
}

ArrayRef<int64_t> TfliteConversion::shape(unsigned i) { return input(i).getType().getShape(); }

Type TfliteConversion::element(unsigned i) { return input(i).getType().getElementType(); }

bool TfliteConversion::isUnsigned(unsigned i) { return isUnsignedElement(modelElement(i)); }

Number TfliteConversion::number(unsigned i) { return numberOfElement(modelElement(i)); }

std::optional<TfliteQuantization> TfliteConversion::quantization(unsigned i) {
  return TfliteQuantization::of(modelElement(i));
}

static FailureOr<TfliteQuantization> wholeTensor(TfliteConversion &c,
                                                 std::optional<TfliteQuantization> quantization,
                                                 const Twine &what) {
  if (!quantization)
    return c.unsupported(what + " is not quantized, but other tensors of the operator are");
  if (quantization->isPerAxis())
    return c.unsupported(what + " is quantized per axis; one scale is expected");
  return *quantization;
}

FailureOr<TfliteQuantization> TfliteConversion::tensorQuantization(unsigned i) {
  return wholeTensor(*this, quantization(i), "input " + Twine(i));
}

FailureOr<TfliteQuantization> TfliteConversion::resultTensorQuantization(unsigned i) {
  return wholeTensor(*this, resultQuantization(i), "output " + Twine(i));
}

ElementsAttr TfliteConversion::constant(unsigned i) {
  ElementsAttr elements;
  Value value = input(i);
  if (value && matchPattern(value, m_Constant(&elements)))
    return elements;
  return {};
}

std::optional<SmallVector<int64_t>> TfliteConversion::constantInts(unsigned i) {
  ElementsAttr elements = constant(i);
  std::optional<HostTensor> tensor;
  if (elements)
    tensor = HostTensor::from(elements);
  if (!tensor || !isa<IntegerType>(tensor->getElementType()))
    return std::nullopt;
  return readIntegers(*tensor, isUnsigned(i));
}

FlatSymbolRefAttr TfliteConversion::variable(unsigned i) {
  if (i >= numInputs())
    return {};
  auto load = node.getInputs()[i].getDefiningOp<ml_program::GlobalLoadOp>();
  return load ? FlatSymbolRefAttr::get(load.getGlobal().getRootReference()) : FlatSymbolRefAttr();
}

void TfliteConversion::store(FlatSymbolRefAttr variable, Value value) {
  ml_program::GlobalStoreOp::create(b, variable, value);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Type TfliteConversion::resultElement(unsigned i) {
  Type element = modelResultElement(i);
  return element ? tflite::getStorageElementType(element) : element;
}

bool TfliteConversion::isResultUnsigned(unsigned i) {
  return isUnsignedElement(modelResultElement(i));
}

Number TfliteConversion::resultNumber(unsigned i) { return numberOfElement(modelResultElement(i)); }

std::optional<TfliteQuantization> TfliteConversion::resultQuantization(unsigned i) {
  return TfliteQuantization::of(modelResultElement(i));
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

/// Returns the option, or null if it is absent. One of another kind declines the
/// operator, which `replace` then makes final.
template <typename AttrT> static AttrT find(TfliteConversion &c, StringRef name, StringRef kind) {
  Attribute attr = c.node.getOption(name);
  if (attr && !isa<AttrT>(attr))
    (void)c.unsupported("option '" + name + "' must be " + kind);
  return dyn_cast_or_null<AttrT>(attr);
}

int64_t TfliteConversion::intOption(StringRef name, int64_t otherwise) {
  auto attr = find<IntegerAttr>(*this, name, "an integer");
  return attr ? attr.getValue().getSExtValue() : otherwise;
}

double TfliteConversion::floatOption(StringRef name, double otherwise) {
  auto attr = find<FloatAttr>(*this, name, "a float");
  return attr ? attr.getValueAsDouble() : otherwise;
}

bool TfliteConversion::boolOption(StringRef name, bool otherwise) {
  auto attr = find<IntegerAttr>(*this, name, "true or false");
  return attr ? !attr.getValue().isZero() : otherwise;
}

StringRef TfliteConversion::stringOption(StringRef name, StringRef otherwise) {
  auto attr = find<StringAttr>(*this, name, "a name");
  return attr ? attr.getValue() : otherwise;
}

std::optional<SmallVector<int64_t>> TfliteConversion::intsOption(StringRef name) {
  Attribute attr = node.getOption(name);
  if (auto ints = dyn_cast_or_null<DenseI32ArrayAttr>(attr))
    return SmallVector<int64_t>(ints.asArrayRef());
  if (auto ints = find<DenseI64ArrayAttr>(*this, name, "a list of integers"))
    return SmallVector<int64_t>(ints.asArrayRef());
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Outcome
//===----------------------------------------------------------------------===//

LogicalResult TfliteConversion::unsupported(const Twine &reason, const Twine &wayOut) {
  if (declined.reason.empty())
    declined = {reason.str(), wayOut.str()};
  return failure();
}

std::string tfliteElementText(Type element) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  auto integer = dyn_cast<IntegerType>(element);
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    stream << (quantized.isSigned() ? "i" : "u") << quantized.getStorageTypeIntegralWidth()
           << " (quantized)";
  else if (auto opaque = dyn_cast<tflite::OpaqueType>(element))
    stream << opaque.getElement();
  else if (integer && integer.getWidth() == 1)
    stream << "bool";
  else if (integer && integer.isUnsigned())
    stream << "u" << integer.getWidth();
  else
    stream << element;
  return text;
}

LogicalResult TfliteConversion::unsupportedTypes() {
  auto textOf = [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return tfliteElementText(shaped ? shaped.getElementType() : type);
  };
  auto isPresent = [](Type type) { return !isa<NoneType>(type); };
  auto listOf = [&](auto types) {
    return llvm::join(llvm::map_range(llvm::make_filter_range(types, isPresent), textOf), ", ");
  };
  std::string from = listOf(node.getInputs().getTypes()), to = listOf(node.getResultTypes());
  return unsupported("element types " + from + " -> " + to + " are not supported");
}

LogicalResult TfliteConversion::replace(ValueRange values) {
  if (!declined.reason.empty())
    return failure();
  if (values.size() > numResults())
    return unsupported("it has " + Twine(numResults()) + " outputs instead of " +
                       Twine(values.size()));
  for (auto [i, value] : llvm::enumerate(values)) {
    auto type = cast<RankedTensorType>(value.getType());
    if (failed(checkSize(type.getShape(), type.getElementType())))
      return failure();
    if (type.getElementType() != resultElement(i))
      return unsupportedTypes();
    results.push_back(type.getNumElements() == 0 ? constantValue(HostTensor::zeros(type).toAttr())
                                                 : value);
  }
  for (Value rest : node.getResults().drop_front(values.size()))
    if (!rest.use_empty())
      return unsupported("output " + Twine(cast<OpResult>(rest).getResultNumber()) +
                         " is not supported");
  return success();
}

FailureOr<SmallVector<Value>> TfliteConversion::inlineGraph(OpBuilder &builder, StringRef name,
                                                            ValueRange arguments) {
  FailureOr<SmallVector<Value>> values = inlineFn(builder, name, arguments);
  if (failed(values))
    declined.isInside = true;
  return values;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

void TfliteTable::add(StringRef name, Convert convert, unsigned requiredInputs) {
  bool isNew = entries.try_emplace(name, Entry{convert, requiredInputs}).second;
  assert(isNew && "an operator has two converters");
  (void)isNew;
}

const TfliteTable::Entry *TfliteTable::lookup(StringRef name) const {
  auto entry = entries.find(name);
  return entry == entries.end() ? nullptr : &entry->second;
}

} // namespace sinter
