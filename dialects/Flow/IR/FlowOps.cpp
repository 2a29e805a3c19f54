//===- FlowOps.cpp - Operations of the flow dialect -----------------------===//

#include "dialects/Flow/IR/FlowDialect.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace sinter::flow;

#define GET_OP_CLASSES
#include "dialects/Flow/IR/FlowOps.cpp.inc"

LogicalResult RegionOp::verify() {
  auto yield = dyn_cast<YieldOp>(getBody().front().getTerminator());
  if (!yield)
    return emitOpError("must end in flow.yield");
  if (yield.getOperandTypes() != getResultTypes())
    return emitOpError("yields ") << yield.getOperandTypes() << ", but has results "
                                  << getResultTypes();
  return success();
}
