//===- ReleaseConstants.cpp - Free constants that nothing uses any more ---===//
//
// A context keeps the bytes of a resource for as long as it lives. Folding and packing leave
// copies of weights behind, each as large as the model; between phases it is known which of
// them the IR still refers to.
//
//===----------------------------------------------------------------------===//

#include "compiler/Driver/ReleaseConstants.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace sinter;

/// Collects the keys of all resources that `module` refers to.
static void collectUsed(ModuleOp module, llvm::StringSet<> &used) {
  AttrTypeWalker walker;
  walker.addWalk(
      [&](DenseResourceElementsAttr attr) { used.insert(attr.getRawHandle().getKey()); });
  module->walk([&](Operation *op) { walker.walk(op->getAttrDictionary()); });
}

void sinter::releaseUnusedConstants(ArrayRef<ModuleOp> modules) {
  llvm::StringSet<> used;
  for (ModuleOp module : modules)
    collectUsed(module, used);
  auto &interface = DenseResourceElementsHandle::getManagerInterface(modules.front()->getContext());
  std::vector<std::string> unused;
  interface.getBlobManager().getBlobMap([&](const auto &blobs) {
    for (const auto &entry : blobs)
      if (entry.second.getBlob() && !used.contains(entry.first()))
        unused.push_back(entry.first().str());
  });
  for (const std::string &key : unused)
    interface.update(key, AsmResourceBlob());
}
