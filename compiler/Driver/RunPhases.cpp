//===- RunPhases.cpp - Walk IR through the phases -------------------------===//

#include "compiler/Driver/RunPhases.h"

#include "compiler/Driver/OutputPaths.h"
#include "compiler/Driver/SideFile.h"
#include "compiler/Pipeline/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

static LogicalResult dumpPhase(ModuleOp module, Phase phase, StringRef folder) {
  // Enough elements to recognize a constant by.
  constexpr int64_t largestConstant = 16;
  auto name = llvm::formatv("{0}-{1}.mlir", int(phase) + 1, getPhaseName(phase)).str();
  return writeSideFile(module, folder, name, [&](llvm::raw_ostream &os) {
    module->print(os, OpPrintingFlags()
                          .elideLargeElementsAttrs(largestConstant)
                          .elideLargeResourceString(0)); // all; else each is spelled out first
    os << '\n';
  });
}

/// Input that skips phases must keep what the last one of them promised.
static LogicalResult verifyStart(ModuleOp module, Phase first) {
  if (first == Phase::Import)
    return success();
  Phase skipped = Phase(int(first) - 1);
  PassManager manager(module.getContext());
  manager.addPass(createVerifyPhase({getPhaseName(skipped).str()}));
  return manager.run(module);
}

/// A phase that fails says why, whatever its passes do.
static LogicalResult runPhase(ModuleOp module, Phase phase, const PipelineOptions &options) {
  bool hasReason = false;
  ScopedDiagnosticHandler listener(module.getContext(), [&](Diagnostic &diagnostic) {
    hasReason |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return failure(); // Others print it.
  });
  PassManager manager(module.getContext());
  addPhase(phase, manager, options);
  if (succeeded(manager.run(module)))
    return success();
  if (!hasReason)
    module.emitError("phase '") << getPhaseName(phase)
                                << "' cannot handle the model; this is a defect of the compiler";
  return failure();
}

LogicalResult sinter::runPhases(ModuleOp module, const Options &options, Phase first, Phase last,
                                StringRef variant, llvm::function_ref<void()> afterPhase) {
  if (first == options.compileFrom && failed(verifyStart(module, first)))
    return failure();
  llvm::SmallString<128> dumps(options.dumpPhases);
  llvm::sys::path::append(dumps, variant);

  PipelineOptions pipelineOptions;
  pipelineOptions.forSize = options.optLevel == OptLevel::forSize;
  pipelineOptions.schedule = options.schedule;
  pipelineOptions.tfliteRounding = options.tfliteRounding;
  pipelineOptions.sequential =
      isLibrary(options.emit) && options.schedule != Schedule::maxConcurrency;
  pipelineOptions.ioInWorkspace = options.ioInWorkspace;
  for (Phase phase : getPhases()) {
    if (phase < first || phase > last || !isIRPhase(phase))
      continue;
    if (failed(runPhase(module, phase, pipelineOptions)))
      return failure();
    afterPhase();
    if (!options.dumpPhases.empty() && failed(dumpPhase(module, phase, dumps)))
      return failure();
  }
  return success();
}

void sinter::printModule(ModuleOp module, llvm::raw_ostream &os) {
  module->print(os, OpPrintingFlags().enableDebugInfo(/*enable=*/true, /*prettyForm=*/false));
  os << '\n';
}
