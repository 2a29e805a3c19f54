//===- Interleaver.cpp - Equal computations step by step ------------------===//

#include "passes/Codegen/Interleaver.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns the operation before the insertion point; null at the begin of a block.
static Operation *getPrevious(OpBuilder &builder) {
  Block *block = builder.getInsertionBlock();
  if (builder.getInsertionPoint() == block->end())
    return block->empty() ? nullptr : &block->back();
  return builder.getInsertionPoint()->getPrevNode();
}

/// Operands are loaded by one chain for all; everything else on vectors is a step.
static bool isStep(Operation *op) {
  return op->getNumResults() == 1 && isa<VectorType>(op->getResult(0).getType()) &&
         !op->hasTrait<OpTrait::ConstantLike>() && !isa<vector::LoadOp, vector::BroadcastOp>(op);
}

void Interleaver::move(Operation *op, SetVector<Operation *> &left) {
  for (Value operand : op->getOperands())
    if (Operation *source = operand.getDefiningOp(); source && left.contains(source))
      move(source, left);
  left.remove(op);
  op->moveBefore(builder.getInsertionBlock(), builder.getInsertionPoint());
}

void Interleaver::beginChain() { last.push_back(getPrevious(builder)); }

void Interleaver::interleave() {
  Operation *end = getPrevious(builder);
  SmallVector<SmallVector<Operation *>> chains;
  for (auto [i, before] : llvm::enumerate(last)) {
    Operation *stop = i + 1 < last.size() ? last[i + 1] : end;
    chains.emplace_back();
    if (!stop || stop == before)
      continue;
    Operation *op = before ? before->getNextNode() : &builder.getInsertionBlock()->front();
    for (;; op = op->getNextNode()) {
      if (op->getNumRegions() != 0)
        return; // what it needs is not among its operands
      chains.back().push_back(op);
      if (op == stop)
        break;
    }
  }
  SetVector<Operation *> left;
  for (ArrayRef<Operation *> chain : chains)
    left.insert(chain.begin(), chain.end());
  // Each round moves one step of each chain, with what it is the first to need, behind all others.
  SmallVector<size_t> next(chains.size(), 0);
  for (bool isLeft = true; isLeft;) {
    isLeft = false;
    for (auto [chain, position] : llvm::zip_equal(chains, next)) {
      while (position < chain.size() &&
             !(isStep(chain[position]) && left.contains(chain[position])))
        ++position;
      if (position < chain.size())
        move(chain[position++], left);
      isLeft |= position < chain.size();
    }
  }
  while (!left.empty())
    move(left.front(), left);
}
