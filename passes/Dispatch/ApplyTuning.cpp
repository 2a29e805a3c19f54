//===- ApplyTuning.cpp - Measured choices to dispatch functions -----------===//
//
// A region's key is a hash of what it computes: shapes, types, bodies. It is the
// same in all models and all compilations, until the compiler forms other regions.
// Choices for other models are no mistake; that none fits at all is reported.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/Tuning.h"
#include "passes/Dispatch/Signature.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

namespace sinter {
#define GEN_PASS_DEF_APPLYTUNING
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static StringAttr getKey(func::FuncOp function) {
  uint64_t hash = llvm::xxh3_64bits(getSignature(function));
  return StringAttr::get(function.getContext(),
                         llvm::utohexstr(hash, /*LowerCase=*/true, /*Width=*/16));
}

namespace {

struct ApplyTuning : sinter::impl::ApplyTuningBase<ApplyTuning> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto choices = module->getAttrOfType<DictionaryAttr>(exec::kTuning);
    size_t used = 0;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      StringAttr key = getKey(function);
      function->setAttr(exec::kRegion, key);
      Attribute choice = choices ? choices.get(key) : Attribute();
      if (!choice)
        continue;
      function->setAttr(exec::kTuning, choice);
      ++used;
    }
    module->removeAttr(exec::kTuning);
    if (choices && !choices.empty() && used == 0)
      module.emitWarning("none of the ")
          << choices.size()
          << " measured choices for this machine is for a region of this model; tune anew";
  }
};

} // namespace
