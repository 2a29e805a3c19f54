//===- OutputFile.cpp - A file that appears whole or not at all -----------===//

#include "compiler/Driver/OutputFile.h"

#include "llvm/ADT/SmallString.h"

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
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(path + ".%%%%%%.tmp");
  if (!file) {
    output->isKept = true;
    return cannotWrite(path, llvm::errorToErrorCode(file.takeError()));
  }
  output->file = std::move(*file);
  output->fileStream =
      std::make_unique<llvm::raw_fd_ostream>(output->file->FD, /*shouldClose=*/false);
  return output;
}

OutputFile::~OutputFile() {
  if (isKept)
    return;
  fileStream.reset();
  if (file) {
    llvm::consumeError(file->discard());
    fs::remove(path); // an older one must not look current
  }
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
    if (llvm::Error error = file->keep(path))
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
