//===- IndexRanges.cpp - Which values indices may take --------------------===//

#include "passes/Memory/IndexRanges.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace sinter;

using MaybeRange = std::optional<IndexRange>;

/// Ranges beyond are not followed: products of two such numbers do not overflow.
constexpr int64_t kLargest = int64_t(1) << 30;

static MaybeRange limit(IndexRange range) {
  if (range.least < -kLargest || range.most > kLargest)
    return std::nullopt;
  return range;
}

static IndexRange multiply(IndexRange a, IndexRange b) {
  int64_t products[] = {a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most};
  return {*llvm::min_element(products), *llvm::max_element(products)};
}

/// Numbers below zero are large ones to unsigned operations: these are not followed.
static MaybeRange divide(IndexRange a, IndexRange b) {
  if (a.least < 0 || b.least < 1)
    return std::nullopt;
  return IndexRange{a.least / b.most, a.most / b.least};
}

static MaybeRange takeRemainder(IndexRange a, IndexRange b) {
  if (a.least < 0 || b.least < 1)
    return std::nullopt;
  if (a.least == a.most && b.least == b.most)
    return IndexRange{a.least % b.least, a.least % b.least};
  return a.most < b.least ? a : IndexRange{0, b.most - 1};
}

/// Returns 1 or 0 where the ranges decide, else both.
static MaybeRange compare(arith::CmpIPredicate predicate, IndexRange a, IndexRange b) {
  using Predicate = arith::CmpIPredicate;
  auto decide = [](bool isTrue, bool isFalse) {
    return IndexRange{isTrue ? 1 : 0, isFalse ? 0 : 1};
  };
  bool areNatural = a.least >= 0 && b.least >= 0;
  bool isSingle = a.least == a.most && b.least == b.most && a.least == b.least;
  bool areApart = a.most < b.least || b.most < a.least;
  switch (predicate) {
  case Predicate::eq:
    return decide(isSingle, areApart);
  case Predicate::ne:
    return decide(areApart, isSingle);
  case Predicate::ult:
  case Predicate::ule:
  case Predicate::ugt:
  case Predicate::uge:
    if (!areNatural)
      return std::nullopt;
    break;
  default:
    break;
  }
  switch (predicate) {
  case Predicate::ult:
  case Predicate::slt:
    return decide(a.most < b.least, a.least >= b.most);
  case Predicate::ule:
  case Predicate::sle:
    return decide(a.most <= b.least, a.least > b.most);
  case Predicate::ugt:
  case Predicate::sgt:
    return decide(a.least > b.most, a.most <= b.least);
  default:
    return decide(a.least >= b.most, a.most < b.least);
  }
}

MaybeRange IndexRanges::get(Value value) const {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)) && constant.getSignificantBits() <= 32)
    return IndexRange{constant.getSExtValue(), constant.getSExtValue()};
  auto known = ranges.find(value);
  return known == ranges.end() ? MaybeRange() : known->second;
}

void IndexRanges::note(Operation *op) {
  if (op->getNumResults() != 1 ||
      !(op->getResult(0).getType().isIndex() || op->getResult(0).getType().isInteger(1)))
    return;
  // What an earlier walk of a loop's body found may be wrong now.
  ranges.erase(op->getResult(0));
  if (MaybeRange range = compute(op))
    if ((range = limit(*range)))
      ranges[op->getResult(0)] = *range;
}

MaybeRange IndexRanges::compute(Operation *op) const {
  if (isa<exec::WorkgroupIdOp>(op))
    return IndexRange{workgroup, workgroup};
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    MaybeRange a = get(select.getTrueValue()), b = get(select.getFalseValue());
    if (!a || !b)
      return std::nullopt;
    return IndexRange{std::min(a->least, b->least), std::max(a->most, b->most)};
  }
  if (op->getNumOperands() != 2)
    return std::nullopt;
  // Comparisons of other integers than indices may wrap.
  if (!op->getOperand(0).getType().isIndex())
    return std::nullopt;
  MaybeRange a = get(op->getOperand(0)), b = get(op->getOperand(1));
  if (!a || !b)
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, MaybeRange>(op)
      .Case([&](arith::AddIOp) { return IndexRange{a->least + b->least, a->most + b->most}; })
      .Case([&](arith::SubIOp) { return IndexRange{a->least - b->most, a->most - b->least}; })
      .Case([&](arith::MulIOp) { return multiply(*a, *b); })
      .Case<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(
          [&](auto) { return divide(*a, *b); })
      .Case<arith::RemUIOp, arith::RemSIOp>([&](auto) { return takeRemainder(*a, *b); })
      .Case([&](arith::MinSIOp) {
        return IndexRange{std::min(a->least, b->least), std::min(a->most, b->most)};
      })
      .Case([&](arith::MaxSIOp) {
        return IndexRange{std::max(a->least, b->least), std::max(a->most, b->most)};
      })
      .Case([&](arith::CmpIOp cmp) { return compare(cmp.getPredicate(), *a, *b); })
      .Default([](Operation *) { return std::nullopt; });
}

bool IndexRanges::enter(scf::ForOp loop) {
  ranges.erase(loop.getInductionVar());
  MaybeRange lower = get(loop.getLowerBound()), upper = get(loop.getUpperBound());
  MaybeRange step = get(loop.getStep());
  if (!lower || !upper || !step || step->least < 1)
    return true;
  if (upper->most <= lower->least)
    return false;
  int64_t last = upper->most - 1;
  if (lower->least == lower->most && step->least == step->most)
    last = lower->least + (last - lower->least) / step->least * step->least;
  ranges[loop.getInductionVar()] = {lower->least, last};
  return true;
}
