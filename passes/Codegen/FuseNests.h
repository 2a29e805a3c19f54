//===- FuseNests.h - Chains of operations in one nest -----------*- C++ -*-===//

#ifndef PASSES_CODEGEN_FUSENESTS_H
#define PASSES_CODEGEN_FUSENESTS_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// Joins what can run point by point: a fill becomes the initial value of the
/// reduction that follows it, an elementwise operation becomes a further stage of
/// the nest whose result it reads. `nests` are in program order and stay so.
void fuseNests(std::vector<Nest> &nests);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_FUSENESTS_H
