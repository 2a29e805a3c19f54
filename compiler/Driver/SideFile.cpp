//===- SideFile.cpp - Dumps and reports beside the output -----------------===//

#include "compiler/Driver/SideFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

LogicalResult sinter::writeSideFile(ModuleOp module, StringRef path,
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

LogicalResult sinter::writeSideFile(ModuleOp module, StringRef folder, const Twine &name,
                                    llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (std::error_code error = llvm::sys::fs::create_directories(folder))
    return module.emitError("cannot create folder '") << folder << "': " << error.message();
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, name);
  return writeSideFile(module, path, write);
}
