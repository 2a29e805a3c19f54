//===- Addend.h - What is added to a sum of bytes ---------------*- C++ -*-===//
//
// A bias that a stage adds to the sum of a byte contraction can as well be what the
// sum starts from: integer sums do not depend on their order. That saves an addition
// per vector of results, which counts where sums are short.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_ADDEND_H
#define PASSES_CODEGEN_ADDEND_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// An input of a later stage from which the root's sum may start, if the stage takes
/// zero in its place.
struct Addend {
  unsigned stage, input;
};

/// Returns the input that is added to the root's sum, if the sum is used for nothing
/// else and the root is a byte contraction.
std::optional<Addend> findAddend(const Nest &nest);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_ADDEND_H
