//===- OutputPaths.cpp - What files a compilation writes ------------------===//

#include "compiler/Driver/OutputPaths.h"

#include "compiler/Driver/OptionValue.h"
#include "compiler/Package/CNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace sinter;

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

std::string sinter::getHeaderPath(const Options &options) {
  llvm::SmallString<128> path(options.output);
  llvm::sys::path::replace_extension(path, "h");
  return path.str().str();
}

std::string sinter::getSymbolPrefix(const Options &options) {
  if (!options.symbolPrefix.empty())
    return options.symbolPrefix;
  llvm::StringRef name = llvm::sys::path::stem(options.output);
  name.consume_front("lib");
  return makeCName(name);
}

static bool isDevice(llvm::StringRef path) {
  return path == "-" || (llvm::sys::fs::exists(path) && !llvm::sys::fs::is_regular_file(path) &&
                         !llvm::sys::fs::is_directory(path));
}

/// Object files give some names a meaning of their own, which is not that of constants.
static llvm::Error checkSectionName(llvm::StringRef name) {
  auto fits = [](char c) { return llvm::isAlnum(c) || llvm::StringRef("._-$").contains(c); };
  if (!llvm::all_of(name, fits))
    return error("option --weights-section: '" + name +
                 "' is no name for a section; letters, digits and . _ - $ make one");
  for (llvm::StringRef kind : {".bss", ".sbss", ".tbss", ".tdata", ".text", ".data", ".init_array",
                               ".fini_array", ".preinit_array", ".note", ".debug", ".ARM"}) {
    llvm::StringRef rest = name;
    if (rest.consume_front(kind) && (rest.empty() || rest.starts_with(".") || kind == ".debug"))
      return error("option --weights-section: '" + name +
                   "' is for something else than constants; "
                   "choose a name as .rodata.weights or .qspi");
  }
  return llvm::Error::success();
}

llvm::Error sinter::checkLibraryOptions(const Options &options) {
  if (!isLibrary(options.emit)) {
    if (!options.symbolPrefix.empty() || !options.weightsSection.empty() || options.ioInWorkspace)
      return error("--symbol-prefix, --weights-section and --io-in-workspace are about libraries; "
                   "ask for one with --emit=static-library");
    return llvm::Error::success();
  }
  std::string emit = "--emit=" + printValue(options.emit);
  if (options.compileTo && *options.compileTo != Phase::Package)
    return error(emit + " ends with phase 'package', but --compile-to asks for '" +
                 getPhaseName(*options.compileTo) + "'");
  if (isDevice(options.output))
    return error(emit + " writes two files, the library and its header; name a file with -o");
  if (llvm::sys::path::extension(options.output) == ".h")
    return error("the output '" + options.output +
                 "' is named like its header; the library itself ends in .a or .so");
  if (!options.symbolPrefix.empty() && !isCName(options.symbolPrefix))
    return error("option --symbol-prefix: '" + options.symbolPrefix +
                 "' is no name for C; letters, digits and single underscores make one, 40 at most, "
                 "and no word of C or C++");
  return checkSectionName(options.weightsSection);
}
