//===- EmitCode.cpp - From lowered IR to the output -----------------------===//

#include "compiler/Driver/EmitCode.h"

#include "compiler/Driver/Compiler.h"
#include "compiler/Package/WriteModule.h"
#include "compiler/Report/JsonReport.h"
#include "llvm/ADT/STLExtras.h"
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

/// Returns the folder for dumps of `variant`.
static llvm::SmallString<128> getDumpFolder(const Variant &variant, const Options &options) {
  llvm::SmallString<128> folder(options.dumpExecutables);
  llvm::sys::path::append(folder, variant.name);
  return folder;
}

/// Writes the code of every unit in each of its forms.
static LogicalResult dumpUnits(const Variant &variant, const TargetBackend &backend,
                               const Options &options) {
  ModuleOp module = *variant.module;
  static constexpr std::pair<CodeKind, StringRef> kinds[] = {
      {CodeKind::llvmIR, ".ll"}, {CodeKind::assembly, ".s"}, {CodeKind::object, ".o"}};
  for (auto [kind, extension] : kinds) {
    FailureOr<std::vector<CodeUnit>> units =
        backend.compile(module, getCodegenOptions(options), kind);
    if (failed(units))
      return failure();
    for (const CodeUnit &unit : *units)
      if (failed(
              dumpFile(module, getDumpFolder(variant, options), unit.name + extension, unit.bytes)))
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

/// Generates and links the code of one variant.
static FailureOr<std::string> linkVariant(const Variant &variant, const TargetBackend &backend,
                                          const Options &options) {
  ModuleOp module = *variant.module;
  CodegenOptions codegenOptions = getCodegenOptions(options);
  LinkKind kind = options.emit == EmitKind::object ? LinkKind::object : LinkKind::executable;
  FailureOr<std::vector<CodeUnit>> objects =
      backend.compile(module, codegenOptions, CodeKind::object);
  if (failed(objects))
    return failure();
  FailureOr<std::string> code = backend.link(module, std::move(*objects), codegenOptions, kind);
  if (failed(code))
    return failure();
  if (!options.dumpExecutables.empty() &&
      failed(dumpFile(module, getDumpFolder(variant, options), "linked.elf", *code)))
    return failure();
  return code;
}

static LogicalResult emitReport(ArrayRef<ModuleOp> modules, ArrayRef<std::string> code,
                                const schema::ModuleT &description, const Constants &constants,
                                const Options &options) {
  if (options.reportJson.empty())
    return success();
  auto codeBytes =
      llvm::map_to_vector(code, [](const std::string &bytes) { return uint64_t(bytes.size()); });
  return writeSideFile(modules.front(), options.reportJson, [&](llvm::raw_ostream &os) {
    writeJsonReport(description, {modules, codeBytes, constants.size()}, os);
  });
}

static LogicalResult emitModule(ArrayRef<Variant> variants, const TargetBackend &backend,
                                const Options &options, ArrayRef<std::string> code,
                                llvm::raw_pwrite_stream &os) {
  auto modules = llvm::map_to_vector(variants, [](const Variant &v) { return v.module.get(); });
  FailureOr<schema::ModuleT> description = describeProgram(modules);
  FailureOr<Constants> constants = Constants::get(modules);
  if (failed(description) || failed(constants) ||
      failed(emitReport(modules, code, *description, *constants, options)))
    return failure();
  for (auto [executable, module] : llvm::zip_equal(description->executables, modules))
    executable->required_features = backend.getRequiredFeatures(exec::MachineAttr::get(module));
  if (options.strip)
    description->debug.reset();
  writeModule(std::move(*description), code, *constants, os);
  return success();
}

LogicalResult sinter::emitCode(ArrayRef<Variant> variants, const Options &options,
                               llvm::raw_pwrite_stream &os) {
  std::unique_ptr<TargetBackend> backend = createLLVMCPUBackend();
  if (!options.dumpExecutables.empty())
    for (const Variant &variant : variants)
      if (failed(dumpUnits(variant, *backend, options)))
        return failure();
  if (options.emit == EmitKind::assembly || options.emit == EmitKind::llvmIR)
    return emitText(*variants.front().module, *backend, options, os);

  std::vector<std::string> code;
  for (const Variant &variant : variants) {
    FailureOr<std::string> linked = linkVariant(variant, *backend, options);
    if (failed(linked))
      return failure();
    code.push_back(std::move(*linked));
  }
  if (getLastPhase(options) == Phase::Link) {
    os << code.front();
    return success();
  }
  return emitModule(variants, *backend, options, code, os);
}
