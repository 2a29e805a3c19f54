//===- RegisterGroups.h - Lanes of an operand -------------------*- C++ -*-===//
//
// How many lanes one operand has: those of a register, or of several where an instruction may take
// them as one.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_REGISTERGROUPS_H
#define PASSES_CODEGEN_REGISTERGROUPS_H

#include "passes/Codegen/Strategy.h"

namespace sinter::codegen {

/// Returns how many lanes of the widest number that flows through the bodies fill a register; a
/// power of two.
int64_t getRegisterLanes(const Nest &nest, exec::MachineAttr machine);

/// Returns how many registers one operand takes, where several may serve as one: as many as the
/// vector loop fills and intermediate results leave.
int64_t chooseRegisterGroup(const Nest &nest, const Strategy &strategy, exec::MachineAttr machine);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_REGISTERGROUPS_H
