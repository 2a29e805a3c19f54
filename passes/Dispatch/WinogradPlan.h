//===- WinogradPlan.h - Does Winograd's method pay? -------------*- C++ -*-===//
//
// F(m x m, 3 x 3) multiplies (m + 2)^2 / (9 m^2) times as often as the direct
// convolution: 0.44 for m = 2, 0.25 for m = 4. What it saves must pay for the
// transforms, for tiles that reach over the edge, and for larger weights.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_DISPATCH_WINOGRADPLAN_H
#define PASSES_DISPATCH_WINOGRADPLAN_H

#include "dialects/Exec/IR/ExecDialect.h"
#include <string>

namespace sinter {

/// Sizes of a 3x3 convolution of stride 1.
struct ConvShape {
  int64_t images, height, width; ///< Of the output.
  int64_t inputs, outputs;       ///< Channels.
};

/// How a convolution is computed, and why.
struct ConvPlan {
  int64_t tile = 0;       ///< m; 0 for the direct method.
  int64_t rows = 0;       ///< Tile rows that go through together.
  int64_t workgroups = 0; ///< Each has scratch memory for one block of rows.
  std::string reason;

  std::string getMethod() const;
};

/// Chooses the method for `shape`. `given` is a method to obey, or empty; nothing
/// is returned if there is no such method.
std::optional<ConvPlan> planConv(const ConvShape &shape, exec::MachineAttr machine,
                                 llvm::StringRef arithmetic, llvm::StringRef given);

} // namespace sinter

#endif // PASSES_DISPATCH_WINOGRADPLAN_H
