//===- InputShapes.h - Shapes of a model's inputs ---------------*- C++ -*-===//
//
// Every format lets a model leave dims of its inputs open; what the user says
// about them, and what we say when he does not, is the same for all.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_SHAPES_INPUTSHAPES_H
#define COMPILER_IMPORT_SHAPES_INPUTSHAPES_H

#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/IR/Types.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <utility>
#include <vector>

namespace sinter {

/// An input of the model that the caller provides.
struct ModelInput {
  std::string name;
  mlir::Type element;                  ///< As it is stored, for the size; null if not known.
  llvm::SmallVector<int64_t> shape;    ///< `kDynamic` where open.
  std::vector<std::string> dimNames{}; ///< What the model calls open dims; may be shorter.
};

/// Shapes that the user gives, by name (`--input-shape=NAME:1x3x224x224`).
using GivenShapes = llvm::SmallVector<std::pair<std::string, llvm::SmallVector<int64_t>>>;

/// Returns dims as users write them, `?` where open.
std::string inputShapeText(llvm::ArrayRef<int64_t> shape);

/// Replaces open dims by those that the user gives. Shapes that fit no input are
/// appended to `problems`.
void applyInputShapes(llvm::MutableArrayRef<ModelInput> inputs, const GivenShapes &given,
                      std::vector<std::string> &problems);

/// Appends to `problems` the inputs that still have open dims, all in one message
/// with the flags that fix them, and inputs that are too large.
void reportDynamicInputs(llvm::ArrayRef<ModelInput> inputs, std::vector<std::string> &problems,
                         const exec::SymbolicDims &dims = {});

} // namespace sinter

#endif // COMPILER_IMPORT_SHAPES_INPUTSHAPES_H
