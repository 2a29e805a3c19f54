//===- EmitCode.cpp - From lowered IR to the output -----------------------===//

#include "compiler/Driver/EmitCode.h"

#include "compiler/Driver/Budgets.h"
#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/EmitLibrary.h"
#include "compiler/Driver/EstimateCost.h"
#include "compiler/Driver/LinkCode.h"
#include "compiler/Driver/OutputPaths.h"
#include "compiler/Driver/SideFile.h"
#include "compiler/Package/WriteModule.h"
#include "compiler/Report/JsonReport.h"
#include "targets/Linker/SectionSizes.h"
#include "targets/Linker/StackDepth.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sinter;

static LogicalResult emitText(ModuleOp module, const TargetBackend &backend, const Options &options,
                              llvm::raw_ostream &os) {
  CodeKind kind = options.emit == EmitKind::assembly ? CodeKind::assembly : CodeKind::llvmIR;
  FailureOr<std::vector<CodeUnit>> units =
      backend.compile(module, getCodegenOptions(options), kind);
  if (failed(units))
    return failure();
  for (const CodeUnit &unit : *units)
    os << unit.bytes << '\n';
  return success();
}

namespace {
/// Links a program and writes it in one of the forms that hold code.
class CodeEmitter {
public:
  CodeEmitter(llvm::MutableArrayRef<Variant> variants, const TargetBackend &backend,
              const Options &options)
      : variants(variants), backend(backend), options(options),
        modules(llvm::map_to_vector(variants, [](Variant &v) { return v.module.get(); })) {}

  FailureOr<Footprint> emit(llvm::raw_pwrite_stream &os, llvm::raw_pwrite_stream *header) {
    if (failed(describe()) || failed(link()) || failed(measure()))
      return failure();
    if (getLastPhase(options) == Phase::Link) {
      os << linked.front().code.bytes;
    } else {
      if (header && failed(emitLibrary(*library, linked.front(), *constants, footprint, backend,
                                       options, os, *header)))
        return failure();
      if (!header)
        emitModule(os);
      if (failed(emitReport()))
        return failure();
    }
    if (failed(checkBudgets({modules, linked, *description, footprint}, options)))
      return failure();
    return footprint;
  }

private:
  LogicalResult describe() {
    if (!isLibrary(options.emit) && failed(refuseSequential()))
      return failure();
    description = describeProgram(modules);
    constants = Constants::get(modules);
    return failure(failed(description) || failed(constants));
  }

  /// A host may run the workgroups of a module at the same time.
  LogicalResult refuseSequential() {
    for (auto exported : modules.front().getOps<exec::ExportOp>())
      if (exported->hasAttr(exec::kSequential) || exported->hasAttr(exec::kIoOffsets))
        return exported.emitError("function '")
               << exported.getName() << "' is planned for a library, which runs its workgroups in "
               << "order; start from an earlier phase than codegen, or write a library";
    return success();
  }

  LogicalResult link() {
    LinkKind kind = options.emit == EmitKind::module ? LinkKind::executable : LinkKind::object;
    std::vector<std::string> imports;
    if (isLibrary(options.emit)) {
      library = LibraryProgram::get(variants.front(), *description, *constants, options);
      if (failed(library))
        return failure();
      imports = library->getImports();
    }
    for (const Variant &variant : variants) {
      FailureOr<LinkedVariant> code = linkVariant(variant, backend, options, kind, imports);
      if (failed(code) || (isLibrary(options.emit) && failed(library->hideInternals(code->code))))
        return failure();
      linked.push_back(std::move(*code));
    }
    return success();
  }

  /// What is known before the output is written.
  LogicalResult measure() {
    footprint.constants = constants->size();
    footprint.state = description->state_size;
    for (const auto &function : description->functions)
      footprint.workspace = std::max(footprint.workspace, function->workspace_size);
    for (const LinkedVariant &variant : linked) {
      // A module holds whole files, an object is taken apart.
      llvm::Expected<uint64_t> bytes = options.emit == EmitKind::module
                                           ? variant.code.bytes.size()
                                           : getLoadedBytes(variant.code.bytes);
      if (!bytes)
        return modules.front().emitError(llvm::toString(bytes.takeError()));
      footprint.code += *bytes;
      codeBytes.push_back(variant.code.bytes.size());
      llvm::Expected<StackDepth> depth = computeStackDepth(variant.code.functions);
      if (depth)
        footprint.stack = std::max(footprint.stack, depth->bytes);
      else
        footprint.stackProblem = llvm::toString(depth.takeError());
    }
    bool knowsCycles = true;
    for (auto [variant, code] : llvm::zip_equal(variants, linked)) {
      RunCost cost = estimateCost(*variant.module, code.code.functions).value_or(RunCost());
      knowsCycles &= cost.knowsCycles;
      footprint.cycles = knowsCycles ? std::max(footprint.cycles, cost.cycles) : 0;
    }
    return success();
  }

  LogicalResult emitReport() {
    if (options.reportJson.empty())
      return success();
    return writeSideFile(modules.front(), options.reportJson, [&](llvm::raw_ostream &os) {
      writeJsonReport(*description, {modules, codeBytes, footprint}, os);
    });
  }

  void emitModule(llvm::raw_pwrite_stream &os) {
    schema::ModuleT stored = *description;
    for (auto [executable, module] : llvm::zip_equal(stored.executables, modules))
      executable->required_features = backend.getRequiredFeatures(exec::MachineAttr::get(module));
    if (options.strip)
      stored.debug.reset();
    std::vector<std::string> code;
    for (LinkedVariant &variant : linked)
      code.push_back(std::move(variant.code.bytes));
    writeModule(std::move(stored), code, *constants, os);
    footprint.description = os.tell() - footprint.code - footprint.constants;
  }

  llvm::MutableArrayRef<Variant> variants;
  const TargetBackend &backend;
  const Options &options;
  SmallVector<ModuleOp> modules;
  FailureOr<schema::ModuleT> description;
  FailureOr<Constants> constants;
  FailureOr<LibraryProgram> library;
  std::vector<LinkedVariant> linked;
  SmallVector<uint64_t> codeBytes; ///< Of each executable's file, for the report.
  Footprint footprint;
};
} // namespace

FailureOr<std::optional<Footprint>> sinter::emitCode(llvm::MutableArrayRef<Variant> variants,
                                                     const Options &options,
                                                     llvm::raw_pwrite_stream &os,
                                                     llvm::raw_pwrite_stream *header) {
  std::unique_ptr<TargetBackend> backend = createLLVMCPUBackend();
  if (!options.dumpExecutables.empty())
    for (const Variant &variant : variants)
      if (failed(dumpUnits(variant, *backend, options)))
        return failure();
  if (options.emit == EmitKind::assembly || options.emit == EmitKind::llvmIR) {
    if (failed(emitText(*variants.front().module, *backend, options, os)))
      return failure();
    return std::optional<Footprint>();
  }
  FailureOr<Footprint> footprint = CodeEmitter(variants, *backend, options).emit(os, header);
  if (failed(footprint))
    return failure();
  return std::optional(std::move(*footprint));
}
