//===- Variables.h - State of .tflite models --------------------*- C++ -*-===//
//
// A variable is either a tensor that keeps its elements, or a resource that operators
// reach through a handle, which is known by its name in all subgraphs.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_TFLITE_VARIABLES_H
#define COMPILER_IMPORT_TFLITE_VARIABLES_H

#include "compiler/Import/TFLite/GraphRoles.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace sinter {

/// The variables of a model, by the tensors that stand for them.
class TfliteVariables {
public:
  TfliteVariables(const tflite_format::Model &model, llvm::ArrayRef<TfliteGraph> graphs,
                  std::vector<std::string> &problems)
      : model(model), graphs(graphs), problems(problems) {}

  /// Finds the variables of the subgraphs in `needed`. What is wrong with them is
  /// appended to the problems.
  void find(llvm::ArrayRef<size_t> needed);

  /// Makes a global for each, under names that are not in `symbols`, and adds them there.
  void createGlobals(mlir::OpBuilder &b, llvm::StringSet<> &symbols);

  /// Returns the variable that a tensor is, or that a handle stands for, if any.
  mlir::ml_program::GlobalOp getGlobal(size_t graph, int32_t tensor) const;

  /// Says whether a tensor is written to a variable, and so has the variable's type
  /// whatever the shapes of inputs are.
  bool isStored(size_t graph, int32_t tensor) const { return stored.contains({graph, tensor}); }

private:
  /// One variable.
  struct Variable {
    std::string name;
    mlir::RankedTensorType type; ///< Null until a value of it is seen.
    uint8_t zero = 0;            ///< The byte that its storage starts with.
    bool isUnsupported = false;
    mlir::ml_program::GlobalOp global;
  };

  void findTensors(size_t graph);
  void findHandles(size_t graph);
  void findAccesses(size_t graph);
  void addAccess(size_t graph, int32_t handle, int32_t value);

  const tflite_format::Model &model;
  llvm::ArrayRef<TfliteGraph> graphs;
  std::vector<std::string> &problems;
  std::vector<Variable> variables;
  llvm::StringMap<size_t> resources;                           ///< By container and name.
  llvm::DenseMap<std::pair<size_t, int32_t>, size_t> byTensor; ///< Subgraph and tensor.
  llvm::DenseSet<std::pair<size_t, int32_t>> stored;           ///< Likewise.
};

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_VARIABLES_H
