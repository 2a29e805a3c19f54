//===- EmitNest.h - Loops over register tiles -------------------*- C++ -*-===//

#ifndef PASSES_CODEGEN_EMITNEST_H
#define PASSES_CODEGEN_EMITNEST_H

#include "passes/Codegen/Workgroups.h"

namespace sinter::codegen {

/// Emits the loops of `nest` at the builder's insertion point. `workgroup` is the
/// index of the running workgroup, one of `count`; null when there is only one.
void emitNest(mlir::OpBuilder &builder, const Nest &nest, const Strategy &strategy, const Cut &cut,
              mlir::Value workgroup, int64_t count);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_EMITNEST_H
