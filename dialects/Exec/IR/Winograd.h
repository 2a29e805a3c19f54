//===- Winograd.h - Points of exec.winograd_conv ----------------*- C++ -*-===//
//
// Where the polynomials of the method are evaluated, besides infinity: what
// transforms weights and what transforms pixels must agree on it.
//
//===----------------------------------------------------------------------===//

#ifndef DIALECTS_EXEC_IR_WINOGRAD_H
#define DIALECTS_EXEC_IR_WINOGRAD_H

#include "llvm/ADT/SmallVector.h"

namespace sinter::exec {

/// Points for tiles of 2 or 4: 0, then pairs of opposite sign. The usual 1 and 2
/// lose four times as many bits as 3/4 and 11/8, whose powers are as short.
inline llvm::SmallVector<double> getWinogradPoints(int64_t tile) {
  if (tile == 2)
    return {0, 1, -1};
  return {0, 0.75, -0.75, 1.375, -1.375};
}

} // namespace sinter::exec

#endif // DIALECTS_EXEC_IR_WINOGRAD_H
