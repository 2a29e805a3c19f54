//===- CallConstants.h - What the calls of a dispatch pass ------*- C++ -*-===//
//
// Weights are constants at the calls and arguments in the dispatch function. A pass
// that stores them in another order changes both, so all calls must pass constants.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_DISPATCH_CALLCONSTANTS_H
#define PASSES_DISPATCH_CALLCONSTANTS_H

#include "dialects/Flow/IR/FlowDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "passes/Tensor/HostTensor.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {

/// The calls of each dispatch function, by its name, in the order of the module.
using DispatchCalls = llvm::StringMap<llvm::SmallVector<flow::DispatchOp>>;

DispatchCalls collectCalls(mlir::ModuleOp module);

/// Returns what each call passes as input `position`, or nothing if not all are constants.
std::optional<llvm::SmallVector<HostTensor>>
getCallConstants(llvm::ArrayRef<flow::DispatchOp> calls, unsigned position);

} // namespace sinter

#endif // PASSES_DISPATCH_CALLCONSTANTS_H
