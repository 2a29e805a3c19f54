//===- EmitTile.h - One register tile ---------------------------*- C++ -*-===//

#ifndef PASSES_CODEGEN_EMITTILE_H
#define PASSES_CODEGEN_EMITTILE_H

#include "passes/Codegen/AccessTable.h"

namespace sinter::codegen {

/// Emits what computes the tile at which `accesses` stands: its reduction loops,
/// the stages that follow, and the stores.
void emitTile(mlir::OpBuilder &builder, const Nest &nest, const Strategy &strategy,
              AccessTable &accesses);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_EMITTILE_H
