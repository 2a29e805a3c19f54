//===- LinkCode.cpp - From lowered IR to linked code ----------------------===//

#include "compiler/Driver/LinkCode.h"

#include "compiler/Driver/SideFile.h"
#include "targets/Linker/SectionSizes.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

CodegenOptions sinter::getCodegenOptions(const Options &options) {
  // LLVM's own name for the level of its passes: 2, with attributes that ask for size.
  bool forSize = options.optLevel == OptLevel::forSize;
  unsigned optLevel = forSize ? 2 : unsigned(options.optLevel);
  return {optLevel, options.fpContract, options.debugSymbols, forSize, {}};
}

static LogicalResult dumpFile(ModuleOp module, StringRef folder, const Twine &name,
                              StringRef bytes) {
  return writeSideFile(module, folder, name, [&](llvm::raw_ostream &os) { os << bytes; });
}

/// Returns the folder for dumps of `variant`.
static llvm::SmallString<128> getDumpFolder(const Variant &variant, const Options &options) {
  llvm::SmallString<128> folder(options.dumpExecutables);
  llvm::sys::path::append(folder, variant.name);
  return folder;
}

LogicalResult sinter::dumpUnits(const Variant &variant, const TargetBackend &backend,
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

FailureOr<LinkedVariant> sinter::linkVariant(const Variant &variant, const TargetBackend &backend,
                                             const Options &options, LinkKind kind,
                                             ArrayRef<std::string> provided) {
  ModuleOp module = *variant.module;
  CodegenOptions codegenOptions = getCodegenOptions(options);
  FailureOr<std::vector<CodeUnit>> objects =
      backend.compile(module, codegenOptions, CodeKind::object);
  if (failed(objects))
    return failure();
  LinkedVariant linked;
  for (const CodeUnit &object : *objects) {
    llvm::Expected<uint64_t> bytes = getLoadedBytes(object.bytes);
    if (!bytes)
      return module.emitError(llvm::toString(bytes.takeError()));
    linked.units.push_back({object.name, *bytes});
  }
  FailureOr<LinkedCode> code =
      backend.link(module, std::move(*objects), codegenOptions, kind, provided);
  if (failed(code))
    return failure();
  linked.code = std::move(*code);
  if (!options.dumpExecutables.empty() &&
      failed(dumpFile(module, getDumpFolder(variant, options), "linked.elf", linked.code.bytes)))
    return failure();
  return linked;
}
