//===- TfliteOps.cpp - Operations of the tflite dialect -------------------===//

#include "dialects/Tflite/IR/TfliteDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace sinter::tflite;

/// Parses the result's type of a constant, which is left out if it is that of
/// its value.
static ParseResult parseResultType(OpAsmParser &parser, ElementsAttr value, Type &type) {
  if (succeeded(parser.parseOptionalKeyword("as")))
    return parser.parseType(type);
  type = value.getType();
  return success();
}

static void printResultType(OpAsmPrinter &printer, ConstantOp op, ElementsAttr value, Type type) {
  if (type != value.getType())
    printer << " as " << type;
}

#define GET_OP_CLASSES
#include "dialects/Tflite/IR/TfliteOps.cpp.inc"

bool NodeOp::isCustom() { return getOpType().starts_with(kCustom); }

LogicalResult NodeOp::verify() {
  if (getOpType().empty() || getOpType() == kCustom)
    return emitOpError("names no operator");
  if (int32_t(getVersion()) < 1)
    return emitOpError("has version ") << int32_t(getVersion()) << "; the first is 1";
  return success();
}

LogicalResult NodeOp::verifySymbolUses(SymbolTableCollection &symbols) {
  for (NamedAttribute option : getOptions()) {
    auto name = dyn_cast<FlatSymbolRefAttr>(option.getValue());
    if (name && !symbols.lookupNearestSymbolFrom<FunctionOpInterface>(*this, name))
      return emitOpError("option '")
             << option.getName().getValue() << "' names " << name << ", which is no function";
  }
  return success();
}

LogicalResult ConstantOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  ShapedType stored = getValue().getShapedType();
  if (stored.getShape() != result.getShape())
    return emitOpError("holds elements of type ") << stored << ", but is a " << result;
  Type expected = getStorageElementType(result.getElementType());
  if (stored.getElementType() != expected)
    return emitOpError("holds elements of type ")
           << stored.getElementType() << ", but " << result.getElementType() << " is stored as "
           << expected;
  return success();
}
