//===- StackUse.h - What compiled functions take of the stack ---*- C++ -*-===//

#ifndef TARGETS_LLVMCPU_STACKUSE_H
#define TARGETS_LLVMCPU_STACKUSE_H

#include "targets/CodeUnit.h"
#include "llvm/IR/LegacyPassManager.h"

namespace sinter {

/// Runs the passes of a code generator and adds what each function uses to `functions`; how long
/// it runs only if that is asked for.
class MeasuringPassManager : public llvm::legacy::PassManager {
public:
  MeasuringPassManager(std::vector<FunctionUse> &functions, bool estimatesCost)
      : functions(functions), estimatesCost(estimatesCost) {}
  void add(llvm::Pass *pass) override;

private:
  std::vector<FunctionUse> &functions;
  bool estimatesCost;
};

} // namespace sinter

#endif // TARGETS_LLVMCPU_STACKUSE_H
