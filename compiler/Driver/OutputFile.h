//===- OutputFile.h - A file that appears whole or not at all ---*- C++ -*-===//

#ifndef COMPILER_DRIVER_OUTPUTFILE_H
#define COMPILER_DRIVER_OUTPUTFILE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>

namespace sinter {

/// Output is written aside and takes its name when it is complete. Unless that
/// happens, neither it nor an older file of that name remains.
class OutputFile {
public:
  /// Opens what will become `path`; `-` and devices are written when kept.
  static llvm::Expected<std::unique_ptr<OutputFile>> open(llvm::StringRef path);
  ~OutputFile();

  llvm::raw_pwrite_stream &os();

  /// Gives the file its name.
  llvm::Error keep();

  /// Takes back what `keep` did.
  void drop();

private:
  explicit OutputFile(llvm::StringRef path) : path(path.str()), memoryStream(memory) {}

  llvm::Error openAside();
  llvm::Error rename();

  std::string path;
  bool isKept = false;
  // A regular file takes shape on disk, anything else in memory: without a name if the system
  // can do that, so that a killed compiler leaves nothing.
  int nameless = -1;
  std::optional<llvm::sys::fs::TempFile> file;
  std::unique_ptr<llvm::raw_fd_ostream> fileStream;
  llvm::SmallVector<char, 0> memory;
  llvm::raw_svector_ostream memoryStream;
};

} // namespace sinter

#endif // COMPILER_DRIVER_OUTPUTFILE_H
