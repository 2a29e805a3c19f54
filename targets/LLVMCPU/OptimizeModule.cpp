//===- OptimizeModule.cpp - The LLVM passes that kernels need -------------===//
//
// Our code arrives tiled, unrolled and in native vectors. What LLVM's standard
// pipelines add to that is compile time, and sometimes harm; this short list
// measured as fast as -O3 on every kernel.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/CompileUnit.h"
#include "targets/LLVMCPU/TripCounts.h"

#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"

using namespace sinter;

/// What one round of combining leaves behind costs little; LLVM would end the program to
/// tell of it.
#define COMBINE "instcombine<no-verify-fixpoint>"

/// Low-overhead loops (`le` of Armv8.1-M) test at their end, and loops of few scalar
/// instructions gain from it.
static llvm::StringRef getLoopPasses(const llvm::Triple &triple, bool hasVectors) {
  bool testsAtEnd = !hasVectors || triple.getSubArch() == llvm::Triple::ARMSubArch_v8_1m_mainline;
  return testsAtEnd ? "loop-mssa(loop-rotate,licm)" : "loop-mssa(licm)";
}

/// Where one operand takes many registers, what leaves a loop or serves two comes back from the
/// stack: LLVM's code generator moves what costs no register anyway.
static llvm::StringRef getGroupPipeline(unsigned optLevel) {
  return optLevel == 2 ? "function(early-cse,simplifycfg," COMBINE ",adce)"
                       : "function(early-cse,simplifycfg," COMBINE
                         ",gvn<no-load-pre;no-memdep>," COMBINE ",adce)";
}

static std::string getPipeline(unsigned optLevel, const llvm::Triple &triple,
                               exec::MachineAttr machine) {
  if (machine.getVectorGroup() > 1 && optLevel >= 2)
    return getGroupPipeline(optLevel).str();
  llvm::StringRef start = "function(early-cse,simplifycfg," COMBINE;
  bool hasVectors = machine.getVectorBits() != 0;
  llvm::StringRef loops = getLoopPasses(triple, hasVectors);
  switch (optLevel) {
  case 0:
    return "";
  case 1:
    return (start + ")").str();
  case 2:
    return (start + "," + loops + ",adce)").str();
  default:
    // Scalar loops count down to zero.
    return (start + "," + loops + ",gvn," COMBINE + (hasVectors ? "" : ",loop(indvars)") + ",adce)")
        .str();
  }
}

void sinter::optimizeModule(llvm::Module &module, llvm::TargetMachine &target,
                            exec::MachineAttr machine, unsigned optLevel) {
  std::string pipeline = getPipeline(optLevel, target.getTargetTriple(), machine);
  if (pipeline.empty())
    return; // LLVM's parser takes no empty list

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;

  llvm::PassBuilder builder(&target);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  llvm::ModulePassManager manager;
  llvm::cantFail(builder.parsePassPipeline(manager, pipeline));
  manager.run(module, modules);
  if (machine.isMicrocontroller())
    weighBranches(module, functions);
}
