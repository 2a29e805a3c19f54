//===- StackDepth.cpp - How deep calls go at most -------------------------===//

#include "targets/Linker/StackDepth.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace sinter;

namespace {
class DepthSearch {
public:
  explicit DepthSearch(llvm::ArrayRef<FunctionUse> functions) : functions(functions) {
    for (const FunctionUse &function : functions)
      byName.try_emplace(function.name, &function);
    findCalledByAddress();
  }

  llvm::Expected<StackDepth> search() {
    const FunctionUse *deepest = nullptr;
    for (const FunctionUse &function : functions) {
      if (llvm::Error error = visit(&function))
        return error;
      if (!deepest || depths[&function].bytes > depths[deepest].bytes)
        deepest = &function;
    }
    StackDepth result;
    for (const FunctionUse *next = deepest; next; next = depths[next].deepestCallee)
      result.chain.push_back(next);
    result.bytes = deepest ? depths[deepest].bytes : 0;
    return result;
  }

private:
  /// What nobody calls by name is an entry if it leads to a call by address; else it is what
  /// is called so.
  void findCalledByAddress() {
    llvm::StringSet<> isCalled, leadsThere;
    for (const FunctionUse &function : functions)
      for (const Callee &callee : function.callees)
        isCalled.insert(callee.name);
    for (bool hasChanged = true; hasChanged;) {
      hasChanged = false;
      for (const FunctionUse &function : functions) {
        auto leads = [&](const Callee &callee) { return leadsThere.contains(callee.name); };
        if (function.callsByAddress || llvm::any_of(function.callees, leads))
          hasChanged |= leadsThere.insert(function.name).second;
      }
    }
    for (const FunctionUse &function : functions)
      if (!isCalled.contains(function.name) && !leadsThere.contains(function.name))
        calledByAddress.push_back(&function);
  }

  struct Depth {
    uint64_t bytes = 0;
    const FunctionUse *deepestCallee = nullptr;
    bool isDone = false;
  };

  llvm::Error visit(const FunctionUse *function) {
    auto [known, isNew] = depths.try_emplace(function);
    if (!isNew)
      return known->second.isDone
                 ? llvm::Error::success()
                 : llvm::createStringError("function '" + function->name + "' calls itself");
    Depth depth;
    auto consider = [&](const FunctionUse *callee) -> llvm::Error {
      if (llvm::Error error = visit(callee))
        return error;
      if (!depth.deepestCallee || depths[callee].bytes > depth.bytes) {
        depth.bytes = depths[callee].bytes;
        depth.deepestCallee = callee;
      }
      return llvm::Error::success();
    };
    for (const auto &[name, calls] : function->callees) {
      const FunctionUse *callee = byName.lookup(name);
      if (!callee)
        return llvm::createStringError("function '" + function->name + "' calls '" + name +
                                       "', whose frame is not known");
      if (llvm::Error error = consider(callee))
        return error;
    }
    if (function->callsByAddress)
      for (const FunctionUse *callee : calledByAddress)
        if (llvm::Error error = consider(callee))
          return error;
    depth.bytes += function->stackBytes;
    depth.isDone = true;
    depths[function] = depth;
    return llvm::Error::success();
  }

  llvm::ArrayRef<FunctionUse> functions;
  llvm::StringMap<const FunctionUse *> byName;
  std::vector<const FunctionUse *> calledByAddress;
  llvm::DenseMap<const FunctionUse *, Depth> depths;
};
} // namespace

llvm::Expected<StackDepth> sinter::computeStackDepth(llvm::ArrayRef<FunctionUse> functions) {
  return DepthSearch(functions).search();
}
