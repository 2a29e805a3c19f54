//===- Turns.h - Workgroups that go through a loop together -----*- C++ -*-===//
//
// A recurrence is a loop whose steps depend on one another. Each step can be cut
// among workgroups if they wait for one another between steps. A host promises
// nothing about workgroups: it may run them one after another. So parts of
// a step belong to whoever claims them, and one waits only for what another
// has claimed and is therefore computing.
//
// A turn is a set of nests that do not depend on each other. Turns are numbered in
// the order of execution; per part, one word holds the last turn that was claimed,
// one the last that is done. Whoever comes late finds turns claimed and catches up.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_TURNS_H
#define PASSES_CODEGEN_TURNS_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Codegen/Workgroups.h"

namespace sinter::codegen {

/// The turns of a sequence of nests: those of one turn do not depend on each other.
using Turns = llvm::SmallVector<llvm::SmallVector<unsigned>>;
Turns findTurns(llvm::MutableArrayRef<Nest> nests);

/// Into how many parts it is worth cutting a step that consists of `nests`.
int64_t chooseTurnParts(llvm::ArrayRef<Nest> nests);

/// Cuts `nest` into at most `parts` parts, the same ones in every turn.
Cut cutForTurn(const Nest &nest, const Strategy &strategy, int64_t parts);

/// Returns how often the loop runs, or nothing unless that is constant and it counts
/// from 0 in ones.
std::optional<int64_t> getTripCount(mlir::scf::ForOp loop);

/// Numbers turns and emits the code around them.
class TurnEmitter {
public:
  /// `words` is the memory that exec.turns describes.
  TurnEmitter(mlir::Value words, mlir::Value workgroup, int64_t parts)
      : words(words), workgroup(workgroup), parts(parts) {}

  /// The number of the first turn of a run: `first`, and `perIteration` more for each
  /// iteration of `loop`, if there is one.
  struct Number {
    int64_t first = 0, perIteration = 0;
    mlir::scf::ForOp loop;
  };

  /// Emits turn `index` after that of `number`; `body` computes a part.
  void emit(mlir::OpBuilder &builder, mlir::Location loc, const Number &number, int64_t index,
            llvm::function_ref<void(mlir::OpBuilder &, mlir::Value part)> body);

private:
  mlir::Value words, workgroup;
  int64_t parts;
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_TURNS_H
