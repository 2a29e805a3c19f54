//===- ExternalData.h - Tensors that lie in other files ---------*- C++ -*-===//
//
// A tensor may name a file beside the model, and the bytes in it. Who made the model
// decides the name, so it must not lead out of the model's folder: not by `..`, not as
// an absolute path, and not through a link.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_ONNX_EXTERNALDATA_H
#define COMPILER_IMPORT_ONNX_EXTERNALDATA_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <memory>
#include <onnx/onnx_pb.h>

namespace sinter {

/// The files beside a model, each mapped once.
class ExternalData {
public:
  /// `folder` is that of the model; without one, no tensor may lie in another file.
  explicit ExternalData(std::string folder) : folder(std::move(folder)) {}

  struct Bytes {
    llvm::ArrayRef<char> view;
    std::shared_ptr<void> storage; ///< Keeps `view` alive.
  };

  /// Returns the `size` bytes of `tensor`, which is EXTERNAL; its elements take `alignment` bytes.
  /// They are those of the file, mapped, unless they lie there at an odd place or `isMutable`.
  /// The error completes "tensor 'x' ...".
  llvm::Expected<Bytes> read(const ::onnx::TensorProto &tensor, uint64_t size, size_t alignment,
                             bool isMutable);

private:
  using Mapping = std::shared_ptr<llvm::sys::fs::mapped_file_region>;
  llvm::Expected<Mapping> map(const std::string &location);

  const std::string folder;
  llvm::StringMap<Mapping> files;
};

} // namespace sinter

#endif // COMPILER_IMPORT_ONNX_EXTERNALDATA_H
