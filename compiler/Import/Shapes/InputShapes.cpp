//===- InputShapes.cpp - Shapes of a model's inputs -----------------------===//

#include "compiler/Import/Shapes/InputShapes.h"

#include "mlir/IR/BuiltinTypes.h"
#include "passes/Tensor/HostTensor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace sinter {

std::string inputShapeText(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(
      shape, os,
      [&](int64_t dim) {
        if (dim == ShapedType::kDynamic)
          os << '?';
        else
          os << dim;
      },
      "x");
  return text;
}

/// Says whether the user's dims leave those of the model as they are.
static bool fits(ArrayRef<int64_t> shape, ArrayRef<int64_t> declared) {
  return shape.size() == declared.size() && llvm::all_of(llvm::zip(shape, declared), [](auto pair) {
           auto [dim, model] = pair;
           return dim >= 0 && (model == ShapedType::kDynamic || model == dim);
         });
}

void applyInputShapes(MutableArrayRef<ModelInput> inputs, const GivenShapes &given,
                      std::vector<std::string> &problems) {
  for (const auto &[name, shape] : given) {
    bool found = false;
    for (ModelInput &input : inputs) {
      if (input.name != name)
        continue;
      found = true;
      if (fits(shape, input.shape))
        input.shape = shape;
      else
        problems.push_back("--input-shape gives input '" + name + "' the shape " +
                           inputShapeText(shape) + ", but the model declares " +
                           inputShapeText(input.shape));
    }
    if (!found)
      problems.push_back("--input-shape names '" + name + "', which is not an input of the model");
  }
}

/// Where calls decide dims, large numbers stand for them; 64 bits must count the bits of a tensor.
static bool isCountable(ArrayRef<int64_t> shape) {
  int64_t elements = 1;
  return llvm::none_of(shape,
                       [&](int64_t dim) { return llvm::MulOverflow(elements, dim, elements); }) &&
         elements < int64_t(1) << 56;
}

void reportDynamicInputs(ArrayRef<ModelInput> inputs, std::vector<std::string> &problems,
                         const exec::SymbolicDims &dims) {
  std::string list, flags;
  llvm::raw_string_ostream listOs(list), flagsOs(flags);
  for (const ModelInput &input : inputs) {
    if (!ShapedType::isDynamicShape(input.shape)) {
      bool isOpen = dims.isSymbolic(input.shape);
      if (input.element && !(isOpen && isCountable(input.shape)) &&
          !tensorBytes(input.shape, input.element))
        problems.push_back("input '" + input.name + "' with shape " + inputShapeText(input.shape) +
                           " is too large");
      continue;
    }
    listOs << (list.empty() ? "'" : ", '") << input.name << "' [";
    llvm::interleaveComma(llvm::enumerate(input.shape), listOs, [&](const auto &item) {
      auto [i, dim] = item;
      if (dim != ShapedType::kDynamic)
        listOs << dim;
      else
        listOs << (i < input.dimNames.size() && !input.dimNames[i].empty() ? input.dimNames[i]
                                                                           : "?");
    });
    listOs << ']';
    flagsOs << " --input-shape=" << input.name << ':';
    llvm::interleave(
        input.shape, flagsOs,
        [&](int64_t dim) { flagsOs << (dim == ShapedType::kDynamic ? 1 : dim); }, "x");
  }
  if (!list.empty())
    problems.push_back("inputs have dynamic dimensions: " + list +
                       "; fix them, for example with 1 for each:" + flags);
}

} // namespace sinter
