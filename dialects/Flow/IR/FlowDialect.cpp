//===- FlowDialect.cpp - The flow dialect ---------------------------------===//

#include "dialects/Flow/IR/FlowDialect.h"

using namespace mlir;
using namespace sinter::flow;

#include "dialects/Flow/IR/FlowDialect.cpp.inc"

void FlowDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Flow/IR/FlowOps.cpp.inc"
      >();
}
