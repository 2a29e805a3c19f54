//===- NodeNames.h - Names of the model's nodes in locations ----*- C++ -*-===//

#ifndef PASSES_DISPATCH_NODENAMES_H
#define PASSES_DISPATCH_NODENAMES_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SetVector.h"

namespace sinter {

/// Adds the names that `location` holds (NameLoc, also inside fused and call
/// site locations) to `names`, in the order of the location.
void collectNodeNames(mlir::Location location, llvm::SetVector<mlir::StringAttr> &names);

} // namespace sinter

#endif // PASSES_DISPATCH_NODENAMES_H
