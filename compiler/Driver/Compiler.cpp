//===- Compiler.cpp - The compiler as a library ---------------------------===//

#include "compiler/Driver/Compiler.h"

#include "compiler/Driver/Diagnostics.h"
#include "compiler/Driver/EmitCode.h"
#include "compiler/Driver/LoadInput.h"
#include "compiler/Driver/OtherWitnesses.h"
#include "compiler/Driver/OutputFile.h"
#include "compiler/Driver/OutputPaths.h"
#include "compiler/Driver/RunPhases.h"
#include "compiler/Driver/Variants.h"
#include "compiler/Pipeline/Registration.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Exec/IR/Tuning.h"
#include "llvm/Support/Path.h"
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

/// Attaches what the user allows arithmetic to do. IR of a later phase may say it, too.
static void setArithmetic(ModuleOp module, const Options &options) {
  auto set = [&](StringRef arithmetic) {
    module->setAttr(exec::kArithmetic, StringAttr::get(module.getContext(), arithmetic));
  };
  if (options.fastMath)
    set(exec::kFastArithmetic);
  if (options.strictFp)
    set(exec::kStrictArithmetic);
}

/// Fills `record` from a program after its last IR phase.
static void fillRecord(ModuleOp module, CompilationRecord &record) {
  auto machine = exec::MachineAttr::get(module);
  record = {exec::getMachineKey(machine), machine.getCpu().str(), {}};
  for (Operation &op : module.getOps())
    if (auto region = op.getAttrOfType<StringAttr>(exec::kRegion))
      record.regions.emplace_back(SymbolTable::getSymbolName(&op).str(), region.str());
}

/// Compiles the variants of `copy`, and fails unless those of the program are the same code.
static LogicalResult checkSizes(OwningOpRef<ModuleOp> copy, ArrayRef<Variant> variants,
                                Options options) {
  options.dumpPhases.clear();
  SmallVector<Variant> twins;
  for (const Variant &variant : variants)
    twins.push_back({variant.name, variant.machine, {}});
  auto programs = llvm::map_to_vector(variants, [](const Variant &v) { return *v.module; });
  {
    // What is to be said has been said of the program.
    ScopedDiagnosticHandler silence(copy->getContext(), [](Diagnostic &) { return success(); });
    if (failed(compileVariants(std::move(copy), twins, options, programs)))
      twins.clear();
  }
  if (twins.empty())
    return refuseSizes(programs.front());
  for (auto [program, twin] : llvm::zip_equal(programs, twins))
    if (failed(checkSameCode(program, *twin.module)))
      return failure();
  return success();
}

/// Compiles the variants; where calls decide dimensions, proves that the code is right for all.
static LogicalResult compileProven(OwningOpRef<ModuleOp> module, MutableArrayRef<Variant> variants,
                                   const Options &options) {
  auto dims = exec::SymbolicDims::get(*module);
  bool becomesCode = !options.compileFrom && getLastPhase(options) >= Phase::Codegen;
  if (dims.empty() || !becomesCode)
    return compileVariants(std::move(module), variants, options, {});
  std::optional<exec::SymbolicDims> others = dims.withOtherWitnesses();
  if (!others)
    return refuseSizes(*module);
  OwningOpRef<ModuleOp> copy = replaceWitnesses(*module, *others);
  if (failed(compileVariants(std::move(module), variants, options, *copy)))
    return failure();
  return checkSizes(std::move(copy), variants, options);
}

/// Compiles to `outputs`: the output, and the header of a library. Returns what the program takes
/// of a machine's memory, if it has become code.
static FailureOr<std::optional<Footprint>> compileTo(ArrayRef<std::unique_ptr<OutputFile>> outputs,
                                                     const Options &options, MLIRContext &context,
                                                     CompilationRecord *record) {
  FailureOr<SmallVector<Variant>> variants = resolveVariants(options, context);
  if (failed(variants))
    return failure();
  FailureOr<OwningOpRef<ModuleOp>> module = loadInput(options, context);
  if (failed(module))
    return failure();
  if (exec::SymbolicDims dims = exec::SymbolicDims::get(**module);
      isLibrary(options.emit) && !dims.empty())
    return emitError((*module)->getLoc())
           << "calls of a library cannot decide dimension '" << dims.getDims().front().name
           << "'; fix it with --dim=" << dims.getDims().front().name << ":1";
  setArithmetic(**module, options);
  if (failed(compileProven(std::move(*module), *variants, options)))
    return failure();
  if (record)
    fillRecord(*variants->front().module, *record);
  if (isIRPhase(getLastPhase(options))) {
    printModule(*variants->front().module, outputs.front()->os());
    return std::optional<Footprint>();
  }
  return emitCode(*variants, options, outputs.front()->os(),
                  isLibrary(options.emit) ? &outputs.back()->os() : nullptr);
}

static std::vector<std::string> getOutputPaths(const Options &options) {
  if (!isLibrary(options.emit))
    return {options.output};
  return {options.output, getHeaderPath(options)};
}

/// Gives all outputs their names, or none.
static llvm::Error keepAll(ArrayRef<std::unique_ptr<OutputFile>> outputs) {
  for (const std::unique_ptr<OutputFile> &output : outputs)
    if (llvm::Error error = output->keep()) {
      for (const std::unique_ptr<OutputFile> &kept : outputs)
        kept->drop();
      return error;
    }
  return llvm::Error::success();
}

/// The last line of a compilation.
static void printFootprint(const Footprint &footprint, const Options &options,
                           llvm::raw_ostream &os) {
  os << (options.output == "-" ? "<stdout>" : llvm::sys::path::filename(options.output)) << ": ";
  print(footprint, os);
  os << '\n';
}

LogicalResult sinter::compile(const Options &options, llvm::raw_ostream &diagnostics,
                              CompilationRecord *record) {
  if (llvm::Error error = checkOptions(options)) {
    printError(diagnostics, kCompilerName, llvm::toString(std::move(error)));
    return failure();
  }
  // Opened first: even a compilation that fails early must not leave an older
  // output behind.
  SmallVector<std::unique_ptr<OutputFile>> outputs;
  for (const std::string &path : getOutputPaths(options)) {
    llvm::Expected<std::unique_ptr<OutputFile>> output = OutputFile::open(path);
    if (!output) {
      printError(diagnostics, kCompilerName, llvm::toString(output.takeError()));
      return failure();
    }
    outputs.push_back(std::move(*output));
  }
  CompilerContext context(options.threads);
  DiagnosticPrinter printer(&context.get(), options.input, diagnostics);
  FailureOr<std::optional<Footprint>> footprint =
      compileTo(outputs, options, context.get(), record);
  if (failed(footprint))
    return failure();
  if (llvm::Error error = keepAll(outputs)) {
    printError(diagnostics, kCompilerName, llvm::toString(std::move(error)));
    return failure();
  }
  if (*footprint && !options.quiet)
    printFootprint(**footprint, options, diagnostics);
  return success();
}
