//===- EmitWave.h - Several dispatches in one launch ------------*- C++ -*-===//

#ifndef PASSES_ABI_EMITWAVE_H
#define PASSES_ABI_EMITWAVE_H

#include "passes/ABI/AbiBuilder.h"

namespace sinter {

/// A dispatch of a wave: its workgroup function and how many it has.
struct WaveMember {
  mlir::LLVM::LLVMFuncOp dispatch;
  int64_t workgroups;
};

/// Emits a workgroup function that runs those of all members, one member's after
/// another's. Its argument points to one pointer per member: the member's argument.
mlir::LLVM::LLVMFuncOp emitWave(AbiBuilder &b, llvm::StringRef name,
                                llvm::ArrayRef<WaveMember> members);

} // namespace sinter

#endif // PASSES_ABI_EMITWAVE_H
