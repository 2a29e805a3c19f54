//===- DeduplicateDispatches.cpp - Equal dispatches share one function ----===//
//
// Two dispatch functions are equal when they print alike, names and locations
// aside. What differs between their calls (operands, covered nodes) stands at
// the calls.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "passes/Dispatch/Signature.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {
#define GEN_PASS_DEF_DEDUPLICATEDISPATCHES
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

struct DeduplicateDispatches : sinter::impl::DeduplicateDispatchesBase<DeduplicateDispatches> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    llvm::StringMap<func::FuncOp> firstOf;
    llvm::DenseMap<StringAttr, func::FuncOp> replacement;
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      if (!flow::isDispatchFunction(function))
        continue;
      auto [entry, isNew] = firstOf.try_emplace(getSignature(function), function);
      if (isNew)
        continue;
      mergeNodes(entry->second, function);
      replacement[function.getSymNameAttr()] = entry->second;
      function.erase();
    }
    module.walk([&](flow::DispatchOp call) {
      if (auto function = replacement.lookup(call.getDispatchAttr().getAttr()))
        call.setDispatchAttr(FlatSymbolRefAttr::get(function.getSymNameAttr()));
    });
  }

  static void mergeNodes(func::FuncOp into, func::FuncOp from) {
    auto nodes = llvm::to_vector(into->getAttrOfType<ArrayAttr>(flow::kNodes).getValue());
    llvm::append_range(nodes, from->getAttrOfType<ArrayAttr>(flow::kNodes).getValue());
    into->setAttr(flow::kNodes, ArrayAttr::get(into.getContext(), nodes));
  }
};

} // namespace
