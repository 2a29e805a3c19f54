//===- SymbolicDims.h - Dimensions that calls decide ------------*- C++ -*-===//
//
// A dimension that a call decides travels through the compiler as a size of its own, the
// witness: a large prime that no model uses. So all that reasons with static sizes works as it
// is, equal dims are seen to be equal, and every size that is made of the dimension can be told
// from the others and be written as a product: 12 * batch * (sequence + 1). See
// docs/rationale/dynamic.md.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_EXEC_IR_SYMBOLICDIMS_H
#define DIALECTS_EXEC_IR_SYMBOLICDIMS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Types.h"
#include <string>

namespace sinter::exec {

/// Attribute of a module: its symbolic dims, an array of dictionaries of `name` (string),
/// `witness`, `min` and `max` (i64; 0: not bounded), `step` (i64; absent: 1), and `bound` (array of
/// i64) of those that data decide. A function that is being converted has a list of its own, which
/// begins with the module's; `export-functions` makes it the module's.
constexpr llvm::StringLiteral kDims = "exec.dims";

/// Attribute of a dispatch call (array of i64): the dims, by index, that data decide and that the
/// call needs to know.
constexpr llvm::StringLiteral kNeedsDims = "exec.needs_dims";

/// Attribute of a dispatch function (unit): its last argument is the dims of the call, one i64
/// each. Calls pass it; it is no buffer that has a place.
constexpr llvm::StringLiteral kReadsDims = "exec.reads_dims";

/// A dimension that a call decides: a number of units, of `step` elements each. Where windows
/// with strides follow, a step that the strides divide keeps what they leave a product. Or one
/// that a call's data decide in the course of its run.
struct SymbolicDim {
  std::string name;
  int64_t witness;          ///< The number that stands for its units.
  int64_t min = 1, max = 0; ///< What calls may give, in elements; a `max` of 0 is none.
  int64_t step = 1;         ///< Calls give a multiple of this.
  /// Of a dim that data decide: sizes whose sum it never exceeds, made of dims before it.
  llvm::SmallVector<int64_t, 1> bound = {};

  bool isComputed() const { return !bound.empty(); }
  /// The size that stands for it in types.
  int64_t getSize() const { return witness * step; }
  /// The fewest and most units that calls may give; a most of 0 is none.
  int64_t getMinUnits() const { return (min + step - 1) / step; }
  int64_t getMaxUnits() const { return max / step; }

  /// Calls `visit` with all (multiple, addend) of terms that a size may have: the dim itself
  /// first, then its neighbours by distance; of those that are multiples of another, only that.
  /// Stops where `visit` returns false, and returns that.
  bool forEachTerm(llvm::function_ref<bool(int64_t multiple, int64_t addend)> visit) const;
  /// Calls `visit` with all sizes that a fraction of the dim may have, likewise.
  bool forEachFraction(llvm::function_ref<bool(int64_t size)> visit) const;
};

/// Part of a size: multiple * units of a dim + addend.
struct SizeTerm {
  unsigned dim; ///< By index.
  int64_t multiple = 1, addend = 0;
};

/// A size as a product: factor * terms[0] * ...
struct SizeProduct {
  int64_t factor = 1;
  llvm::SmallVector<SizeTerm, 3> terms;
};

/// The symbolic dims of a module; most have none.
class SymbolicDims {
public:
  /// As many dims the inputs of a model may have, and as many its data may decide.
  static constexpr size_t kMost = 8, kMostComputed = 16;
  /// The most that a dim may be, where nothing else bounds it.
  static constexpr int64_t kMaxSize = int64_t(1) << 30;
  /// Gives each dim the witness that suits its step and the other dims. Returns the index of a
  /// dim for whose step there is none, or nothing.
  static std::optional<size_t> assignWitnesses(llvm::MutableArrayRef<SymbolicDim> dims);
  /// Returns the witness of dim `index` of those that data decide.
  static int64_t getComputedWitness(size_t index);

  SymbolicDims() = default;
  explicit SymbolicDims(llvm::ArrayRef<SymbolicDim> dims) : dims(dims) {}
  /// Reads those of the function or module that `op` is or is part of.
  static SymbolicDims get(mlir::Operation *op);
  mlir::ArrayAttr toAttr(mlir::Builder &builder) const;
  /// Returns the same dims with other numbers for them, which leave other remainders; nothing if
  /// there are none.
  std::optional<SymbolicDims> withOtherWitnesses() const;

  bool empty() const { return dims.empty(); }
  llvm::ArrayRef<SymbolicDim> getDims() const { return dims; }

  /// Returns the product that `size` stands for; nothing if it is a plain number.
  std::optional<SizeProduct> decode(int64_t size) const;
  /// Returns what `size` is where each dim has `more` units than its witness; a plain number
  /// stays.
  int64_t evaluate(int64_t size, int64_t more) const;
  bool isSymbolic(int64_t size) const { return decode(size).has_value(); }
  bool isSymbolic(llvm::ArrayRef<int64_t> sizes) const;
  /// Returns true if `type` is shaped and one of its dims is symbolic.
  bool isSymbolic(mlir::Type type) const;

  /// Returns true if data decide a dim that is part of `size`.
  bool isComputed(int64_t size) const;
  bool isComputed(llvm::ArrayRef<int64_t> sizes) const;
  /// Returns the dims that data decide and that `op`, or code in it, depends on: by the types of
  /// its values, or as sizes.
  llvm::SmallVector<int64_t> findComputed(mlir::Operation *op) const;
  /// Returns true if there are dims that data decide.
  bool hasComputed() const;

  /// Returns the dim of which `size` seems to be a fraction, as behind a stride: no call could
  /// compute it. Null if there is none.
  const SymbolicDim *findFraction(int64_t size) const;

  /// Returns `size` as users read it, such as "12*batch".
  std::string print(int64_t size) const;
  std::string print(llvm::ArrayRef<int64_t> shape) const;

private:
  llvm::SmallVector<SymbolicDim, 2> dims;
};

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_SYMBOLICDIMS_H
