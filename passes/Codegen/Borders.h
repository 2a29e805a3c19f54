//===- Borders.h - Fills around what a root writes --------------*- C++ -*-===//
//
// A root that writes into the middle of a padded buffer shares its dispatch with
// fills of the border. A border is a good part of a small image, so its elements
// should be written by the thread that writes their neighbours.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_CODEGEN_BORDERS_H
#define PASSES_CODEGEN_BORDERS_H

#include "passes/Codegen/Nest.h"

namespace sinter::codegen {

/// Gives fills that run over several pixels at once a loop over channels, if
/// another of the independent `nests` writes the same buffer.
void exposeChannels(llvm::MutableArrayRef<Nest> nests);

/// Returns true if the first output of `nest` has several channels (elements of
/// its buffer's last dimension) and loop `dim` runs inside of one pixel.
bool runsOverChannels(const Nest &nest, unsigned dim);

/// Where in its buffer the first output of `nest` begins: 0 at the start, towards
/// 1 at the end.
double getPosition(const Nest &nest);

} // namespace sinter::codegen

#endif // PASSES_CODEGEN_BORDERS_H
