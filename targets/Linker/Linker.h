//===- Linker.h - LLD in this process ---------------------------*- C++ -*-===//

#ifndef TARGETS_LINKER_LINKER_H
#define TARGETS_LINKER_LINKER_H

#include "targets/TargetBackend.h"
#include "llvm/TargetParser/Triple.h"

namespace sinter {

/// Links ELF objects in their order for a machine of `triple`; of the result, only symbols and
/// debug information depend on `debugSymbols`. Any thread may call it; calls take
/// turns, because LLD keeps its state in globals.
llvm::Expected<std::string> linkElf(llvm::ArrayRef<CodeUnit> objects, const llvm::Triple &triple,
                                    LinkKind kind, bool debugSymbols, llvm::StringRef sharedName);

} // namespace sinter

#endif // TARGETS_LINKER_LINKER_H
