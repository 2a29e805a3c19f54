//===- OptimizeModule.cpp - The LLVM passes that kernels need -------------===//
//
// Our code arrives tiled, unrolled and in native vectors. What LLVM's standard
// pipelines add to that is compile time, and sometimes harm; this short list
// measured as fast as -O3 on every kernel.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/CompileUnit.h"

#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"

using namespace sinter;

/// What one round of combining leaves behind costs little; LLVM would end the program to
/// tell of it.
#define COMBINE "instcombine<no-verify-fixpoint>"

static llvm::StringRef getPipeline(unsigned optLevel) {
  switch (optLevel) {
  case 0:
    return "";
  case 1:
    return "function(early-cse,simplifycfg," COMBINE ")";
  case 2:
    return "function(early-cse,simplifycfg," COMBINE ",loop-mssa(licm),adce)";
  default:
    return "function(early-cse,simplifycfg," COMBINE ",loop-mssa(licm),gvn," COMBINE ",adce)";
  }
}

void sinter::optimizeModule(llvm::Module &module, llvm::TargetMachine &target, unsigned optLevel) {
  llvm::StringRef pipeline = getPipeline(optLevel);
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
}
