//===- TripCounts.h - How often loops run -----------------------*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_TRIPCOUNTS_H
#define TARGETS_LLVMCPU_TRIPCOUNTS_H

#include "llvm/IR/PassManager.h"

namespace sinter {

/// Attribute of an LLVM function: how many workgroups call it, whose numbers are its second
/// argument.
constexpr llvm::StringLiteral kWorkgroupCount = "sinter-workgroups";

/// Attribute that `weighBranches` gives a dispatch function whose loops it could not all count:
/// nobody knows how long it runs.
constexpr llvm::StringLiteral kUncountedLoops = "sinter-uncounted-loops";

/// Weighs the branches of `module` by how often its loops run and its conditions hold, as far as
/// that follows from constants and the number of the workgroup: by the mean of all workgroups.
void weighBranches(llvm::Module &module, llvm::FunctionAnalysisManager &analyses);

} // namespace sinter

#endif // TARGETS_LLVMCPU_TRIPCOUNTS_H
