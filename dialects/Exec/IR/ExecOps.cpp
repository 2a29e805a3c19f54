//===- ExecOps.cpp - Operations of the exec dialect -----------------------===//

#include "dialects/Exec/IR/ExecDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter::exec;

//===----------------------------------------------------------------------===//
// ["name" : type, ...]
//===----------------------------------------------------------------------===//

static ParseResult parseSignature(OpAsmParser &parser, ArrayAttr &names, ArrayAttr &types) {
  SmallVector<Attribute> parsedNames, parsedTypes;
  auto parseEntry = [&]() -> ParseResult {
    std::string name;
    Type type;
    if (parser.parseString(&name) || parser.parseColonType(type))
      return failure();
    parsedNames.push_back(parser.getBuilder().getStringAttr(name));
    parsedTypes.push_back(TypeAttr::get(type));
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, parseEntry))
    return failure();
  names = parser.getBuilder().getArrayAttr(parsedNames);
  types = parser.getBuilder().getArrayAttr(parsedTypes);
  return success();
}

static void printSignature(OpAsmPrinter &printer, Operation *, ArrayAttr names, ArrayAttr types) {
  printer << '[';
  llvm::interleaveComma(llvm::zip(names, types), printer, [&](auto entry) {
    printer << std::get<0>(entry) << " : " << cast<TypeAttr>(std::get<1>(entry)).getValue();
  });
  printer << ']';
}

#define GET_OP_CLASSES
#include "dialects/Exec/IR/ExecOps.cpp.inc"

LogicalResult ExportOp::verify() {
  if (getInputNames().size() != getInputTypes().size())
    return emitOpError("has ") << getInputNames().size() << " input names for "
                               << getInputTypes().size() << " input types";
  if (getOutputNames().size() != getOutputTypes().size())
    return emitOpError("has ") << getOutputNames().size() << " output names for "
                               << getOutputTypes().size() << " output types";
  for (ArrayAttr types : {getInputTypes(), getOutputTypes()})
    for (Type type : types.getAsValueRange<TypeAttr>())
      if (!isa<RankedTensorType>(type))
        return emitOpError("describes values by ranked tensor types, but got ") << type;
  return success();
}

LogicalResult SetDimOp::verify() {
  auto type = cast<ShapedType>(getCount().getType());
  if (!type.hasStaticShape() || type.getNumElements() != 1 || !type.getElementType().isInteger(64))
    return emitOpError("counts by ") << type << ", but one element of i64 is needed";
  return success();
}

//===----------------------------------------------------------------------===//
// Winograd convolution
//===----------------------------------------------------------------------===//

static LogicalResult verifyShape(WinogradConvOp op, StringRef name, Value value,
                                 ArrayRef<int64_t> expected) {
  auto type = cast<ShapedType>(value.getType());
  if (type.hasRank() && type.getShape() == expected)
    return success();
  InFlightDiagnostic diagnostic = op.emitOpError() << "expects " << name << " of shape ";
  llvm::interleave(expected, diagnostic, "x");
  return diagnostic << ", but got " << type;
}

LogicalResult WinogradConvOp::verify() {
  if (getTile() != 2 && getTile() != 4)
    return emitOpError("computes tiles of 2 or 4, not of ") << getTile();
  for (Value value : getOperands()) {
    auto type = cast<ShapedType>(value.getType());
    if (!type.hasStaticShape() || type.getRank() != 4)
      return emitOpError("works on static shapes of rank 4, but got ") << type;
  }
  auto shape = [](Value value) { return cast<ShapedType>(value.getType()).getShape(); };
  ArrayRef<int64_t> input = shape(getInput()), output = shape(getOutput());
  ArrayRef<int64_t> weights = shape(getWeights()), pixels = shape(getPixels());
  int64_t side = getTile() + 2, columns = llvm::divideCeil(output[2], int64_t(getTile()));
  if (failed(verifyShape(*this, "an output", getOutput(),
                         {input[0], input[1] - 2, input[2] - 2, weights[1] * weights[3]})) ||
      failed(verifyShape(*this, "weights", getWeights(),
                         {side * side, weights[1], input[3], weights[3]})) ||
      failed(verifyShape(*this, "pixels", getPixels(),
                         {pixels[0], side * side, pixels[2], input[3]})) ||
      failed(verifyShape(*this, "products", getProducts(),
                         {pixels[0], side * side, pixels[2], output[3]})))
    return failure();
  if (getRows() < 1 || pixels[2] < static_cast<int64_t>(getRows()) * columns)
    return emitOpError("has room for ")
           << pixels[2] << " tiles, but a block has " << getRows() << " rows of " << columns;
  return success();
}

void WinogradConvOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  for (OpOperand &operand : getOperation()->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
    else
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
  }
}
