//===- ScheduleDispatches.cpp - The order of dispatch calls ---------------===//
//
// For least memory: again and again, of the calls whose operands are there, the
// one that leaves the least alive, unless the order of the model is better. For most
// concurrency: calls go in waves, each holding all calls whose operands earlier
// waves compute; those of a wave run at the same time. In both, what reads the old content of
// a variable goes before what computes the new one where it can, so that the latter may be
// written in place. What needs a dim that data decide goes behind the call that counts it.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/Passes.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include <set>

namespace sinter {
#define GEN_PASS_DEF_SCHEDULEDISPATCHES
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Functions with more calls keep their order: looking for the best next call
/// looks at all that are ready.
constexpr size_t kMaxCalls = 4096;

namespace {

class Scheduler {
public:
  Scheduler(func::FuncOp function) : block(function.getBody().front()) {
    for (auto call : block.getOps<flow::DispatchOp>()) {
      indexOf[call] = calls.size();
      calls.push_back(call);
    }
    producers.resize(calls.size());
    readers.resize(calls.size());
    bytes.resize(calls.size());
    for (auto [index, call] : llvm::enumerate(calls)) {
      for (Value result : call.getResults()) {
        bytes[index] += plan::getByteSize(cast<ShapedType>(result.getType())).value_or(0);
        collectReaders(result, index);
      }
    }
    before.resize(calls.size());
    after.resize(calls.size());
    for (auto setter : block.getOps<exec::SetDimOp>())
      countFirst(setter);
    for (auto store : block.getOps<ml_program::GlobalStoreOp>())
      readStateFirst(store);
  }

  /// The order of the model, but for readers of state and counts, which go first.
  SmallVector<unsigned> getProgramOrder() const {
    SmallVector<unsigned> order, missing = countPredecessors();
    std::set<unsigned> ready; // in program order
    for (unsigned i = 0; i < calls.size(); ++i)
      if (missing[i] == 0)
        ready.insert(i);
    while (!ready.empty()) {
      unsigned call = *ready.begin();
      ready.erase(ready.begin());
      order.push_back(call);
      forEachSuccessor(call, [&](unsigned next) {
        if (--missing[next] == 0)
          ready.insert(next);
      });
    }
    return order;
  }

  /// Returns true if some calls have to wait for readers of state, or for counts.
  bool mustWait() const {
    return !block.getOps<exec::SetDimOp>().empty() ||
           llvm::any_of(before, [](auto &list) { return !list.empty(); });
  }

  /// Greedily keeps the sum of living results small.
  SmallVector<unsigned> findSmallOrder() const {
    SmallVector<unsigned> order, missing = countPredecessors(), unread = countReaders();
    llvm::SmallVector<unsigned> ready;
    for (unsigned i = 0; i < calls.size(); ++i)
      if (missing[i] == 0)
        ready.push_back(i);
    while (!ready.empty()) {
      auto growth = [&](unsigned call) {
        int64_t change = readers[call].empty() ? 0 : bytes[call];
        for (unsigned producer : producers[call])
          if (unread[producer] == 1)
            change -= bytes[producer];
        return std::make_pair(change, call);
      };
      auto best =
          llvm::min_element(ready, [&](unsigned a, unsigned b) { return growth(a) < growth(b); });
      unsigned call = *best;
      ready.erase(best);
      order.push_back(call);
      for (unsigned producer : producers[call])
        --unread[producer];
      forEachSuccessor(call, [&](unsigned next) {
        if (--missing[next] == 0)
          ready.push_back(next);
      });
    }
    return order;
  }

  /// The most bytes that are alive during a call of `order`.
  int64_t getPeak(ArrayRef<unsigned> order) const {
    SmallVector<unsigned> unread = countReaders();
    int64_t alive = 0, peak = 0;
    for (unsigned call : order) {
      alive += bytes[call];
      peak = std::max(peak, alive);
      for (unsigned producer : producers[call])
        if (--unread[producer] == 0)
          alive -= bytes[producer];
      if (readers[call].empty())
        alive -= bytes[call];
    }
    return peak;
  }

  /// The number of calls that have to come one after another up to each call.
  SmallVector<unsigned> getWaves() const {
    SmallVector<unsigned> waves(calls.size(), 0);
    for (unsigned call : getProgramOrder())
      forEachSuccessor(
          call, [&](unsigned next) { waves[next] = std::max(waves[next], waves[call] + 1); });
    return waves;
  }

  /// Puts the calls in `order`, each followed by the views that it completes.
  void rewrite(ArrayRef<unsigned> order) {
    Operation *end = block.getTerminator();
    llvm::SmallPtrSet<Operation *, 32> waiting;
    for (Operation &op : block)
      if (isMoved(&op))
        waiting.insert(&op);
    for (unsigned index : order)
      emit(calls[index], end, waiting);
    for (auto store : llvm::to_vector(block.getOps<ml_program::GlobalStoreOp>()))
      store->moveBefore(end);
    for (auto setter : llvm::to_vector(block.getOps<exec::SetDimOp>()))
      if (Operation *counter = setter.getCount().getDefiningOp())
        setter->moveAfter(counter);
  }

  SmallVector<flow::DispatchOp> calls;

private:
  /// Calls and what shows their results; constants stay where they are.
  static bool isMoved(Operation *op) {
    return isa<flow::DispatchOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ConcatOp>(
        op);
  }

  static void emit(Operation *op, Operation *end, llvm::SmallPtrSetImpl<Operation *> &waiting) {
    // Views of what is no call's result have not moved yet.
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp(); producer && waiting.contains(producer))
        emit(producer, end, waiting);
    waiting.erase(op);
    op->moveBefore(end);
    for (Operation *user : op->getUsers())
      if (waiting.contains(user) && !isa<flow::DispatchOp>(user) &&
          llvm::none_of(user->getOperands(), [&](Value operand) {
            Operation *producer = operand.getDefiningOp();
            return producer && waiting.contains(producer);
          }))
        emit(user, end, waiting);
  }

  /// Notes the calls that read `value`, the result of call `index`, or a view of it.
  void collectReaders(Value value, unsigned index) {
    for (Operation *user : value.getUsers()) {
      auto reader = indexOf.find(user);
      if (reader == indexOf.end()) {
        for (Value result : user->getResults())
          collectReaders(result, index);
        continue;
      }
      if (llvm::is_contained(readers[index], reader->second))
        continue;
      readers[index].push_back(reader->second);
      producers[reader->second].push_back(index);
    }
  }

  /// Lets calls that read what `store` overwrites go before the one that computes what it
  /// stores, unless they need it.
  void readStateFirst(ml_program::GlobalStoreOp store) {
    SmallVector<unsigned> writers, stateReaders;
    collectProducers(store.getValue(), writers);
    for (auto load : block.getOps<ml_program::GlobalLoadOp>())
      if (load.getGlobal() == store.getGlobal())
        collectCalls(load, stateReaders);
    for (unsigned writer : writers)
      for (unsigned reader : stateReaders) {
        if (reader == writer || reaches(writer, reader) ||
            llvm::is_contained(readers[reader], writer) ||
            llvm::is_contained(after[reader], writer))
          continue;
        after[reader].push_back(writer);
        before[writer].push_back(reader);
      }
  }

  /// Lets calls that need a dim wait for the call that counts it.
  void countFirst(exec::SetDimOp setter) {
    SmallVector<unsigned> counters;
    collectProducers(setter.getCount(), counters);
    for (auto [index, call] : llvm::enumerate(calls)) {
      auto needed = call->getAttrOfType<DenseI64ArrayAttr>(exec::kNeedsDims);
      if (!needed || !llvm::is_contained(needed.asArrayRef(), int64_t(setter.getDim())))
        continue;
      for (unsigned counter : counters) {
        if (llvm::is_contained(readers[counter], index) ||
            llvm::is_contained(after[counter], index))
          continue;
        after[counter].push_back(index);
        before[index].push_back(counter);
      }
    }
  }

  /// Collects the calls that compute `value`, in part or wholly.
  void collectProducers(Value value, SmallVectorImpl<unsigned> &found) {
    Operation *op = value.getDefiningOp();
    if (auto call = indexOf.find(op); call != indexOf.end())
      found.push_back(call->second);
    else if (op && isMoved(op))
      for (Value operand : op->getOperands())
        collectProducers(operand, found);
  }

  /// Collects the calls that read `value` or a view of it.
  void collectCalls(Value value, SmallVectorImpl<unsigned> &found) {
    for (Operation *user : value.getUsers()) {
      if (auto call = indexOf.find(user); call != indexOf.end())
        found.push_back(call->second);
      else
        for (Value result : user->getResults())
          collectCalls(result, found);
    }
  }

  /// Returns true if call `to` has to come after call `from`.
  bool reaches(unsigned from, unsigned to) const {
    llvm::SmallDenseSet<unsigned> seen = {from};
    SmallVector<unsigned> worklist = {from};
    while (!worklist.empty()) {
      unsigned call = worklist.pop_back_val();
      if (call == to)
        return true;
      forEachSuccessor(call, [&](unsigned next) {
        if (seen.insert(next).second)
          worklist.push_back(next);
      });
    }
    return false;
  }

  void forEachSuccessor(unsigned call, llvm::function_ref<void(unsigned)> visit) const {
    for (unsigned reader : readers[call])
      visit(reader);
    for (unsigned next : after[call])
      visit(next);
  }

  SmallVector<unsigned> countPredecessors() const {
    SmallVector<unsigned> counts;
    for (auto [data, state] : llvm::zip_equal(producers, before))
      counts.push_back(data.size() + state.size());
    return counts;
  }

  SmallVector<unsigned> countReaders() const {
    SmallVector<unsigned> counts;
    for (const auto &list : readers)
      counts.push_back(list.size());
    return counts;
  }

  Block &block;
  llvm::DenseMap<Operation *, unsigned> indexOf;
  std::vector<SmallVector<unsigned>> producers, readers; ///< By call.
  std::vector<SmallVector<unsigned>> before, after;      ///< By call, beside the data.
  SmallVector<int64_t> bytes;                            ///< Of results, by call.
};

struct ScheduleDispatches : sinter::impl::ScheduleDispatchesBase<ScheduleDispatches> {
  using ScheduleDispatchesBase::ScheduleDispatchesBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal() || flow::isDispatchFunction(function))
      return;
    Scheduler scheduler(function);
    SmallVector<unsigned> order = scheduler.getProgramOrder();
    if (order.size() != scheduler.calls.size()) {
      function.emitError("has dispatches that wait for one another");
      return signalPassFailure();
    }
    if (scheduler.calls.size() > kMaxCalls) {
      if (scheduler.mustWait())
        scheduler.rewrite(order);
      return;
    }
    if (!maxConcurrency) {
      SmallVector<unsigned> small = scheduler.findSmallOrder();
      bool isSmaller =
          small.size() == order.size() && scheduler.getPeak(small) < scheduler.getPeak(order);
      if (isSmaller || scheduler.mustWait())
        scheduler.rewrite(isSmaller ? small : order);
      return;
    }
    SmallVector<unsigned> waves = scheduler.getWaves();
    llvm::sort(order, [&](unsigned a, unsigned b) {
      return std::make_pair(waves[a], a) < std::make_pair(waves[b], b);
    });
    scheduler.rewrite(order);
    for (auto [call, wave] : llvm::zip_equal(scheduler.calls, waves))
      call->setAttr(plan::kWave, IntegerAttr::get(IntegerType::get(&getContext(), 64), wave));
  }
};

} // namespace
