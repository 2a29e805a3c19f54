//===- TensorTypes.h - Types of .tflite tensors -----------------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_TENSORTYPES_H
#define COMPILER_IMPORT_TFLITE_TENSORTYPES_H

#include "compiler/Import/TFLite/tflite_generated.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseMap.h"
#include <string>
#include <vector>

namespace sinter {

/// Tensors of more dims than this are refused; no operator of the format takes as many.
inline constexpr size_t kMaxTfliteRank = 32;

/// Element types of tensors, with what is wrong with their quantization.
class TfliteTypes {
public:
  TfliteTypes(mlir::MLIRContext *context, std::vector<std::string> &problems)
      : context(context), problems(problems) {}

  /// Returns the element type of a tensor: a quantized type if it has scales, else a
  /// plain one; unsigned integers are written as such. A type that compiled
  /// modules do not have is a `!tflite.opaque`. What is wrong with the quantization is appended to
  /// the problems under `name`.
  mlir::Type getElementType(const tflite_format::Tensor &tensor, llvm::StringRef name);

private:
  mlir::Type getQuantized(const tflite_format::Tensor &tensor, mlir::IntegerType storage,
                          llvm::StringRef name);

  mlir::MLIRContext *context;
  std::vector<std::string> &problems;
  /// Quantization that tensors of one kind share, so that a file cannot make us read it often.
  llvm::DenseMap<std::tuple<const void *, int, int64_t>, mlir::Type> quantized;
};

/// Returns the bits that the file stores per element.
unsigned tfliteStoredBits(tflite_format::TensorType type, mlir::Type element);

/// Returns the shape that the file was made for, open dims as dynamic.
llvm::SmallVector<int64_t> tfliteShape(const tflite_format::Tensor &tensor);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_TENSORTYPES_H
