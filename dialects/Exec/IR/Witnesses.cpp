//===- Witnesses.cpp - Numbers that stand for dimensions ------------------===//
//
// Which number stands for a dimension: one that neither a model's own sizes nor products of them
// can be taken for, nor the sizes that follow from the other dimensions.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"

#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace mlir;
using namespace sinter::exec;

/// Primes whose neighbours up to 4 away have large prime factors, too: a product of usual
/// sizes is a multiple of none of them. They are small enough for products of three, in bits of
/// a tensor, and far enough apart that none is another one's multiple.
constexpr int64_t kWitnesses[SymbolicDims::kMost] = {48523, 39227, 53917, 44683,
                                                     50773, 36007, 42793, 46523};

/// More of the same kind, each near to the one above: of other remainders by 3, 5 and 4 to 64, so
/// that nothing that follows from remainders is alike.
constexpr int64_t kOtherWitnesses[SymbolicDims::kMost] = {46601, 39541, 53171, 45161,
                                                          51719, 36929, 42359, 46381};

/// Where dims have steps, witnesses count units: they are smaller, so that sizes do not become
/// larger, and each has to suit the steps.
constexpr int64_t kLeastOfUnits = 5000, kMostOfUnits = 35000;

/// The largest prime factor that usual sizes have, and what they are multiplied by.
constexpr int64_t kMostUsual = 23;

/// The prime factor that what stands for a size should have at least, best first.
constexpr int64_t kLeastFactors[] = {61, 47, 37, 29};

/// Returns the largest prime factor of `number`, which is positive.
static int64_t getLargestFactor(int64_t number) {
  int64_t largest = 1;
  for (int64_t factor = 2; factor * factor <= number; ++factor)
    while (number % factor == 0) {
      largest = factor;
      number /= factor;
    }
  return number > 1 ? number : largest;
}

/// Returns true if no usual multiple of `size` is one of `term`, too, which would then be read
/// in its place.
static bool isApart(int64_t term, int64_t size) {
  return getLargestFactor(term / std::gcd(term, size)) > kMostUsual;
}

static SmallVector<int64_t> listTerms(const SymbolicDim &dim) {
  SmallVector<int64_t> terms;
  dim.forEachTerm([&](int64_t multiple, int64_t addend) {
    terms.push_back(multiple * dim.witness + addend);
    return true;
  });
  return terms;
}

/// Returns true if no size that follows from `dim` is like a usual number.
static bool isUnusual(const SymbolicDim &dim, int64_t leastFactor) {
  return getLargestFactor(dim.witness) == dim.witness &&
         llvm::all_of(listTerms(dim),
                      [&](int64_t term) { return getLargestFactor(term) >= leastFactor; }) &&
         dim.forEachFraction(
             [](int64_t fraction) { return getLargestFactor(fraction) > kMostUsual; });
}

/// Returns true if the terms of a dim can be told from one another and from those of `others`,
/// and from products of two.
static bool isDistinct(ArrayRef<int64_t> terms, ArrayRef<SmallVector<int64_t>> others) {
  for (int64_t term : terms) {
    for (int64_t other : terms)
      if (term != other && !isApart(term, other))
        return false;
    for (auto [i, ofOther] : llvm::enumerate(others))
      for (int64_t other : ofOther) {
        if (!isApart(term, other) || !isApart(other, term))
          return false;
        for (auto [j, ofThird] : llvm::enumerate(others))
          for (int64_t third : ofThird)
            if (i != j && (!isApart(third, term * other) || !isApart(term, third * other)))
              return false;
      }
  }
  return true;
}

/// Gives `dim` the first witness from `least` on that suits it and others, and leaves another
/// remainder than `unlike` by powers of two.
static bool findWitness(SymbolicDim &dim, ArrayRef<SmallVector<int64_t>> others,
                        int64_t least = kLeastOfUnits, std::optional<int64_t> unlike = {}) {
  for (int64_t leastFactor : kLeastFactors)
    for (dim.witness = least; dim.witness < kMostOfUnits; ++dim.witness)
      if ((!unlike || dim.witness % 4 != *unlike % 4) && isUnusual(dim, leastFactor) &&
          isDistinct(listTerms(dim), others))
        return true;
  return false;
}

std::optional<size_t> SymbolicDims::assignWitnesses(llvm::MutableArrayRef<SymbolicDim> dims) {
  bool haveSteps = llvm::any_of(dims, [](const SymbolicDim &dim) { return dim.step != 1; });
  SmallVector<SmallVector<int64_t>> terms;
  for (auto [index, dim] : llvm::enumerate(dims)) {
    if (!haveSteps)
      dim.witness = kWitnesses[index];
    else if (!findWitness(dim, terms))
      return index;
    else
      terms.push_back(listTerms(dim));
  }
  return std::nullopt;
}

std::optional<SymbolicDims> SymbolicDims::withOtherWitnesses() const {
  SymbolicDims others = *this;
  bool haveSteps = llvm::any_of(dims, [](const SymbolicDim &dim) { return dim.step != 1; });
  SmallVector<SmallVector<int64_t>> terms;
  for (auto [index, dim] : llvm::enumerate(others.dims)) {
    int64_t witness = dim.witness;
    if (!haveSteps)
      dim.witness = kOtherWitnesses[index];
    else if (!findWitness(dim, terms, witness + 1, witness))
      return std::nullopt;
    else
      terms.push_back(listTerms(dim));
  }
  return others;
}
