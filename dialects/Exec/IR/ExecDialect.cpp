//===- ExecDialect.cpp - The exec dialect ---------------------------------===//

#include "dialects/Exec/IR/ExecDialect.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sinter::exec;

#include "dialects/Exec/IR/ExecDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Exec/IR/ExecAttrs.cpp.inc"

void ExecDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Exec/IR/ExecAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Exec/IR/ExecOps.cpp.inc"
      >();
}

Type sinter::exec::getPassedElement(Type element) {
  auto quantized = dyn_cast<quant::QuantizedType>(element);
  if (!quantized)
    return element;
  // A signed storage type is signless already.
  unsigned width = quantized.getStorageTypeIntegralWidth();
  return quantized.isSigned()
             ? quantized.getStorageType()
             : IntegerType::get(element.getContext(), width, IntegerType::Unsigned);
}

MachineAttr MachineAttr::get(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  if (module)
    if (auto machine = module->getAttrOfType<MachineAttr>(kName))
      return machine;
  return get(op->getContext(), "", "", "", /*abi=*/"", /*vectorBits=*/0, /*vectorRegisters=*/16,
             /*indexBits=*/64, /*hasFma=*/false, /*l1Bytes=*/0, /*l2Bytes=*/0, /*threads=*/1,
             /*dotProduct=*/"", /*laneBits=*/64, /*vectorGroup=*/1);
}

int64_t MachineAttr::getLanes(Type type) const {
  int64_t bits = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : getIndexBits();
  if (bits > getLaneBits())
    return 1;
  return std::max<int64_t>(1, getVectorBits() / std::max<int64_t>(bits, 8));
}
