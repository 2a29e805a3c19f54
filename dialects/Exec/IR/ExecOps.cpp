//===- ExecOps.cpp - Operations of the exec dialect -----------------------===//

#include "dialects/Exec/IR/ExecDialect.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace sinter::exec;

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
