//===- SubgraphOrder.cpp - Which subgraphs a model needs ------------------===//

#include "compiler/Import/TFLite/SubgraphOrder.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/OptionImport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

namespace format = sinter::tflite_format;

namespace sinter {

/// Calls of functions are resolved by walking them, so their depth is bounded.
static constexpr int kDeepestCalls = 64;

std::vector<size_t> findCallableSubgraphs(const format::Model &model) {
  llvm::SetVector<size_t> callable;
  callable.insert(0);
  for (size_t i = 0; i < sizeOf(model.signature_defs()); ++i)
    callable.insert(model.signature_defs()->Get(i)->subgraph_index());
  return std::vector<size_t>(callable.begin(), callable.end());
}

/// Returns the subgraphs that one refers to, each once.
static llvm::SetVector<size_t> findCalled(const format::SubGraph &graph) {
  llvm::SetVector<size_t> called;
  for (size_t i = 0; i < sizeOf(graph.operators()); ++i)
    visitSubgraphs(*graph.operators()->Get(i),
                   [&](llvm::StringRef, int64_t index) { called.insert(index); });
  return called;
}

std::vector<size_t> findNeededSubgraphs(const format::Model &model,
                                        const std::vector<size_t> &callable,
                                        std::vector<std::string> &problems) {
  size_t count = model.subgraphs()->size();
  std::vector<llvm::SetVector<size_t>> called(count);
  llvm::SetVector<size_t> needed(callable.begin(), callable.end());
  for (size_t i = 0; i < needed.size(); ++i) {
    called[needed[i]] = findCalled(*model.subgraphs()->Get(needed[i]));
    needed.insert(called[needed[i]].begin(), called[needed[i]].end());
  }

  // Callers go first; what is in a cycle never gets its turn.
  std::vector<int> callers(count, 0), depth(count, 0);
  for (size_t graph : needed)
    for (size_t other : called[graph])
      ++callers[other];
  std::vector<size_t> ready;
  for (size_t graph : needed)
    if (callers[graph] == 0)
      ready.push_back(graph);
  size_t done = 0;
  for (; done < ready.size(); ++done)
    for (size_t other : called[ready[done]]) {
      depth[other] = std::max(depth[other], depth[ready[done]] + 1);
      if (--callers[other] == 0)
        ready.push_back(other);
    }
  for (size_t graph : needed)
    if (callers[graph] > 0)
      problems.push_back("subgraph " + quoted(subgraphName(model, graph)) +
                         " calls itself, or is called by one that does");
  for (size_t graph : ready)
    if (depth[graph] == kDeepestCalls)
      problems.push_back("subgraph " + quoted(subgraphName(model, graph)) +
                         " is called more than " + std::to_string(kDeepestCalls - 1) +
                         " levels deep");
  std::vector<size_t> sorted(needed.begin(), needed.end());
  llvm::sort(sorted);
  return sorted;
}

} // namespace sinter
