//===- Signature.h - What a dispatch function computes, as text -*- C++ -*-===//

#ifndef PASSES_DISPATCH_SIGNATURE_H
#define PASSES_DISPATCH_SIGNATURE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sinter {

/// Returns a text that is the same for equal functions only: names of functions,
/// attributes and locations do not count.
std::string getSignature(mlir::func::FuncOp function);

} // namespace sinter

#endif // PASSES_DISPATCH_SIGNATURE_H
