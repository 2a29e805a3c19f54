//===- ModelNames.h - What a .tflite model calls its parts ------*- C++ -*-===//
//
// Names are optional in the format. Whatever has none is called by its number, so
// that every message and location says which one is meant.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_TFLITE_MODELNAMES_H
#define COMPILER_IMPORT_TFLITE_MODELNAMES_H

#include "compiler/Import/TFLite/tflite_generated.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include <cstring>
#include <string>

namespace sinter {

/// Returns a vector of numbers, empty if the file leaves it out.
template <typename T> llvm::ArrayRef<T> numbers(const flatbuffers::Vector<T> *vector) {
  static_assert(sizeof(T) <= sizeof(flatbuffers::uoffset_t),
                "the verifier aligns no wider vectors");
  return vector ? llvm::ArrayRef<T>(vector->data(), vector->size()) : llvm::ArrayRef<T>();
}

/// Returns a vector of wide numbers, which may lie anywhere.
inline llvm::SmallVector<int64_t> wideNumbers(const flatbuffers::Vector<int64_t> *vector) {
  llvm::SmallVector<int64_t> values(vector ? vector->size() : 0);
  if (!values.empty())
    std::memcpy(values.data(), vector->Data(), values.size() * sizeof(int64_t));
  return values;
}

/// Returns the number of entries of a vector that the file may leave out.
template <typename T> size_t sizeOf(const flatbuffers::Vector<T> *vector) {
  return vector ? vector->size() : 0;
}

/// Returns a string, empty if the file leaves it out.
inline llvm::StringRef textOf(const flatbuffers::String *string) {
  return string ? llvm::StringRef(string->c_str(), string->size()) : llvm::StringRef();
}

/// Returns `'name'` for messages, shortened if it is very long.
std::string quoted(llvm::StringRef name);

/// Returns the name of a tensor, else `tensor 12`. `index` must be in range.
std::string tensorName(const tflite_format::SubGraph &graph, size_t index);

/// Returns the name of a subgraph, else `subgraph 1`. `index` must be in range.
std::string subgraphName(const tflite_format::Model &model, size_t index);

/// Returns the operator's name in the format, `CUSTOM:name` for a custom one.
std::string operatorType(const tflite_format::OperatorCode &code);

/// Returns what an operator that is used at `index` of a subgraph is called: its
/// first named result, else `operator 7`. Results must be in range.
std::string nodeName(const tflite_format::SubGraph &graph, size_t index);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_MODELNAMES_H
