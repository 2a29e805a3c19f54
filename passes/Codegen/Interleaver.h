//===- Interleaver.h - Equal computations step by step ----------*- C++ -*-===//
//
// Results of a tile are computed by equal chains of operations, which read the same tables. Chain
// after chain, all tables would be in registers at once; step by step, one is.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_INTERLEAVER_H
#define PASSES_CODEGEN_INTERLEAVER_H

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"

namespace sinter::codegen {

class Interleaver {
public:
  explicit Interleaver(mlir::OpBuilder &builder) : builder(builder) {}

  /// What `builder` inserts from here on, to the next call, is one chain.
  void beginChain();

  /// Orders the operations of all chains: the first step of each, then the second of each, and
  /// loads where they are used first. They do not write memory and are equal operations in equal
  /// order, but that a chain uses what chains before it loaded.
  void interleave();

private:
  void move(mlir::Operation *op, llvm::SetVector<mlir::Operation *> &left);

  mlir::OpBuilder &builder;
  llvm::SmallVector<mlir::Operation *> last; ///< By chain: the operation before it, or null.
};

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_INTERLEAVER_H
