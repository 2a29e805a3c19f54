//===- MutateOnnx.h - Models that are wrong in what they say ----*- C++ -*-===//
//
// Flipped bits mostly make bytes that are no ONNX model. This makes models of models: attributes,
// dims, types and edges that a converter must not take at their word.
//
//===----------------------------------------------------------------------===//

#ifndef TEST_FUZZ_MUTATEONNX_H
#define TEST_FUZZ_MUTATEONNX_H

#include <optional>
#include <string>

namespace sinter::test {

/// Returns `model` with one to four changes that follow from `seed`; nothing if it is no model.
std::optional<std::string> mutateOnnx(const std::string &model, unsigned seed);

} // namespace sinter::test

#endif // TEST_FUZZ_MUTATEONNX_H
