//===- LLVMCPUBackend.cpp - Native code by way of LLVM --------------------===//
//
// Every unit has an LLVM context, module and code generator of its own, so
// units share nothing but the MLIR context and compile in parallel.
//
//===----------------------------------------------------------------------===//

#include "targets/LLVMCPU/Builtins.h"
#include "targets/LLVMCPU/CompileUnit.h"
#include "targets/LLVMCPU/Families.h"
#include "targets/LLVMCPU/SplitModule.h"
#include "targets/LLVMCPU/Subtarget.h"
#include "targets/LLVMCPU/TripCounts.h"
#include "targets/Linker/ElfCheck.h"
#include "targets/Linker/Linker.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/IR/Threading.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace mlir;
using namespace sinter;

namespace {
class LLVMCPUBackend : public TargetBackend {
public:
  FailureOr<std::vector<CodeUnit>> compile(ModuleOp module, const CodegenOptions &options,
                                           CodeKind kind) const override;
  FailureOr<CodeUnit> compileData(ModuleOp module, const DataObject &data,
                                  const CodegenOptions &options) const override;
  FailureOr<LinkedCode> link(ModuleOp module, std::vector<CodeUnit> objects,
                             const CodegenOptions &options, LinkKind kind,
                             ArrayRef<std::string> provided) const override;
  std::vector<std::string> getRequiredFeatures(exec::MachineAttr machine) const override {
    llvm::Triple triple(machine.getTriple());
    std::vector<std::string> names =
        listRequiredFeatures(triple, machine.getCpu(), machine.getFeatures());
    if (triple.isAArch64() && machine.getVectorBits() > kNeonBits)
      names.push_back("sve" + std::to_string(machine.getVectorBits()));
    return names;
  }
};
} // namespace

std::unique_ptr<TargetBackend> sinter::createLLVMCPUBackend() {
  return std::make_unique<LLVMCPUBackend>();
}

/// Returns where the functions of unit `name` come from.
static Location getUnitLocation(ModuleOp module, llvm::StringRef name) {
  Operation *function = module.lookupSymbol(name);
  return function ? function->getLoc() : module.getLoc();
}

/// Returns the machine of `module` if code can be generated for it.
static FailureOr<exec::MachineAttr> getMachine(ModuleOp module) {
  auto machine = exec::MachineAttr::get(module);
  llvm::Triple triple(machine.getTriple());
  llvm::Expected<Subtarget> subtarget =
      Subtarget::get(triple, machine.getCpu(), machine.getFeatures());
  if (!subtarget)
    return module.emitError(llvm::toString(subtarget.takeError()));
  const CpuFamily *family = findFamily(triple);
  if (!family)
    return module.emitError("target ") << triple.str() << " is not available";
  if (llvm::Error error = family->check(*subtarget, machine.getAbi()))
    return module.emitError(llvm::toString(std::move(error)));
  return machine;
}

//===----------------------------------------------------------------------===//
// Compile
//===----------------------------------------------------------------------===//

/// Attributes that translation to LLVM reads.
static DictionaryAttr getUnitAttributes(MLIRContext *context, llvm::TargetMachine &target) {
  Builder builder(context);
  return builder.getDictionaryAttr(
      {builder.getNamedAttr(
           LLVM::LLVMDialect::getDataLayoutAttrName(),
           builder.getStringAttr(target.createDataLayout().getStringRepresentation())),
       builder.getNamedAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                            builder.getStringAttr(target.getTargetTriple().str()))});
}

namespace {
/// Turns what LLVM complains about into diagnostics at the unit's location.
struct ReportErrors : llvm::DiagnosticHandler {
  ReportErrors(Location location, bool &hasFailed) : location(location), hasFailed(hasFailed) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error)
      return true; // remarks and warnings speak of LLVM, not of the model
    std::string text;
    llvm::raw_string_ostream os(text);
    llvm::DiagnosticPrinterRawOStream printer(os);
    info.print(printer);
    emitError(location) << text;
    hasFailed = true;
    return true;
  }

  Location location;
  bool &hasFailed;
};
} // namespace

static LogicalResult compileSource(SourceUnit &source, Location location, exec::MachineAttr machine,
                                   const CodegenOptions &options, CodeKind kind, CodeUnit &result) {
  bool hasFailed = false;
  llvm::LLVMContext context;
  context.setDiagnosticHandler(std::make_unique<ReportErrors>(location, hasFailed));
  std::unique_ptr<llvm::Module> module =
      translateModuleToLLVMIR(*source.module, context, source.name);
  if (!module)
    return failure();
  module->setSourceFileName(source.name);
  for (auto function : source.module->getOps<LLVM::LLVMFuncOp>())
    if (auto count = function->getAttrOfType<IntegerAttr>(exec::kWorkgroups))
      module->getFunction(function.getName())
          ->addFnAttr(kWorkgroupCount, std::to_string(count.getInt()));

  std::unique_ptr<llvm::TargetMachine> target = createTargetMachine(machine, options);
  llvm::Expected<CodeUnit> unit = compileUnit(*module, *target, machine, options, kind);
  if (!unit)
    return emitError(location) << llvm::toString(unit.takeError());
  result = std::move(*unit);
  return failure(hasFailed);
}

/// Gives every function the debug information that line tables need.
static LogicalResult addDebugScopes(ModuleOp module) {
  PassManager manager(module.getContext());
  LLVM::DIScopeForLLVMFuncOpPassOptions options;
  options.emissionKind = LLVM::DIEmissionKind::LineTablesOnly;
  manager.addPass(LLVM::createDIScopeForLLVMFuncOpPass(options));
  if (failed(manager.run(module)))
    return failure();
  // LLVM asks for a place of each call that it may inline; what belongs to a node of a model has
  // the node's name and no place in a file.
  Location nowhere = FileLineColLoc::get(module.getContext(), "model", 1, 1);
  module.walk([&](LLVM::CallOp call) {
    if (!call.getLoc()->findInstanceOf<FileLineColLoc>())
      call->setLoc(nowhere);
  });
  return success();
}

FailureOr<std::vector<CodeUnit>>
LLVMCPUBackend::compile(ModuleOp module, const CodegenOptions &options, CodeKind kind) const {
  FailureOr<exec::MachineAttr> machine = getMachine(module);
  if (failed(machine) || (options.debugSymbols && failed(addDebugScopes(module))))
    return failure();

  MLIRContext *context = module.getContext();
  std::unique_ptr<llvm::TargetMachine> target = createTargetMachine(*machine, options);
  FailureOr<std::vector<SourceUnit>> sources =
      splitModule(module, getUnitAttributes(context, *target));
  if (failed(sources))
    return failure();

  std::vector<CodeUnit> units(sources->size());
  LogicalResult result = failableParallelForEachN(context, 0, units.size(), [&](size_t i) {
    SourceUnit &source = (*sources)[i];
    return compileSource(source, getUnitLocation(module, source.name), *machine, options, kind,
                         units[i]);
  });
  if (failed(result))
    return failure();
  return units;
}

FailureOr<CodeUnit> LLVMCPUBackend::compileData(ModuleOp module, const DataObject &data,
                                                const CodegenOptions &options) const {
  FailureOr<exec::MachineAttr> machine = getMachine(module);
  if (failed(machine))
    return failure();
  llvm::Expected<CodeUnit> unit = compileDataUnit(data, *machine, options);
  if (!unit)
    return module.emitError(llvm::toString(unit.takeError()));
  return std::move(*unit);
}

//===----------------------------------------------------------------------===//
// Link
//===----------------------------------------------------------------------===//

FailureOr<LinkedCode> LLVMCPUBackend::link(ModuleOp module, std::vector<CodeUnit> objects,
                                           const CodegenOptions &options, LinkKind kind,
                                           ArrayRef<std::string> provided) const {
  FailureOr<exec::MachineAttr> machine = getMachine(module);
  if (failed(machine))
    return failure();
  llvm::Expected<std::vector<UndefinedSymbol>> undefined = findUndefinedSymbols(objects);
  if (!undefined)
    return module.emitError(llvm::toString(undefined.takeError()));
  llvm::erase_if(*undefined, [&](const UndefinedSymbol &symbol) {
    return llvm::is_contained(provided, symbol.name);
  });

  bool hasFailed = false;
  std::vector<std::string> known = listBuiltins(llvm::Triple(machine->getTriple())), builtins;
  for (const UndefinedSymbol &symbol : *undefined) {
    builtins.push_back(symbol.name);
    if (!llvm::binary_search(known, symbol.name)) {
      emitError(getUnitLocation(module, symbol.unit))
          << "'" << symbol.unit << "' calls '" << symbol.name
          << "', which compiled code does not provide";
      hasFailed = true;
    }
  }
  if (hasFailed)
    return failure();
  if (!builtins.empty()) {
    llvm::Expected<CodeUnit> unit = compileBuiltins(builtins, *machine, options);
    if (!unit)
      return module.emitError(llvm::toString(unit.takeError()));
    objects.push_back(std::move(*unit));
  }

  llvm::Expected<std::string> linked = linkElf(objects, llvm::Triple(machine->getTriple()), kind,
                                               options.debugSymbols, options.sharedName);
  if (!linked)
    return module.emitError(llvm::toString(linked.takeError()));
  if (kind == LinkKind::executable)
    if (llvm::Error error = verifyExecutable(*linked))
      return module.emitError(llvm::toString(std::move(error)));
  LinkedCode code{std::move(*linked), {}};
  for (CodeUnit &object : objects)
    llvm::append_range(code.functions, std::move(object.functions));
  return code;
}
