//===- SizeDivision.cpp - Division of sizes that calls decide -------------===//

#include "dialects/Exec/IR/SizeDivision.h"

#include "llvm/ADT/STLExtras.h"

using namespace sinter::exec;

bool sinter::exec::isMultiple(const SymbolicDims &dims, int64_t size, int64_t part) {
  if (part == 0 || size % part != 0)
    return false;
  std::optional<SizeProduct> whole = dims.decode(size), divisor = dims.decode(part);
  if (!whole)
    return !divisor || size == 0;
  if (!divisor)
    return whole->factor % part == 0;
  for (const SizeTerm &term : divisor->terms) {
    auto same = llvm::find_if(whole->terms, [&](const SizeTerm &other) {
      return other.dim == term.dim && other.multiple == term.multiple &&
             other.addend == term.addend;
    });
    if (same == whole->terms.end())
      return false;
    whole->terms.erase(same);
  }
  return whole->factor % divisor->factor == 0;
}
