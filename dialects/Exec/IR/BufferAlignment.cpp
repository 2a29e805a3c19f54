//===- BufferAlignment.cpp - Where a machine wants buffers to begin -------===//
//
// Machines with caches and threads want lines of their own for what different threads write. A
// microcontroller has neither, and memory is dear: there the largest element, or a vector
// register, is enough.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/BufferAlignment.h"

using namespace mlir;

constexpr int64_t kLine = 64, kLargestElement = 8;

int64_t sinter::exec::getBufferAlignment(MachineAttr machine) {
  return machine && machine.isMicrocontroller() ? getVectorAlignment(machine) : kLine;
}

int64_t sinter::exec::getVectorAlignment(MachineAttr machine) {
  return machine ? std::clamp(machine.getVectorBits() / 8, kLargestElement, kLine) : kLine;
}

int64_t sinter::exec::getBufferAlignment(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  // Not MachineAttr::get: modules that name no machine need not know the dialect.
  return getBufferAlignment(module ? module->getAttrOfType<MachineAttr>(MachineAttr::kName)
                                   : MachineAttr());
}
