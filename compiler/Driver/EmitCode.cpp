//===- EmitCode.cpp - From lowered IR to the output -----------------------===//

#include "compiler/Driver/EmitCode.h"

#include "compiler/Driver/Compiler.h"
#include "compiler/Package/WriteModule.h"
#include "compiler/Report/JsonReport.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

static CodegenOptions getCodegenOptions(const Options &options) {
  return {unsigned(options.optLevel), options.fpContract, options.debugSymbols};
}

/// Writes a file that is not the output: a dump or a report.
static LogicalResult writeSideFile(ModuleOp module, StringRef path,
                                   llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error) {
    write(os);
    os.flush();
    error = os.error();
    os.clear_error();
  }
  if (error)
    return module.emitError("cannot write '") << path << "': " << error.message();
  return success();
}

static LogicalResult dumpFile(ModuleOp module, StringRef directory, const Twine &name,
                              StringRef bytes) {
  if (std::error_code error = llvm::sys::fs::create_directories(directory))
    return module.emitError("cannot create folder '") << directory << "': " << error.message();
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return writeSideFile(module, path, [&](llvm::raw_ostream &os) { os << bytes; });
}

/// Writes the code of every unit in each of its forms.
static LogicalResult dumpUnits(ModuleOp module, const TargetBackend &backend,
                               const Options &options) {
  static constexpr std::pair<CodeKind, StringRef> kinds[] = {
      {CodeKind::llvmIR, ".ll"}, {CodeKind::assembly, ".s"}, {CodeKind::object, ".o"}};
  for (auto [kind, extension] : kinds) {
    FailureOr<std::vector<CodeUnit>> units =
        backend.compile(module, getCodegenOptions(options), kind);
    if (failed(units))
      return failure();
    for (const CodeUnit &unit : *units)
      if (failed(dumpFile(module, options.dumpExecutables, unit.name + extension, unit.bytes)))
        return failure();
  }
  return success();
}

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

static LogicalResult emitReport(ModuleOp module, const Options &options,
                                const schema::ModuleT &description, ReportFacts facts) {
  if (options.reportJson.empty())
    return success();
  return writeSideFile(module, options.reportJson, [&](llvm::raw_ostream &os) {
    writeJsonReport(description, module, facts, os);
  });
}

static LogicalResult emitModule(ModuleOp module, const TargetBackend &backend,
                                const Options &options, std::string code,
                                llvm::raw_pwrite_stream &os) {
  auto machine = exec::MachineAttr::get(module);
  FailureOr<schema::ModuleT> description = describeProgram(module);
  FailureOr<Constants> constants = Constants::get(module);
  if (failed(description) || failed(constants) ||
      failed(emitReport(module, options, *description, {machine, code.size(), constants->size()})))
    return failure();
  if (options.strip)
    description->debug.reset();
  writeModule(std::move(*description),
              {machine.getTriple().str(), machine.getCpu().str(),
               backend.getRequiredFeatures(machine), std::move(code)},
              *constants, os);
  return success();
}

LogicalResult sinter::emitCode(ModuleOp module, const Options &options,
                               llvm::raw_pwrite_stream &os) {
  std::unique_ptr<TargetBackend> backend = createLLVMCPUBackend();
  if (!options.dumpExecutables.empty() && failed(dumpUnits(module, *backend, options)))
    return failure();
  if (options.emit == EmitKind::assembly || options.emit == EmitKind::llvmIR)
    return emitText(module, *backend, options, os);

  CodegenOptions codegenOptions = getCodegenOptions(options);
  LinkKind kind = options.emit == EmitKind::object ? LinkKind::object : LinkKind::executable;
  FailureOr<std::vector<CodeUnit>> objects =
      backend->compile(module, codegenOptions, CodeKind::object);
  if (failed(objects))
    return failure();
  FailureOr<std::string> code = backend->link(module, std::move(*objects), codegenOptions, kind);
  if (failed(code))
    return failure();
  if (!options.dumpExecutables.empty() &&
      failed(dumpFile(module, options.dumpExecutables, "linked.elf", *code)))
    return failure();
  if (getLastPhase(options) == Phase::Link) {
    os << *code;
    return success();
  }
  return emitModule(module, *backend, options, std::move(*code), os);
}
