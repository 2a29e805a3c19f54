//===- OutputFile.cpp - A file that appears whole or not at all -----------===//

#include "compiler/Driver/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace sinter;
namespace fs = llvm::sys::fs;

static llvm::Error cannotWrite(llvm::StringRef path, std::error_code error) {
  return llvm::createStringError("cannot write '" + path + "': " + error.message());
}

static bool isDevice(llvm::StringRef path) {
  fs::file_status status;
  return path == "-" || (!fs::status(path, status) && fs::exists(status) &&
                         status.type() != fs::file_type::regular_file &&
                         status.type() != fs::file_type::directory_file);
}

/// A link stays a link: its target is what is written.
static std::string followLinks(llvm::StringRef path) {
  llvm::SmallString<128> target;
  if (fs::is_symlink_file(path) && !fs::real_path(path, target))
    return target.str().str();
  return path.str();
}

llvm::Expected<std::unique_ptr<OutputFile>> OutputFile::open(llvm::StringRef name) {
  std::string path = followLinks(name);
  std::unique_ptr<OutputFile> output(new OutputFile(path));
  if (isDevice(path))
    return output;
  if (fs::is_directory(path)) {
    output->isKept = true; // nothing of ours to remove
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  }
  if (llvm::Error error = output->openAside()) {
    output->isKept = true;
    return cannotWrite(path, llvm::errorToErrorCode(std::move(error)));
  }
  return output;
}

/// Returns a file in the folder of `path` that has no name yet, or -1 where there are none such.
static int openNameless(llvm::StringRef path) {
#ifdef O_TMPFILE
  std::string folder = llvm::sys::path::parent_path(path).str();
  return ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#else
  return -1;
#endif
}

llvm::Error OutputFile::openAside() {
  nameless = openNameless(path);
  int descriptor = nameless;
  if (nameless < 0) {
    llvm::Expected<fs::TempFile> created = fs::TempFile::create(path + ".%%%%%%.tmp");
    if (!created)
      return created.takeError();
    file = std::move(*created);
    descriptor = file->FD;
  }
  fileStream = std::make_unique<llvm::raw_fd_ostream>(descriptor, /*shouldClose=*/false);
  return llvm::Error::success();
}

/// Gives the file its name, in place of an older one. A nameless file can only be linked to a
/// name that is free, so that it gets one of those first.
llvm::Error OutputFile::rename() {
  if (nameless < 0)
    return file->keep(path);
#ifdef O_TMPFILE
  std::string from = "/proc/self/fd/" + std::to_string(nameless);
  for (int attempt = 0; attempt < 100; ++attempt) {
    llvm::SmallString<128> name;
    fs::createUniquePath(path + ".%%%%%%.tmp", name, /*MakeAbsolute=*/false);
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      std::error_code error = fs::rename(name, path);
      if (error)
        fs::remove(name);
      else
        ::close(nameless);
      return llvm::errorCodeToError(error);
    }
    if (errno != EEXIST)
      break;
  }
#endif
  return llvm::errorCodeToError(std::error_code(errno, std::generic_category()));
}

OutputFile::~OutputFile() {
  if (isKept)
    return;
  if (fileStream) { // what a full disk did not take is not missed
    fileStream->flush();
    fileStream->clear_error();
  }
  fileStream.reset();
  if (file)
    llvm::consumeError(file->discard());
  if (nameless >= 0)
    ::close(nameless);
  if (file || nameless >= 0)
    fs::remove(path); // an older one must not look current
}

void OutputFile::drop() {
  if (isKept && (file || nameless >= 0))
    fs::remove(path);
}

llvm::raw_pwrite_stream &OutputFile::os() {
  if (fileStream)
    return *fileStream;
  return memoryStream;
}

llvm::Error OutputFile::keep() {
  if (fileStream) {
    fileStream->flush();
    std::error_code error = fileStream->error();
    fileStream->clear_error();
    if (error)
      return cannotWrite(path, error);
    fileStream.reset();
    if (llvm::Error error = rename())
      return cannotWrite(path, llvm::errorToErrorCode(std::move(error)));
    isKept = true;
    return llvm::Error::success();
  }
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    stream << memoryStream.str();
    stream.flush();
    error = stream.error();
    stream.clear_error();
  }
  isKept = true;
  return error ? cannotWrite(path, error) : llvm::Error::success();
}
