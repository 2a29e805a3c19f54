//===- ExecOps.cpp - Operations of the exec dialect -----------------------===//

#include "dialects/Exec/IR/ExecDialect.h"

#include "mlir/IR/Builders.h"

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
