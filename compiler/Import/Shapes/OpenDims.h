//===- OpenDims.h - Dimensions that calls decide ----------------*- C++ -*-===//
//
// What a model leaves open of its inputs' shapes, and the user does not fix, stays open: calls
// decide.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_SHAPES_OPENDIMS_H
#define COMPILER_IMPORT_SHAPES_OPENDIMS_H

#include "compiler/Import/Shapes/InputShapes.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "llvm/ADT/StringMap.h"

namespace sinter {

/// Bounds that the user gives for an open dim, by name (`--dim=batch:1..16`); equal ones fix it.
struct GivenDim {
  std::string name;
  int64_t min, max;
  int64_t step = 0; ///< `--dim=width:32..640/32`; 0 if not given.
};

/// What open dims should be multiples of, by name, so that windows with strides divide them.
using DimSteps = llvm::StringMap<int64_t>;

/// Names the open dims that the model does not name: `x.0` is the first of input `x`.
void nameOpenDims(llvm::MutableArrayRef<ModelInput> inputs);

/// Makes open dims that have a size in `sizes`, by name, or that the user fixes, static.
void fixOpenDims(llvm::MutableArrayRef<ModelInput> inputs, llvm::StringMap<int64_t> &sizes,
                 llvm::ArrayRef<GivenDim> given, std::vector<std::string> &problems);

/// Gives the dims that are still open the sizes that stand for them in the compiler. Returns
/// them by name; dims of one name are one dim.
exec::SymbolicDims makeSymbolic(llvm::MutableArrayRef<ModelInput> inputs,
                                llvm::ArrayRef<GivenDim> given, const DimSteps &steps,
                                std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_SHAPES_OPENDIMS_H
