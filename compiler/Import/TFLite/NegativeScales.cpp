//===- NegativeScales.cpp - Channels with negative scales -----------------===//

#include "compiler/Import/TFLite/NegativeScales.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "dialects/Tflite/IR/TfliteDialect.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

SmallVector<int64_t> findNegativeScales(const format::Tensor &tensor) {
  SmallVector<int64_t> negative;
  if (tensor.quantization())
    for (auto [i, scale] : llvm::enumerate(numbers(tensor.quantization()->scale())))
      if (scale < 0)
        negative.push_back(i);
  return negative;
}

template <typename T>
static bool negateElements(MutableArrayRef<T> elements, int64_t channels, int64_t inner,
                           ArrayRef<int64_t> negative) {
  for (int64_t first = 0; first < int64_t(elements.size()); first += channels * inner)
    for (int64_t channel : negative)
      for (T &element : elements.slice(first + channel * inner, inner)) {
        if (element == std::numeric_limits<T>::min())
          return false;
        element = -element;
      }
  return true;
}

bool negateChannels(MutableArrayRef<char> elements, RankedTensorType type, int64_t axis,
                    ArrayRef<int64_t> negative) {
  int64_t channels = type.getDimSize(axis), inner = 1;
  for (int64_t dim : type.getShape().drop_front(axis + 1))
    inner *= dim;
  auto negate = [&](auto example) {
    using T = decltype(example);
    return negateElements(
        MutableArrayRef<T>(reinterpret_cast<T *>(elements.data()), elements.size() / sizeof(T)),
        channels, inner, negative);
  };
  switch (type.getElementTypeBitWidth()) {
  case 8:
    return negate(int8_t());
  case 16:
    return negate(int16_t());
  default:
    return negate(int32_t());
  }
}

namespace {
class ScaleChecker {
public:
  ScaleChecker(const format::Model &model, const TfliteGraph &known,
               std::vector<std::string> &problems)
      : model(model), known(known), graph(*known.graph), problems(problems) {}

  void run();

private:
  bool isConstant(int32_t tensor) {
    return tensor >= 0 && known.roles[tensor] == TfliteRole::constant;
  }
  bool isBias(int32_t tensor, int64_t channels);
  void checkOperator(size_t index);

  const format::Model &model;
  const TfliteGraph &known;
  const format::SubGraph &graph;
  std::vector<std::string> &problems;
  std::vector<SmallVector<int64_t>> negative; ///< By tensor.
};
} // namespace

void checkNegativeScales(const format::Model &model, const TfliteGraph &graph,
                         std::vector<std::string> &problems) {
  ScaleChecker(model, graph, problems).run();
}

void ScaleChecker::run() {
  bool any = false;
  for (size_t i = 0; i < known.roles.size(); ++i) {
    bool isQuantized = isa<quant::QuantizedType>(known.elements[i]);
    negative.push_back(isQuantized ? findNegativeScales(*graph.tensors()->Get(i))
                                   : SmallVector<int64_t>());
    any |= !negative.back().empty();
    if (!negative.back().empty() && known.roles[i] != TfliteRole::constant)
      problems.push_back("tensor " + quoted(tensorName(graph, i)) +
                         " has a negative scale, but is no constant");
  }
  for (size_t i = 0; any && i < sizeOf(graph.operators()); ++i)
    checkOperator(i);
}

/// Says whether a tensor holds one wide integer per channel.
bool ScaleChecker::isBias(int32_t tensor, int64_t channels) {
  Type storage = tflite::getStorageElementType(known.elements[tensor]);
  ArrayRef<int32_t> shape = numbers(graph.tensors()->Get(tensor)->shape());
  return isConstant(tensor) && (storage.isInteger(32) || storage.isInteger(64)) &&
         shape.size() == 1 && shape[0] == channels;
}

void ScaleChecker::checkOperator(size_t index) {
  const format::Operator &op = *graph.operators()->Get(index);
  for (int32_t weights : numbers(op.inputs())) {
    if (!isConstant(weights) || negative[weights].empty())
      continue;
    auto channels = int64_t(graph.tensors()->Get(weights)->quantization()->scale()->size());
    for (int32_t bias : numbers(op.inputs()))
      if (bias >= 0 && isBias(bias, channels) && negative[bias] != negative[weights])
        problems.push_back("operator " + quoted(nodeName(graph, index)) + " (" +
                           operatorType(*model.operator_codes()->Get(op.opcode_index())) +
                           ") has negative scales in " + quoted(tensorName(graph, weights)) +
                           " where " + quoted(tensorName(graph, bias)) +
                           " has none, which is not supported");
  }
}

} // namespace sinter
