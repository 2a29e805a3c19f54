//===- CustomOptions.cpp - Options and state of custom operators ----------===//

#include "passes/Tflite/CustomOptions.h"

#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/BuiltinOps.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
using namespace sinter;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

/// Returns the option or null; fails where the options are none that we can read.
static FailureOr<Attribute> find(TfliteConversion &c, StringRef name) {
  auto options = dyn_cast_or_null<DictionaryAttr>(c.node.getOption(tflite::kCustomOptions));
  if (!options)
    return c.unsupported("its options are not a FlexBuffers map");
  Attribute option = options.get(name);
  return isa_and_nonnull<UnitAttr>(option) ? Attribute() : option;
}

static FailureOr<Attribute> findRequired(TfliteConversion &c, StringRef name) {
  FailureOr<Attribute> option = find(c, name);
  if (succeeded(option) && !*option)
    return c.unsupported("option '" + name + "' is missing");
  return option;
}

static FailureOr<int64_t> readInt(TfliteConversion &c, StringRef name, Attribute option,
                                  int64_t low, int64_t high) {
  auto number = dyn_cast<IntegerAttr>(option);
  if (!number)
    return c.unsupported("option '" + name + "' must be an integer");
  int64_t value = number.getType().isInteger(1) ? int64_t(!number.getValue().isZero())
                                                : number.getValue().getSExtValue();
  if (value < low || value > high)
    return c.unsupported("option '" + name + "' is " + Twine(value) + ", which is out of range");
  return value;
}

FailureOr<int64_t> sinter::customInt(TfliteConversion &c, StringRef name, int64_t low,
                                     int64_t high) {
  FailureOr<Attribute> option = findRequired(c, name);
  return failed(option) ? FailureOr<int64_t>() : readInt(c, name, *option, low, high);
}

FailureOr<int64_t> sinter::customInt(TfliteConversion &c, StringRef name, int64_t low, int64_t high,
                                     int64_t otherwise) {
  FailureOr<Attribute> option = find(c, name);
  if (failed(option))
    return failure();
  return *option ? readInt(c, name, *option, low, high) : FailureOr<int64_t>(otherwise);
}

FailureOr<double> sinter::customFloat(TfliteConversion &c, StringRef name) {
  FailureOr<Attribute> option = findRequired(c, name);
  if (failed(option))
    return failure();
  if (auto number = dyn_cast<FloatAttr>(*option))
    return number.getValueAsDouble();
  if (auto number = dyn_cast<IntegerAttr>(*option))
    return double(number.getValue().getSExtValue());
  return c.unsupported("option '" + name + "' must be a number");
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

/// Returns a name that no symbol of the module has yet.
static std::string uniqueSymbol(ModuleOp module, const std::string &name) {
  std::string symbol = name;
  for (int i = 0; module.lookupSymbol(symbol); ++i)
    symbol = name + "_" + std::to_string(i);
  return symbol;
}

OperatorState::OperatorState(TfliteConversion &c, StringRef name, ElementsAttr initial)
    : c(c), type(initial.getType()) {
  // A subgraph may be converted in several places; the operator remembers its state.
  std::string key = ("sinter." + name).str();
  symbol = c.node->getAttrOfType<FlatSymbolRefAttr>(key);
  if (symbol)
    return;
  auto module = c.node->getParentOfType<ModuleOp>();
  auto loc = c.node.getLoc()->findInstanceOf<NameLoc>();
  std::string owner = loc ? loc.getName().str() : c.op().str();
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto global = ml_program::GlobalOp::create(
      builder, c.node.getLoc(), uniqueSymbol(module, owner + "." + name.str()), type,
      /*is_mutable=*/true, initial, builder.getStringAttr("private"));
  symbol = FlatSymbolRefAttr::get(global);
  c.node->setAttr(key, symbol);
}

Value OperatorState::load() { return ml_program::GlobalLoadOp::create(c.b, type, symbol); }

ElementsAttr sinter::zeroElements(ArrayRef<int64_t> shape, Type element) {
  return HostTensor::zeros(RankedTensorType::get(shape, element), /*splat=*/true).toAttr();
}
