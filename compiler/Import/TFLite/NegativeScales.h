//===- NegativeScales.h - Channels with negative scales ---------*- C++ -*-===//
//
// Training that shrinks channels leaves some with a negative scale: -0.1 * q. Types hold
// positive scales, so such a channel becomes 0.1 * -q, which is the same number. Kernels
// that scale a sum of products give the same bits too, if the addend of the sum, the
// bias, is negated with the weights.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_IMPORT_TFLITE_NEGATIVESCALES_H
#define COMPILER_IMPORT_TFLITE_NEGATIVESCALES_H

#include "compiler/Import/TFLite/GraphRoles.h"

namespace sinter {

/// Returns the indices along the quantized axis whose scales are negative.
llvm::SmallVector<int64_t> findNegativeScales(const tflite_format::Tensor &tensor);

/// Negates the elements of the channels in `negative`. Returns false if one of them is
/// the smallest of its type, which has no opposite.
bool negateChannels(llvm::MutableArrayRef<char> elements, mlir::RankedTensorType type, int64_t axis,
                    llvm::ArrayRef<int64_t> negative);

/// Appends to `problems` the operators of a subgraph whose weights have negative scales
/// where their bias has none, and values that are no constants but have negative scales.
void checkNegativeScales(const tflite_format::Model &model, const TfliteGraph &graph,
                         std::vector<std::string> &problems);

} // namespace sinter

#endif // COMPILER_IMPORT_TFLITE_NEGATIVESCALES_H
