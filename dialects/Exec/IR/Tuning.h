//===- Tuning.h - Choices that were measured --------------------*- C++ -*-===//
//
// What a user, or a measurement, prefers to the compiler's own rules for one
// dispatch. Travels in the IR as text, such as "panel=4 rows=6 vectors=4", so
// passes need not know where it came from.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_EXEC_IR_TUNING_H
#define DIALECTS_EXEC_IR_TUNING_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace sinter::exec {

/// Choices for one dispatch function. What is not set follows the rules; what does
/// not fit the function (a panel that does not divide the channels, a tile
/// of more registers than there are) is left to them, too.
struct Tuning {
  enum class Order {
    Panels, ///< One panel of weights meets all rows before the next.
    Rows,   ///< One tile of rows meets all panels before the next.
  };
  std::optional<int64_t> panel;      ///< Vectors in a packed panel of weights; 0: not packed.
  std::optional<int64_t> rows;       ///< Rows of a contraction's register tile.
  std::optional<int64_t> vectors;    ///< Vectors in each row of a register tile.
  std::optional<Order> order;        ///< Of the tiles of a contraction.
  std::optional<int64_t> workgroups; ///< At most so many.

  /// Reads choices separated by blanks. The error names the word that is wrong.
  static llvm::Expected<Tuning> parse(llvm::StringRef text);
  /// Returns the choices of a dispatch function; none if it has no attribute. Fails
  /// with a diagnostic when the attribute is malformed.
  static mlir::FailureOr<Tuning> get(mlir::Operation *function);
};

/// Attribute of a dispatch function: its choices (string). Of a module: the choices
/// for its regions by key (dictionary of strings), which `apply-tuning` hands out.
constexpr llvm::StringLiteral kTuning = "exec.tuning";

/// Attribute of a dispatch function: the key of its region (string), the same for
/// equal regions in all models.
constexpr llvm::StringLiteral kRegion = "exec.region";

/// Returns the key of a machine: the same for machines for which the same code is best.
std::string getMachineKey(MachineAttr machine);

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_TUNING_H
