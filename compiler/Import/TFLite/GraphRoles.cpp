//===- GraphRoles.cpp - What each tensor of a subgraph is -----------------===//

#include "compiler/Import/TFLite/GraphRoles.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

namespace {
class RoleFinder {
public:
  RoleFinder(const format::Model &model, const format::SubGraph &graph,
             const TfliteConstants &constants, std::vector<std::string> &problems)
      : model(model), graph(graph), constants(constants), problems(problems),
        roles(sizeOf(graph.tensors()), TfliteRole::none) {}

  std::vector<TfliteRole> run();

private:
  void findStored();
  void findInputs();
  void findResults();
  void findEmpty();
  void checkOrder();
  void checkOutputs();

  std::string nameOf(size_t tensor) { return quoted(tensorName(graph, tensor)); }
  std::string describe(size_t op) {
    return "operator " + quoted(nodeName(graph, op)) + " (" +
           operatorType(*model.operator_codes()->Get(graph.operators()->Get(op)->opcode_index())) +
           ")";
  }
  void problem(const Twine &text) { problems.push_back(text.str()); }

  const format::Model &model;
  const format::SubGraph &graph;
  const TfliteConstants &constants;
  std::vector<std::string> &problems;
  std::vector<TfliteRole> roles;
};
} // namespace

std::vector<TfliteRole> findTfliteRoles(const format::Model &model, const format::SubGraph &graph,
                                        const TfliteConstants &constants,
                                        std::vector<std::string> &problems) {
  return RoleFinder(model, graph, constants, problems).run();
}

std::vector<TfliteRole> RoleFinder::run() {
  findStored();
  findInputs();
  findResults();
  findEmpty();
  checkOrder();
  checkOutputs();
  return std::move(roles);
}

void RoleFinder::findStored() {
  for (size_t i = 0; i < roles.size(); ++i) {
    const format::Tensor &tensor = *graph.tensors()->Get(i);
    bool stored = constants.isStored(tensor);
    if (tensor.is_variable())
      roles[i] = TfliteRole::variable;
    else if (stored)
      roles[i] = TfliteRole::constant;
    if (tensor.is_variable() && stored)
      problem("tensor " + nameOf(i) +
              " is a variable that starts with stored elements, which is not supported");
  }
}

void RoleFinder::findInputs() {
  for (int32_t input : numbers(graph.inputs())) {
    if (roles[input] == TfliteRole::none)
      roles[input] = TfliteRole::input;
    else if (roles[input] == TfliteRole::input)
      problem("input " + nameOf(input) + " is listed twice");
    else
      problem("input " + nameOf(input) + " is " +
              (roles[input] == TfliteRole::variable ? "a variable" : "a constant"));
  }
}

void RoleFinder::findResults() {
  for (size_t op = 0, count = sizeOf(graph.operators()); op < count; ++op)
    for (int32_t output : numbers(graph.operators()->Get(op)->outputs())) {
      if (roles[output] == TfliteRole::none)
        roles[output] = TfliteRole::result;
      else if (roles[output] == TfliteRole::result)
        problem("tensor " + nameOf(output) + " is computed twice, the second time by " +
                describe(op));
      else if (roles[output] != TfliteRole::variable)
        problem(describe(op) + " computes " + nameOf(output) + ", which is " +
                (roles[output] == TfliteRole::input ? "an input" : "a constant"));
    }
}

/// Constants without elements need no bytes: an empty shape to RESHAPE to, for one.
void RoleFinder::findEmpty() {
  for (size_t i = 0; i < roles.size(); ++i)
    if (roles[i] == TfliteRole::none &&
        llvm::is_contained(numbers(graph.tensors()->Get(i)->shape()), 0))
      roles[i] = TfliteRole::constant;
}

void RoleFinder::checkOrder() {
  std::vector<bool> computed(roles.size(), false);
  for (size_t op = 0, count = sizeOf(graph.operators()); op < count; ++op) {
    const format::Operator &used = *graph.operators()->Get(op);
    for (int32_t input : numbers(used.inputs())) {
      if (input < 0)
        continue;
      if (roles[input] == TfliteRole::none)
        problem(describe(op) + " uses " + nameOf(input) + ", which nothing computes");
      else if (roles[input] == TfliteRole::result && !computed[input])
        problem(describe(op) + " uses " + nameOf(input) + " before it is computed");
    }
    for (int32_t output : numbers(used.outputs()))
      computed[output] = true;
  }
}

void RoleFinder::checkOutputs() {
  for (int32_t output : numbers(graph.outputs()))
    if (roles[output] == TfliteRole::none)
      problem("output " + nameOf(output) + " is not computed");
}

} // namespace sinter
