//===- Compiler.cpp - The compiler as a library ---------------------------===//

#include "compiler/Driver/Compiler.h"

#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/EmitCode.h"
#include "compiler/Driver/LoadInput.h"
#include "compiler/Driver/OutputFile.h"
#include "compiler/Driver/RunPhases.h"
#include "compiler/Pipeline/Registration.h"
#include "targets/LLVMCPU/Machine.h"
#include "llvm/Support/ThreadPool.h"

using namespace mlir;
using namespace sinter;

namespace {
/// A context whose work runs in as many threads as the user allows.
class CompilerContext {
public:
  explicit CompilerContext(Threads threads)
      : context(getRegistry(), MLIRContext::Threading::DISABLED) {
    context.printOpOnDiagnostic(false);
    llvm::ThreadPoolStrategy strategy = llvm::hardware_concurrency(unsigned(threads));
    if (strategy.compute_thread_count() == 1)
      return;
    pool = std::make_unique<llvm::DefaultThreadPool>(strategy);
    context.setThreadPool(*pool);
  }

  MLIRContext &get() { return context; }

private:
  static const DialectRegistry &getRegistry() {
    static const DialectRegistry registry = [] {
      DialectRegistry filled;
      registerDialects(filled);
      return filled;
    }();
    return registry;
  }

  std::unique_ptr<llvm::DefaultThreadPool> pool; // outlives the context
  MLIRContext context;
};
} // namespace

static bool isTargetGiven(const Options &options) {
  return !options.targets.empty() || !options.targetTriple.empty() || !options.targetCpu.empty() ||
         !options.targetCpuFeatures.empty() || !options.targetAbi.empty();
}

/// Attaches the machine that the user chose. IR of a later phase names the one
/// that it was made for.
static LogicalResult setMachine(ModuleOp module, Location file, const Options &options,
                                exec::MachineAttr machine) {
  if (!module->hasAttr(exec::MachineAttr::kName)) {
    module->setAttr(exec::MachineAttr::kName, machine);
    return success();
  }
  if (isTargetGiven(options))
    return emitError(file) << "the input names the machine it is for ('" << exec::MachineAttr::kName
                           << "'); leave the --target options out";
  return success();
}

static LogicalResult compileTo(OutputFile &output, const Options &options, MLIRContext &context) {
  Location file = getFileLocation(&context, options.input);
  llvm::Expected<exec::MachineAttr> machine = resolveMachine(getTargetSelection(options), &context);
  if (!machine)
    return emitError(file) << llvm::toString(machine.takeError());

  FailureOr<OwningOpRef<ModuleOp>> module = loadInput(options, context);
  if (failed(module) || failed(setMachine(**module, file, options, *machine)) ||
      failed(runPhases(**module, options)))
    return failure();
  if (isIRPhase(getLastPhase(options))) {
    printModule(**module, output.os());
    return success();
  }
  return emitCode(**module, options, output.os());
}

LogicalResult sinter::compile(const Options &options, llvm::raw_ostream &diagnostics) {
  if (llvm::Error error = checkOptions(options)) {
    printError(diagnostics, kCompilerName, llvm::toString(std::move(error)));
    return failure();
  }
  // Opened first: even a compilation that fails early must not leave an older
  // output behind.
  llvm::Expected<std::unique_ptr<OutputFile>> output = OutputFile::open(options.output);
  if (!output) {
    printError(diagnostics, kCompilerName, llvm::toString(output.takeError()));
    return failure();
  }
  CompilerContext context(options.threads);
  DiagnosticPrinter printer(&context.get(), options.input, diagnostics);
  if (failed(compileTo(**output, options, context.get())))
    return failure();
  if (llvm::Error error = (*output)->keep()) {
    printError(diagnostics, kCompilerName, llvm::toString(std::move(error)));
    return failure();
  }
  return success();
}
