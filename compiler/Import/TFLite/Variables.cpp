//===- Variables.cpp - State of .tflite models ----------------------------===//

#include "compiler/Import/TFLite/Variables.h"

#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/TensorTypes.h"
#include "dialects/Tflite/IR/TfliteDialect.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

void TfliteVariables::find(ArrayRef<size_t> needed) {
  for (size_t graph : needed) {
    findTensors(graph);
    findHandles(graph);
  }
  for (size_t graph : needed)
    findAccesses(graph);
  for (Variable &variable : variables)
    if (variable.type && !variable.type.hasStaticShape()) {
      problems.push_back("variable " + quoted(variable.name) +
                         " has dimensions of unknown size, which is not supported");
      variable.isUnsupported = true;
    }
}

/// Returns the byte that TFLite Micro fills the storage of a variable with at the start:
/// that of the zero point, for tensors only if they are INT8.
static uint8_t getZero(Type element, bool isResource, format::TensorType type) {
  if (!isResource && type != format::TensorType::INT8)
    return 0;
  if (auto uniform = dyn_cast<quant::UniformQuantizedType>(element))
    return uniform.getZeroPoint();
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element))
    return perAxis.getZeroPoints().front();
  return 0;
}

void TfliteVariables::findTensors(size_t graph) {
  for (auto [i, role] : llvm::enumerate(graphs[graph].roles)) {
    if (role != TfliteRole::variable)
      continue;
    Type element = graphs[graph].elements[i];
    const format::Tensor &tensor = *graphs[graph].graph->tensors()->Get(i);
    Variable variable{tensorName(*graphs[graph].graph, i),
                      {},
                      getZero(element, /*isResource=*/false, tensor.type()),
                      false,
                      {}};
    if (isa<tflite::OpaqueType>(element))
      problems.push_back("variable " + quoted(variable.name) + " has element type " +
                         format::EnumNameTensorType(tensor.type()) + ", which is not supported");
    else
      variable.type = RankedTensorType::get(tfliteShape(tensor), element);
    byTensor[{graph, int32_t(i)}] = variables.size();
    stored.insert({graph, int32_t(i)});
    variables.push_back(std::move(variable));
  }
}

/// Calls `visit` with the operators of a kind.
template <typename Visit>
static void forEachOperator(const format::Model &model, const format::SubGraph &graph,
                            StringRef type, Visit visit) {
  for (size_t i = 0; i < sizeOf(graph.operators()); ++i) {
    const format::Operator &op = *graph.operators()->Get(i);
    if (operatorType(*model.operator_codes()->Get(op.opcode_index())) == type)
      visit(op, i);
  }
}

void TfliteVariables::findHandles(size_t graph) {
  forEachOperator(
      model, *graphs[graph].graph, "VAR_HANDLE", [&](const format::Operator &op, size_t index) {
        const format::VarHandleOptions *options = op.builtin_options_as_VarHandleOptions();
        if (!options || sizeOf(op.outputs()) != 1)
          return;
        std::string name = textOf(options->shared_name()).str();
        std::string key = textOf(options->container()).str() + '\0' + name;
        auto [known, isNew] = resources.try_emplace(key, variables.size());
        if (isNew)
          variables.push_back(
              {name.empty() ? nodeName(*graphs[graph].graph, index) : name, {}, 0, false, {}});
        byTensor[{graph, op.outputs()->Get(0)}] = known->second;
      });
}

void TfliteVariables::findAccesses(size_t graph) {
  // What is assigned counts before what is read: it tells where the zero is.
  const format::SubGraph &subgraph = *graphs[graph].graph;
  forEachOperator(model, subgraph, "ASSIGN_VARIABLE", [&](const format::Operator &op, size_t) {
    if (sizeOf(op.inputs()) == 2)
      addAccess(graph, op.inputs()->Get(0), op.inputs()->Get(1));
  });
  forEachOperator(model, subgraph, "READ_VARIABLE", [&](const format::Operator &op, size_t) {
    if (sizeOf(op.inputs()) == 1 && sizeOf(op.outputs()) == 1)
      addAccess(graph, op.inputs()->Get(0), op.outputs()->Get(0));
  });
}

/// Notes that a value is read from, or written to, the variable of a handle.
void TfliteVariables::addAccess(size_t graph, int32_t handle, int32_t value) {
  auto found = byTensor.find({graph, handle});
  if (found == byTensor.end() || value < 0)
    return;
  Variable &variable = variables[found->second];
  Type element = graphs[graph].elements[value];
  if (isa<tflite::OpaqueType>(element)) {
    variable.isUnsupported = true;
    return;
  }
  const format::Tensor &tensor = *graphs[graph].graph->tensors()->Get(value);
  auto type = RankedTensorType::get(tfliteShape(tensor), element);
  stored.insert({graph, value});
  if (!variable.type) {
    variable.type = type;
    variable.zero = getZero(element, /*isResource=*/true, tensor.type());
  } else if (variable.type != type) {
    std::string text;
    llvm::raw_string_ostream os(text);
    os << "variable " << quoted(variable.name) << " holds " << variable.type << ", but tensor "
       << quoted(tensorName(*graphs[graph].graph, value))
       << ", which is read from it or written to "
       << "it, is " << type;
    problems.push_back(text);
  }
}

/// Returns the elements that a variable starts with, all of whose bytes are `zero`.
static Attribute getInitialValue(RankedTensorType type, uint8_t zero) {
  Type storage = tflite::getStorageElementType(type.getElementType());
  auto stored = RankedTensorType::get(type.getShape(), storage);
  if (isa<FloatType>(storage))
    return DenseElementsAttr::get(stored, APFloat(cast<FloatType>(storage).getFloatSemantics()));
  unsigned width = storage.getIntOrFloatBitWidth();
  return DenseElementsAttr::get(stored, width < 8 ? APInt(width, 0)
                                                  : APInt::getSplat(width, APInt(8, zero)));
}

void TfliteVariables::createGlobals(OpBuilder &b, llvm::StringSet<> &symbols) {
  for (Variable &variable : variables) {
    if (!variable.type || variable.isUnsupported)
      continue;
    std::string symbol = variable.name;
    for (int i = 0; !symbols.insert(symbol).second; ++i)
      symbol = variable.name + "_" + std::to_string(i);
    variable.global = ml_program::GlobalOp::create(
        b, NameLoc::get(b.getStringAttr(variable.name)), symbol, variable.type,
        /*is_mutable=*/true, getInitialValue(variable.type, variable.zero),
        b.getStringAttr("private"));
  }
}

ml_program::GlobalOp TfliteVariables::getGlobal(size_t graph, int32_t tensor) const {
  auto found = byTensor.find({graph, tensor});
  return found == byTensor.end() ? ml_program::GlobalOp() : variables[found->second].global;
}

} // namespace sinter
