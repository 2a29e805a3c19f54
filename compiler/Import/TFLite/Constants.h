//===- Constants.h - Elements that a .tflite model stores -------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_CONSTANTS_H
#define COMPILER_IMPORT_TFLITE_CONSTANTS_H

#include "compiler/Import/TFLite/tflite_generated.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>
#include <string>

namespace sinter {

/// A tensor's elements, or why there are none.
struct TfliteElements {
  mlir::ElementsAttr elements; ///< As they are stored: signless integers, at least a byte each.
  std::string problem;         ///< Completes "tensor 'x' ...".
  bool isDamage = false;       ///< The problem is the file's, not that we lack support.
};

/// Elements of constants. Each buffer is copied once, whatever number of tensors share it.
class TfliteConstants {
public:
  /// `file` holds the whole file, of which `model` is the front.
  TfliteConstants(llvm::StringRef file, const tflite_format::Model &model)
      : file(file), model(model) {}

  /// Says whether the model stores elements for a tensor. Its buffer must be in range.
  bool isStored(const tflite_format::Tensor &tensor) const;

  /// Returns the elements of a tensor of element type `element` under `name`.
  TfliteElements get(const tflite_format::Tensor &tensor, mlir::Type element, llvm::StringRef name);

  /// Returns bytes of the file behind the FlatBuffer; nothing if they are not there.
  std::optional<llvm::StringRef> getFileRange(uint64_t offset, uint64_t size) const;

private:
  TfliteElements read(const tflite_format::Tensor &tensor, mlir::Type element,
                      mlir::RankedTensorType type, llvm::StringRef bytes, llvm::StringRef name);

  llvm::StringRef file;
  const tflite_format::Model &model;
  llvm::DenseMap<const char *, std::shared_ptr<char>> copies;
  llvm::DenseMap<std::tuple<const char *, mlir::Type, mlir::Type, int>, mlir::ElementsAttr> known;
};

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_CONSTANTS_H
