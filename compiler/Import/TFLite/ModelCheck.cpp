//===- ModelCheck.cpp - Whether a .tflite model makes sense ---------------===//
//
// Everything that follows takes indices and sizes for granted. So all of them are
// checked here, in all subgraphs, before anything is built.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/ModelCheck.h"

#include "compiler/Import/Shapes/InputShapes.h"
#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/NegativeScales.h"
#include "compiler/Import/TFLite/OptionImport.h"
#include "compiler/Import/TFLite/TensorTypes.h"
#include "dialects/Tflite/IR/TfliteDialect.h"
#include "passes/Tensor/HostTensor.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

namespace {
class ModelChecker {
public:
  ModelChecker(MLIRContext *context, const format::Model &model, size_t fileSize,
               const TfliteConstants &constants, std::vector<std::string> &problems)
      : model(model), fileSize(fileSize), constants(constants), problems(problems),
        types(context, problems) {}

  std::vector<TfliteGraph> run();

private:
  bool checkEffort();
  void checkOperatorCodes();
  bool checkIndices(const format::SubGraph &graph, const std::string &place);
  bool checkOperator(const format::SubGraph &graph, const format::Operator &op,
                     const std::string &name);
  void checkTensor(const format::SubGraph &graph, size_t index, Type element);
  void checkSignatures();
  void problem(const Twine &text) { problems.push_back(text.str()); }

  const format::Model &model;
  size_t fileSize;
  const TfliteConstants &constants;
  std::vector<std::string> &problems;
  TfliteTypes types;
};
} // namespace

std::vector<TfliteGraph> checkTfliteModel(MLIRContext *context, const format::Model &model,
                                          size_t fileSize, const TfliteConstants &constants,
                                          std::vector<std::string> &problems) {
  return ModelChecker(context, model, fileSize, constants, problems).run();
}

std::vector<TfliteGraph> ModelChecker::run() {
  std::vector<TfliteGraph> graphs;
  if (sizeOf(model.subgraphs()) == 0) {
    problem("the model holds no subgraph");
    return graphs;
  }
  if (!checkEffort())
    return graphs;
  checkOperatorCodes();
  checkSignatures();
  for (size_t i = 0; i < model.subgraphs()->size(); ++i) {
    const format::SubGraph &graph = *model.subgraphs()->Get(i);
    TfliteGraph &known = graphs.emplace_back();
    known.graph = &graph;
    if (!checkIndices(graph, "subgraph " + quoted(subgraphName(model, i))))
      continue;
    for (size_t tensor = 0; tensor < sizeOf(graph.tensors()); ++tensor) {
      known.elements.push_back(
          types.getElementType(*graph.tensors()->Get(tensor), tensorName(graph, tensor)));
      checkTensor(graph, tensor, known.elements.back());
    }
    known.roles = findTfliteRoles(model, graph, constants, problems);
    checkNegativeScales(model, known, problems);
  }
  return graphs;
}

/// Tables may be shared, so a small file can refer to the same long list again and
/// again. Writers do that for small things only.
bool ModelChecker::checkEffort() {
  uint64_t effort = 0;
  for (const format::SubGraph *graph : *model.subgraphs()) {
    effort += sizeOf(graph->inputs()) + sizeOf(graph->outputs()) + textOf(graph->name()).size();
    for (size_t i = 0; i < sizeOf(graph->tensors()); ++i) {
      const format::Tensor *tensor = graph->tensors()->Get(i);
      effort += 1 + textOf(tensor->name()).size() + sizeOf(tensor->shape());
    }
    for (size_t i = 0; i < sizeOf(graph->operators()); ++i) {
      const format::Operator *op = graph->operators()->Get(i);
      effort += 1 + sizeOf(op->inputs()) + sizeOf(op->outputs()) + sizeOf(op->intermediates()) +
                sizeOf(op->custom_options());
    }
  }
  if (effort <= 64 * uint64_t(fileSize))
    return true;
  problem("the file refers to the same data too often; it is damaged");
  return false;
}

void ModelChecker::checkOperatorCodes() {
  for (size_t i = 0; i < sizeOf(model.operator_codes()); ++i) {
    const format::OperatorCode &code = *model.operator_codes()->Get(i);
    if (operatorType(code) == tflite::kCustom)
      problem("custom operator " + Twine(i) + " has no name");
    if (code.version() < 1)
      problem("operator " + operatorType(code) + " has version " + Twine(code.version()) +
              "; the first is 1");
  }
}

/// Reports and returns whether all numbers of tensors, operators and subgraphs that a
/// subgraph holds are in range.
bool ModelChecker::checkIndices(const format::SubGraph &graph, const std::string &place) {
  size_t before = problems.size();
  auto isTensor = [&](int32_t index) {
    return index >= 0 && size_t(index) < sizeOf(graph.tensors());
  };
  auto check = [&](ArrayRef<int32_t> indices, StringRef what) {
    for (int32_t index : indices)
      if (!isTensor(index))
        problem(place + " names tensor " + Twine(index) + " as " + what + ", but it has " +
                Twine(sizeOf(graph.tensors())));
  };
  check(numbers(graph.inputs()), "input");
  check(numbers(graph.outputs()), "output");
  for (size_t i = 0; i < sizeOf(graph.operators()); ++i)
    checkOperator(graph, *graph.operators()->Get(i),
                  "operator " + std::to_string(i) + " of " + place);
  return problems.size() == before;
}

bool ModelChecker::checkOperator(const format::SubGraph &graph, const format::Operator &op,
                                 const std::string &name) {
  size_t before = problems.size();
  size_t count = sizeOf(graph.tensors());
  if (op.opcode_index() >= sizeOf(model.operator_codes()))
    problem(name + " is of kind " + Twine(op.opcode_index()) + ", but the model lists " +
            Twine(sizeOf(model.operator_codes())));
  auto check = [&](ArrayRef<int32_t> indices, int32_t smallest, StringRef what) {
    for (int32_t index : indices)
      if (index < smallest || (index >= 0 && size_t(index) >= count))
        problem(name + " has tensor " + Twine(index) + " as " + what + ", but there are " +
                Twine(count));
  };
  check(numbers(op.inputs()), -1, "input"); // -1 is left out
  check(numbers(op.outputs()), 0, "output");
  check(numbers(op.intermediates()), 0, "intermediate");
  visitSubgraphs(op, [&](StringRef field, int64_t index) {
    if (index < 0 || size_t(index) >= model.subgraphs()->size())
      problem(name + " names subgraph " + Twine(index) + " as " + field + ", but there are " +
              Twine(model.subgraphs()->size()));
  });
  if (op.large_custom_options_offset() > 1 &&
      !constants.getFileRange(op.large_custom_options_offset(), op.large_custom_options_size()))
    problem(name + " keeps its options behind the end of the file");
  return problems.size() == before;
}

void ModelChecker::checkTensor(const format::SubGraph &graph, size_t index, Type element) {
  const format::Tensor &tensor = *graph.tensors()->Get(index);
  auto name = [&] { return "tensor " + quoted(tensorName(graph, index)); };
  if (tensor.buffer() >= sizeOf(model.buffers()) && tensor.buffer() != 0)
    problem(name() + " is stored in buffer " + Twine(tensor.buffer()) + ", but there are " +
            Twine(sizeOf(model.buffers())));
  if (tensor.external_buffer() > sizeOf(model.external_buffers()))
    problem(name() + " is stored in external buffer " + Twine(tensor.external_buffer()) +
            ", but there are " + Twine(sizeOf(model.external_buffers())));
  ArrayRef<int32_t> shape = numbers(tensor.shape());
  for (ArrayRef<int32_t> dims : {shape, numbers(tensor.shape_signature())}) {
    if (dims.size() > kMaxTfliteRank)
      return problem(name() + " has " + Twine(dims.size()) + " dimensions; at most " +
                     Twine(kMaxTfliteRank) + " are supported");
    for (int32_t dim : dims)
      if (dim < -1)
        return problem(name() + " has impossible dimensions " +
                       inputShapeText(SmallVector<int64_t>(dims.begin(), dims.end())));
  }
  SmallVector<int64_t> known = tfliteShape(tensor);
  llvm::erase(known, ShapedType::kDynamic);
  Type storage = tflite::getStorageElementType(element);
  if (!tensorBytes(known,
                   storage.isIntOrFloat() ? storage : Float64Type::get(element.getContext())))
    problem(name() + " with shape " + inputShapeText(tfliteShape(tensor)) + " is too large");
}

void ModelChecker::checkSignatures() {
  for (size_t i = 0; i < sizeOf(model.signature_defs()); ++i) {
    const format::SignatureDef &signature = *model.signature_defs()->Get(i);
    std::string name = "signature " + quoted(textOf(signature.signature_key()));
    if (signature.subgraph_index() >= model.subgraphs()->size()) {
      problem(name + " names subgraph " + Twine(signature.subgraph_index()) + ", but there are " +
              Twine(model.subgraphs()->size()));
      continue;
    }
    size_t tensors = sizeOf(model.subgraphs()->Get(signature.subgraph_index())->tensors());
    for (auto *maps : {signature.inputs(), signature.outputs()})
      for (size_t j = 0; j < sizeOf(maps); ++j)
        if (maps->Get(j)->tensor_index() >= tensors)
          problem(name + " names tensor " + Twine(maps->Get(j)->tensor_index()) +
                  ", but its subgraph has " + Twine(tensors));
  }
}

} // namespace sinter
