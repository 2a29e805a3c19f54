//===- SubgraphOrder.cpp - Which subgraphs a model needs ------------------===//

#include "compiler/Import/TFLite/SubgraphOrder.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/OptionImport.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

namespace format = sinter::tflite_format;

namespace sinter {

/// A subgraph is converted wherever it is called, so what calls add up to is bounded.
static constexpr int kDeepestCalls = 64;
static constexpr int64_t kMostCalls = 10000;

std::vector<size_t> findCallableSubgraphs(const format::Model &model) {
  llvm::SetVector<size_t> callable;
  callable.insert(0);
  for (size_t i = 0; i < sizeOf(model.signature_defs()); ++i)
    callable.insert(model.signature_defs()->Get(i)->subgraph_index());
  return std::vector<size_t>(callable.begin(), callable.end());
}

namespace {
/// The subgraphs that one refers to, and how often.
using Called = llvm::MapVector<size_t, int64_t>;
} // namespace

static Called findCalled(const format::SubGraph &graph) {
  Called called;
  for (size_t i = 0; i < sizeOf(graph.operators()); ++i)
    visitSubgraphs(*graph.operators()->Get(i),
                   [&](llvm::StringRef, int64_t index) { ++called[index]; });
  return called;
}

std::vector<size_t> findNeededSubgraphs(const format::Model &model,
                                        const std::vector<size_t> &callable,
                                        std::vector<std::string> &problems) {
  size_t count = model.subgraphs()->size();
  std::vector<Called> called(count);
  llvm::SetVector<size_t> needed(callable.begin(), callable.end());
  for (size_t i = 0; i < needed.size(); ++i) {
    called[needed[i]] = findCalled(*model.subgraphs()->Get(needed[i]));
    for (auto [other, times] : called[needed[i]])
      needed.insert(other);
  }

  // Callers go first; what is in a cycle never gets its turn.
  std::vector<int64_t> callers(count, 0), depth(count, 0), calls(count, 0);
  for (size_t graph : needed)
    for (auto [other, times] : called[graph])
      ++callers[other];
  for (size_t graph : callable)
    calls[graph] = 1;
  std::vector<size_t> ready;
  for (size_t graph : needed)
    if (callers[graph] == 0)
      ready.push_back(graph);
  for (size_t done = 0; done < ready.size(); ++done)
    for (auto [other, times] : called[ready[done]]) {
      depth[other] = std::max(depth[other], depth[ready[done]] + 1);
      // No file holds so many calls that this overflows.
      calls[other] = std::min(calls[other] + calls[ready[done]] * times, kMostCalls + 1);
      if (--callers[other] == 0)
        ready.push_back(other);
    }
  for (size_t graph : needed)
    if (callers[graph] > 0)
      problems.push_back("subgraph " + quoted(subgraphName(model, graph)) +
                         " calls itself, or is called by one that does");
  for (size_t graph : ready) {
    std::string name = "subgraph " + quoted(subgraphName(model, graph));
    if (depth[graph] == kDeepestCalls)
      problems.push_back(name + " is called " + std::to_string(kDeepestCalls) +
                         " levels deep; supported: " + std::to_string(kDeepestCalls - 1));
    if (calls[graph] <= kMostCalls)
      continue;
    problems.push_back(name + " is called along more than " + std::to_string(kMostCalls) + " ways");
    break; // what it calls is, too
  }
  std::vector<size_t> sorted(needed.begin(), needed.end());
  llvm::sort(sorted);
  return sorted;
}

} // namespace sinter
