//===- ScheduleDispatches.cpp - The order of dispatch calls ---------------===//
//
// For least memory: again and again, of the calls whose operands are there, the
// one that leaves the least alive, unless the order of the model is better. For most
// concurrency: calls go in waves, each holding all calls whose operands earlier
// waves compute; those of a wave run at the same time.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/Passes.h"

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
  }

  SmallVector<unsigned> getProgramOrder() const {
    return llvm::to_vector(llvm::seq<unsigned>(0, calls.size()));
  }

  /// Greedily keeps the sum of living results small.
  SmallVector<unsigned> findSmallOrder() const {
    SmallVector<unsigned> order, missing, unread = countReaders();
    for (const auto &list : producers)
      missing.push_back(list.size());
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
      for (unsigned reader : readers[call])
        if (--missing[reader] == 0)
          ready.push_back(reader);
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
    for (unsigned call = 0; call < calls.size(); ++call)
      for (unsigned producer : producers[call])
        waves[call] = std::max(waves[call], waves[producer] + 1);
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

  SmallVector<unsigned> countReaders() const {
    SmallVector<unsigned> counts;
    for (const auto &list : readers)
      counts.push_back(list.size());
    return counts;
  }

  Block &block;
  llvm::DenseMap<Operation *, unsigned> indexOf;
  std::vector<SmallVector<unsigned>> producers, readers; ///< By call.
  SmallVector<int64_t> bytes;                            ///< Of results, by call.
};

struct ScheduleDispatches : sinter::impl::ScheduleDispatchesBase<ScheduleDispatches> {
  using ScheduleDispatchesBase::ScheduleDispatchesBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal() || flow::isDispatchFunction(function))
      return;
    Scheduler scheduler(function);
    if (scheduler.calls.size() > kMaxCalls)
      return;
    SmallVector<unsigned> order = scheduler.getProgramOrder();
    if (!maxConcurrency) {
      SmallVector<unsigned> small = scheduler.findSmallOrder();
      if (small.size() == order.size() && scheduler.getPeak(small) < scheduler.getPeak(order))
        scheduler.rewrite(small);
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
