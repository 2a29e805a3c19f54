//===- ModelNames.cpp - What a .tflite model calls its parts --------------===//

#include "compiler/Import/TFLite/ModelNames.h"

#include "dialects/Tflite/IR/TfliteDialect.h"

namespace format = sinter::tflite_format;

namespace sinter {

std::string quoted(llvm::StringRef name) {
  constexpr size_t largest = 200;
  std::string text = "'" + name.take_front(largest).str();
  return text + (name.size() > largest ? "...'" : "'");
}

std::string tensorName(const format::SubGraph &graph, size_t index) {
  llvm::StringRef name = textOf(graph.tensors()->Get(index)->name());
  return name.empty() ? "tensor " + std::to_string(index) : name.str();
}

std::string subgraphName(const format::Model &model, size_t index) {
  llvm::StringRef name = textOf(model.subgraphs()->Get(index)->name());
  return name.empty() ? "subgraph " + std::to_string(index) : name.str();
}

std::string operatorType(const format::OperatorCode &code) {
  // Older files tell the number in a byte, newer ones that need more in both fields.
  auto number = std::max<int32_t>(int32_t(code.builtin_code()), code.deprecated_builtin_code());
  auto builtin = format::BuiltinOperator(number);
  if (builtin == format::BuiltinOperator::CUSTOM)
    return tflite::kCustom.str() + textOf(code.custom_code()).str();
  const char *name = format::EnumNameBuiltinOperator(builtin);
  return *name ? name : "BUILTIN_" + std::to_string(number);
}

std::string nodeName(const format::SubGraph &graph, size_t index) {
  for (int32_t output : numbers(graph.operators()->Get(index)->outputs()))
    if (llvm::StringRef name = textOf(graph.tensors()->Get(output)->name()); !name.empty())
      return name.str();
  return "operator " + std::to_string(index);
}

} // namespace sinter
