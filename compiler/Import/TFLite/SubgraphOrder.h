//===- SubgraphOrder.h - Which subgraphs a model needs ----------*- C++ -*-===//

#ifndef COMPILER_IMPORT_TFLITE_SUBGRAPHORDER_H
#define COMPILER_IMPORT_TFLITE_SUBGRAPHORDER_H

#include "compiler/Import/TFLite/tflite_generated.h"
#include <string>
#include <vector>

namespace sinter {

/// Returns the subgraphs that callers can call, the model itself first: subgraph 0,
/// and those of other signatures.
std::vector<size_t> findCallableSubgraphs(const tflite_format::Model &model);

/// Returns the numbers of the subgraphs that those in `callable` need, and them, in
/// ascending order. Subgraphs that call themselves, or call each other too deeply,
/// are appended to `problems`. All indices must be in range.
std::vector<size_t> findNeededSubgraphs(const tflite_format::Model &model,
                                        const std::vector<size_t> &callable,
                                        std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_SUBGRAPHORDER_H
