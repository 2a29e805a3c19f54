//===- NodeNames.cpp - Names of the model's nodes in locations ------------===//

#include "passes/Dispatch/NodeNames.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

void sinter::collectNodeNames(Location location, llvm::SetVector<StringAttr> &names) {
  if (auto name = dyn_cast<NameLoc>(location)) {
    names.insert(name.getName());
  } else if (auto fused = dyn_cast<FusedLoc>(location)) {
    for (Location inner : fused.getLocations())
      collectNodeNames(inner, names);
  } else if (auto call = dyn_cast<CallSiteLoc>(location)) {
    collectNodeNames(call.getCallee(), names);
    collectNodeNames(call.getCaller(), names);
  }
}
