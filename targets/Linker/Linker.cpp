//===- Linker.cpp - LLD in this process -----------------------------------===//
//
// LLD reads and writes files, so objects pass through a directory of their own
// that goes away with the link. Their names tell nothing: LLD puts neither
// paths nor times into its output.
//
//===----------------------------------------------------------------------===//

#include "targets/Linker/Linker.h"

#include "lld/Common/Driver.h"
#include "schema/executable_abi.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <mutex>

LLD_HAS_DRIVER(elf)

using namespace sinter;

namespace {
/// A new directory among the system's temporary ones, removed with its files.
class TemporaryDirectory {
public:
  ~TemporaryDirectory() {
    if (!path.empty())
      llvm::sys::fs::remove_directories(path);
  }

  llvm::Error create() {
    if (std::error_code error = llvm::sys::fs::createUniqueDirectory("sinter", path))
      return llvm::createStringError("cannot create a temporary directory: " + error.message());
    return llvm::Error::success();
  }

  std::string file(llvm::StringRef name) const {
    llvm::SmallString<128> result = path;
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

private:
  llvm::SmallString<128> path;
};
} // namespace

static llvm::Error writeFile(const std::string &path, llvm::StringRef bytes) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error) {
    os << bytes;
    os.close();
    error = os.error();
    os.clear_error();
  }
  if (error)
    return llvm::createStringError("cannot write '" + path + "': " + error.message());
  return llvm::Error::success();
}

/// The largest page that a kernel may have: segments lie so far apart in memory, not in the file.
static const char *getPageSize(const llvm::Triple &triple) {
  // Kernels for AArch64 are built for pages of 4, 16 or 64 KiB.
  return triple.isAArch64() && triple.isOSLinux() ? "max-page-size=65536" : "max-page-size=4096";
}

/// Microcontrollers have no pages. Their code is laid out such that it can run from the
/// file: segments lie in memory as they lie there.
static bool hasPages(const llvm::Triple &triple) {
  return triple.isOSLinux() || triple.getArch() == llvm::Triple::x86_64 || triple.isAArch64();
}

static std::vector<std::string> getArguments(const llvm::Triple &triple, LinkKind kind,
                                             bool debugSymbols, llvm::StringRef sharedName) {
  std::vector<std::string> arguments = {"ld.lld", "--threads=1", "--build-id=none"};
  auto add = [&](std::initializer_list<const char *> more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
  };
  if (kind == LinkKind::object) {
    add({"-r"});
    return arguments;
  }
  // No page but those of the code is ever executable, and none both writable
  // and executable; the loader needs nothing but relative relocations.
  add({"-shared", "-Bsymbolic", "--gc-sections", "--no-undefined"});
  if (kind == LinkKind::executable)
    add({"-e", SINTER_EXECUTABLE_QUERY, "--hash-style=sysv", "-z", "rela"});
  if (hasPages(triple))
    add({"-z", getPageSize(triple)});
  else
    add({"-z", "max-page-size=64", "-z", "separate-loadable-segments"});
  if (kind == LinkKind::sharedLibrary && !sharedName.empty())
    arguments.push_back(("-soname=" + sharedName).str());
  if (!debugSymbols)
    add({"--strip-all"});
  return arguments;
}

static llvm::Error runLld(const std::vector<std::string> &arguments) {
  static std::mutex lock;
  std::lock_guard<std::mutex> guard(lock);
  static bool canRunAgain = true;
  if (!canRunAgain)
    return llvm::createStringError("the linker failed before in this process");

  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  std::string output, errors;
  llvm::raw_string_ostream outputStream(output), errorStream(errors);
  lld::Result result =
      lld::lldMain(pointers, outputStream, errorStream, {{lld::Gnu, &lld::elf::link}});
  canRunAgain = result.canRunAgain;
  if (result.retCode != 0)
    return llvm::createStringError("linking failed: " + llvm::StringRef(errors).trim());
  return llvm::Error::success();
}

llvm::Expected<std::string> sinter::linkElf(llvm::ArrayRef<CodeUnit> objects,
                                            const llvm::Triple &triple, LinkKind kind,
                                            bool debugSymbols, llvm::StringRef sharedName) {
  TemporaryDirectory directory;
  if (llvm::Error error = directory.create())
    return error;
  std::vector<std::string> arguments = getArguments(triple, kind, debugSymbols, sharedName);
  for (auto [index, object] : llvm::enumerate(objects)) {
    arguments.push_back(directory.file(std::to_string(index) + ".o"));
    if (llvm::Error error = writeFile(arguments.back(), object.bytes))
      return error;
  }
  std::string outputFile = directory.file("linked");
  arguments.insert(arguments.end(), {"-o", outputFile});
  if (llvm::Error error = runLld(arguments))
    return error;

  auto linked = llvm::MemoryBuffer::getFile(outputFile);
  if (!linked)
    return llvm::createStringError("cannot read what the linker wrote: " +
                                   linked.getError().message());
  return (*linked)->getBuffer().str();
}
