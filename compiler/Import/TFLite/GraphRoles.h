//===- GraphRoles.h - What each tensor of a subgraph is ---------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_GRAPHROLES_H
#define COMPILER_IMPORT_TFLITE_GRAPHROLES_H

#include "compiler/Import/TFLite/Constants.h"
#include "mlir/IR/Types.h"
#include <vector>

namespace sinter {

/// Where a tensor's value comes from.
enum class TfliteRole : uint8_t {
  none,     ///< From nowhere; nobody may read it.
  input,    ///< From the caller of the subgraph.
  constant, ///< The model stores it.
  variable, ///< From the call before.
  result,   ///< An operator computes it.
};

/// What is known of a subgraph once its tensors are checked.
struct TfliteGraph {
  const tflite_format::SubGraph *graph = nullptr;
  std::vector<TfliteRole> roles;    ///< By tensor.
  std::vector<mlir::Type> elements; ///< Element types by tensor.
};

/// Finds the role of each tensor, and checks that operators come in an order in which
/// they can run: each value is given once and before it is read. Indices of the
/// subgraph must be in range. What is wrong is appended to
/// `problems`.
std::vector<TfliteRole> findTfliteRoles(const tflite_format::Model &model,
                                        const tflite_format::SubGraph &graph,
                                        const TfliteConstants &constants,
                                        std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_GRAPHROLES_H
