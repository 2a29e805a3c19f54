//===- EmitLibrary.cpp - A program as a library for C ---------------------===//
//
// Code and weights are objects of their own, so that a linker script can put them into
// different memories. Nothing but the public functions and the weights is to be seen of them.
//
//===----------------------------------------------------------------------===//

#include "compiler/Driver/EmitLibrary.h"

#include "compiler/Driver/OutputPaths.h"
#include "compiler/Package/CHeader.h"
#include "compiler/Package/WriteArchive.h"
#include "dialects/Exec/IR/BufferAlignment.h"
#include "targets/Linker/LibraryObject.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

FailureOr<LibraryProgram> LibraryProgram::get(const Variant &variant,
                                              const schema::ModuleT &description,
                                              const Constants &constants, const Options &options) {
  LibraryProgram program;
  program.module = *variant.module;
  LibraryFacts &facts = program.facts;
  facts.prefix = getSymbolPrefix(options);
  facts.library = llvm::sys::path::filename(options.output).str();
  facts.module = &description;
  facts.machine = exec::MachineAttr::get(program.module);
  for (auto exported : program.module.getOps<exec::ExportOp>()) {
    auto offsets = exported->getAttrOfType<DenseI64ArrayAttr>(exec::kIoOffsets);
    facts.ioOffsets.push_back(offsets ? offsets.asArrayRef().vec() : std::vector<int64_t>());
  }
  for (const FunctionNames &names : nameFunctions(facts))
    program.symbols.runs.push_back(names.symbol + "_run");
  if (description.state_size > 0)
    program.symbols.init = facts.prefix + "_init";
  if (constants.size() > 0)
    program.symbols.weights = facts.prefix + "__weights";
  if (failed(emitCFunctions(program.module, program.symbols)))
    return failure();
  return program;
}

std::vector<std::string> LibraryProgram::getImports() const {
  if (symbols.weights.empty())
    return {};
  return {symbols.weights};
}

LogicalResult LibraryProgram::hideInternals(LinkedCode &code) const {
  std::vector<std::string> functions = symbols.runs;
  if (!symbols.init.empty())
    functions.push_back(symbols.init);
  llvm::Expected<std::string> object = makeLibraryObject(code.bytes, facts.prefix, functions);
  if (!object)
    return ModuleOp(module).emitError(llvm::toString(object.takeError()));
  code.bytes = std::move(*object);
  return success();
}

/// Returns second names of functions: those that only this header asks for, and reset.
static std::vector<std::pair<std::string, std::string>> listNames(const LibraryProgram &program,
                                                                  StringRef tag) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const std::string &run : program.symbols.runs)
    names.emplace_back(run, getTaggedName(run, tag));
  if (!program.symbols.init.empty())
    names.emplace_back(program.symbols.init, program.facts.prefix + "_reset");
  return names;
}

/// Returns the object of code, and that of weights if there are any.
static FailureOr<std::vector<CodeUnit>>
makeObjects(const LibraryProgram &program, const LinkedVariant &linked, const Constants &constants,
            StringRef tag, const TargetBackend &backend, const Options &options) {
  llvm::Expected<std::string> code = addFunctionNames(linked.code.bytes, listNames(program, tag));
  if (!code)
    return program.module->emitError(llvm::toString(code.takeError()));
  std::vector<CodeUnit> objects;
  objects.push_back({program.facts.prefix + ".o", std::move(*code), {}});
  if (constants.size() == 0)
    return objects;

  std::string section = options.weightsSection;
  if (section.empty())
    section = ".rodata." + program.facts.prefix + ".weights";
  DataObject data{program.symbols.weights,
                  section,
                  uint64_t(exec::getBufferAlignment(program.facts.machine)),
                  {}};
  data.bytes.reserve(constants.size());
  constants.forEachPiece(
      [&](ArrayRef<char> piece) { data.bytes.append(piece.begin(), piece.end()); });
  FailureOr<CodeUnit> weights =
      backend.compileData(program.module, data, getCodegenOptions(options));
  if (failed(weights))
    return failure();
  weights->name = program.facts.prefix + "_weights.o";
  objects.push_back(std::move(*weights));
  return objects;
}

LogicalResult sinter::emitLibrary(const LibraryProgram &program, const LinkedVariant &linked,
                                  const Constants &constants, const Footprint &footprint,
                                  const TargetBackend &backend, const Options &options,
                                  llvm::raw_pwrite_stream &os, llvm::raw_pwrite_stream &header) {
  LibraryFacts facts = program.facts;
  facts.footprint = footprint;
  facts.features = backend.getRequiredFeatures(facts.machine);
  CHeader text = makeHeader(facts);
  header << text.text;
  FailureOr<std::vector<CodeUnit>> objects =
      makeObjects(program, linked, constants, text.tag, backend, options);
  if (failed(objects))
    return failure();
  if (options.emit == EmitKind::staticLibrary) {
    if (llvm::Error error = writeArchive(*objects, os))
      return program.module->emitError(llvm::toString(std::move(error)));
    return success();
  }
  CodegenOptions codegenOptions = getCodegenOptions(options);
  codegenOptions.sharedName = facts.library;
  FailureOr<LinkedCode> shared =
      backend.link(program.module, std::move(*objects), codegenOptions, LinkKind::sharedLibrary);
  if (failed(shared))
    return failure();
  os << shared->bytes;
  return success();
}
