//===- OnnxShape.cpp - Operators that rename or regroup dimensions --------===//

#include "passes/Input/OnnxConversion.h"

using namespace mlir;

namespace sinter {

static LogicalResult convertIdentity(NodeConversion &node) {
  return node.replace(Value(node.input(0)));
}

void populateShapeConverters(ConverterTable &table) { table.add("Identity", 1, convertIdentity); }

} // namespace sinter
