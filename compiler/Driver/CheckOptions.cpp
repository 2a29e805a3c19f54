//===- CheckOptions.cpp - Do the options fit together? --------------------===//

#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/OutputPaths.h"

#include "targets/LLVMCPU/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace sinter;

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

static Phase getLastPhase(EmitKind emit) {
  switch (emit) {
  case EmitKind::mlir:
    return Phase::Codegen;
  case EmitKind::object:
  case EmitKind::assembly:
  case EmitKind::llvmIR:
    return Phase::Link;
  default:
    return Phase::Package;
  }
}

Phase sinter::getLastPhase(const Options &options) {
  return options.compileTo.value_or(::getLastPhase(options.emit));
}

std::vector<TargetSelection> sinter::getTargetSelections(const Options &options) {
  std::vector<TargetSelection> selections;
  auto add = [&](llvm::StringRef preset) {
    selections.push_back({preset.str(), options.targetTriple, options.targetCpu,
                          options.targetCpuFeatures, options.targetAbi});
  };
  llvm::for_each(options.targets, add);
  if (selections.empty())
    add("");
  return selections;
}

static llvm::Error checkTargets(const Options &options) {
  if (options.targets.size() > 1 &&
      (getLastPhase(options) != Phase::Package || isLibrary(options.emit)))
    return error("--target is given more than once, but only a module holds code for several "
                 "machines; compile for one at a time");
  for (auto [i, target] : llvm::enumerate(options.targets))
    if (llvm::is_contained(llvm::drop_end(options.targets, options.targets.size() - i), target))
      return error("--target=" + target + " is given twice");
  for (const TargetSelection &selection : getTargetSelections(options))
    if (llvm::Error problem = checkMachine(selection))
      return problem;
  return llvm::Error::success();
}

static llvm::Error checkPhases(const Options &options) {
  Phase last = getLastPhase(options);
  if (options.compileTo && options.emit == EmitKind::mlir && !isIRPhase(last))
    return error("--emit=mlir ends with phase 'codegen', but --compile-to asks for '" +
                 getPhaseName(last) + "'");
  if (options.compileTo && options.emit != EmitKind::module && options.emit != EmitKind::mlir &&
      !isLibrary(options.emit) && last != Phase::Link)
    return error("--emit asks for phase 'link', but --compile-to asks for '" + getPhaseName(last) +
                 "'");
  if (!options.compileFrom)
    return llvm::Error::success();
  if (*options.compileFrom > Phase::Link)
    return error("phase '" + getPhaseName(*options.compileFrom) +
                 "' works on linked code, which no input holds; --compile-from=link is the last "
                 "to start from");
  if (*options.compileFrom > last)
    return error("compilation starts from phase '" + getPhaseName(*options.compileFrom) +
                 "', which comes after '" + getPhaseName(last) + "', where it stops");
  return llvm::Error::success();
}

/// Files that do not exist yet are the same when their paths are.
static bool isSameFile(llvm::StringRef first, llvm::StringRef second) {
  if (first == "-" || second == "-")
    return first == second;
  if (llvm::sys::fs::equivalent(first, second))
    return true;
  llvm::SmallString<128> paths[] = {first, second};
  for (llvm::SmallString<128> &path : paths) {
    llvm::sys::fs::make_absolute(path);
    llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  }
  return paths[0] == paths[1];
}

/// A failed compilation removes an older output, which must not be a model.
static bool looksLikeModel(llvm::StringRef path) {
  return path.ends_with_insensitive(".onnx") || path.ends_with_insensitive(".tflite");
}

/// Returns the --emit that a file called `path` is the usual result of; empty if none is.
static llvm::StringRef getUsualKind(llvm::StringRef path) {
  return llvm::StringSwitch<llvm::StringRef>(llvm::sys::path::extension(path))
      .Case(".a", "static-library")
      .Case(".so", "shared-library")
      .Case(".o", "object")
      .Cases({".s", ".S"}, "assembly")
      .Case(".ll", "llvm-ir")
      .Default("");
}

static llvm::Error checkInputShapes(const Options &options) {
  llvm::StringSet<> seen;
  for (const InputShape &shape : options.inputShapes)
    if (!seen.insert(shape.name).second)
      return error("--input-shape is given twice for input '" + shape.name + "'");
  llvm::StringSet<> dims;
  for (const DimBounds &dim : options.dims)
    if (!dims.insert(dim.name).second)
      return error("--dim is given twice for dimension '" + dim.name + "'");
  return llvm::Error::success();
}

static llvm::Error checkFiles(const Options &options) {
  if (looksLikeModel(options.output))
    return error("the output '" + options.output +
                 "' is named like a model; are input and output swapped?");
  llvm::StringRef usual = getUsualKind(options.output);
  if (!usual.empty() && options.emit == EmitKind::module && getLastPhase(options) == Phase::Package)
    return error("the output '" + options.output + "' is not named like a module, which is what " +
                 "would be written\ngive --emit=" + usual + ", or another name");
  bool isInputFile = options.input != "-";
  if (isLibrary(options.emit))
    for (const std::string &other : {options.input, options.reportJson})
      if (!other.empty() && isSameFile(other, getHeaderPath(options)))
        return error("the header '" + getHeaderPath(options) + "' would overwrite '" + other + "'");
  if (isInputFile && isSameFile(options.input, options.output))
    return error("the output '" + options.output + "' would overwrite the input");
  if (options.reportJson.empty())
    return llvm::Error::success();
  if (isInputFile && isSameFile(options.input, options.reportJson))
    return error("the report '" + options.reportJson + "' would overwrite the input");
  if (isSameFile(options.output, options.reportJson))
    return error("the report '" + options.reportJson + "' would overwrite the output");
  return llvm::Error::success();
}

static llvm::Error checkTuning(const Options &options) {
  if (!options.tuningFile.empty() && options.compileFrom > Phase::Dispatch)
    return error(
        "--tuning-file has a say in phase 'dispatch', but compilation starts from phase '" +
        getPhaseName(*options.compileFrom) + "'");
  if (!options.tuningFile.empty() && isSameFile(options.output, options.tuningFile))
    return error("the output '" + options.output + "' would overwrite the tuning file");
  if (!options.tune)
    return llvm::Error::success();
  if (options.tuningFile.empty())
    return error("--tune needs a file for what it finds: --tuning-file=FILE");
  if (getLastPhase(options) != Phase::Package || isLibrary(options.emit) ||
      options.targets.size() > 1)
    return error("--tune runs the model, which takes a module for one machine");
  if (options.strip)
    return error("--tune needs the table of dispatches that --strip leaves out; tune first, then "
                 "compile with --tuning-file and --strip");
  return llvm::Error::success();
}

llvm::Error sinter::checkOptions(const Options &options) {
  if (options.input.empty())
    return error("no input; usage: sinter-compile INPUT -o OUTPUT");
  if (options.output.empty())
    return error("no output; name one with -o FILE");
  if (llvm::Error problem = checkLibraryOptions(options))
    return problem;
  if (llvm::Error problem = checkFiles(options))
    return problem;
  if (!options.reportJson.empty() && getLastPhase(options) < Phase::Package)
    return error("--report-json tells of a module, but compilation stops after phase '" +
                 getPhaseName(getLastPhase(options)) + "'");
  if (options.fastMath && options.strictFp)
    return error("--fast-math and --strict-fp exclude one another; leave one out");
  if (llvm::Error problem = checkInputShapes(options))
    return problem;
  if (llvm::Error problem = checkPhases(options))
    return problem;
  if (llvm::Error problem = checkTuning(options))
    return problem;
  return checkTargets(options);
}
