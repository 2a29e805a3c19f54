//===- CallConstants.cpp - What the calls of a dispatch pass --------------===//

#include "passes/Dispatch/CallConstants.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace sinter;

DispatchCalls sinter::collectCalls(ModuleOp module) {
  DispatchCalls calls;
  module.walk([&](flow::DispatchOp call) { calls[call.getDispatch()].push_back(call); });
  return calls;
}

std::optional<SmallVector<HostTensor>> sinter::getCallConstants(ArrayRef<flow::DispatchOp> calls,
                                                                unsigned position) {
  SmallVector<HostTensor> constants;
  for (flow::DispatchOp call : calls) {
    ElementsAttr elements;
    std::optional<HostTensor> constant;
    if (matchPattern(call.getInputs()[position], m_Constant(&elements)))
      constant = HostTensor::from(elements);
    if (!constant)
      return std::nullopt;
    constants.push_back(*constant);
  }
  return constants;
}
