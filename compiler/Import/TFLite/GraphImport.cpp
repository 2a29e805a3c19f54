//===- GraphImport.cpp - .tflite subgraphs to functions -------------------===//

#include "compiler/Import/TFLite/GraphImport.h"

#include "compiler/Import/TFLite/FlexBuffer.h"
#include "compiler/Import/TFLite/ModelNames.h"
#include "compiler/Import/TFLite/OptionImport.h"
#include "compiler/Import/TFLite/SubgraphOrder.h"
#include "compiler/Import/TFLite/TensorTypes.h"
#include "compiler/Import/TFLite/Variables.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Tflite/IR/TfliteDialect.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

namespace {
/// What the functions of a module share.
class ModelImporter {
public:
  ModelImporter(ModuleOp module, const format::Model &model, ArrayRef<TfliteGraph> graphs,
                TfliteConstants &constants, const TfliteImportOptions &options,
                std::vector<std::string> &problems)
      : module(module), model(model), graphs(graphs), constants(constants), options(options),
        problems(problems), b(module.getContext()), variables(model, graphs, problems) {}

  void run();

private:
  void findInputs(size_t graph);
  void findOutputs(size_t graph);
  void applyShapes(std::vector<std::string> &openShapes);
  void takeDefaults(ModelInput &input, ArrayRef<int64_t> declared);
  void nameFunctions();
  void problem(const Twine &text) { problems.push_back(text.str()); }

  friend class FunctionImporter;
  ModuleOp module;
  const format::Model &model;
  ArrayRef<TfliteGraph> graphs;
  TfliteConstants &constants;
  const TfliteImportOptions &options;
  std::vector<std::string> &problems;
  OpBuilder b;
  TfliteVariables variables;

  std::vector<size_t> callable, needed; ///< Subgraphs.
  std::vector<ModelInput> inputs;       ///< Of all callable subgraphs, in order.
  llvm::DenseMap<size_t, SmallVector<std::string>> outputNames; ///< Of callable subgraphs.
  bool isReshaped = false;                                      ///< Shapes of the file do not hold.
  SmallVector<FlatSymbolRefAttr> symbols;                       ///< Of subgraphs.
  llvm::DenseMap<const void *, Attribute> customOptions;        ///< What is shared is read once.
};

/// Makes the function of one subgraph.
class FunctionImporter {
public:
  FunctionImporter(ModelImporter &shared, size_t graph)
      : shared(shared), b(shared.b), index(graph), known(shared.graphs[graph]), graph(*known.graph),
        values(known.roles.size()) {}

  /// `inputs` and `outputs` are what callers see, empty for private functions.
  void run(ArrayRef<ModelInput> inputs, ArrayRef<std::string> outputs);

private:
  void createFunction(ArrayRef<ModelInput> inputs);
  void importConstants();
  void importConstant(size_t tensor);
  void importOperator(size_t op);
  bool importAccess(StringRef type, const format::Operator &op, Location loc);
  void importNode(StringRef type, const format::Operator &op, Location loc);
  DictionaryAttr importOptions(const format::Operator &op);
  void finishFunction(ArrayRef<std::string> outputs);

  bool isOnlyAccessed(int32_t handle);
  Value read(int32_t tensor, Location loc);
  void write(int32_t tensor, Value value, Location loc);
  Type resultType(int32_t tensor);
  Location locationOf(const Twine &name) { return NameLoc::get(b.getStringAttr(name)); }

  ModelImporter &shared;
  OpBuilder &b;
  size_t index;
  const TfliteGraph &known;
  const format::SubGraph &graph;
  std::vector<Value> values; ///< By tensor.
  func::FuncOp func;
  Value none;
};
} // namespace

void importTfliteGraphs(ModuleOp module, const format::Model &model, ArrayRef<TfliteGraph> graphs,
                        TfliteConstants &constants, const TfliteImportOptions &options,
                        std::vector<std::string> &problems) {
  ModelImporter(module, model, graphs, constants, options, problems).run();
}

void ModelImporter::run() {
  callable = findCallableSubgraphs(model);
  needed = findNeededSubgraphs(model, callable, problems);
  for (size_t graph : callable) {
    findInputs(graph);
    findOutputs(graph);
  }
  std::vector<std::string> openShapes;
  applyShapes(openShapes);
  variables.find(needed);
  bool isSound = problems.empty();
  llvm::append_range(problems, openShapes);
  if (!isSound)
    return;

  // With open shapes, too: the operators tell what else is in the way.

  b.setInsertionPointToEnd(module.getBody());
  nameFunctions();
  ArrayRef<ModelInput> rest = inputs;
  for (size_t graph : callable) {
    size_t count = sizeOf(graphs[graph].graph->inputs());
    FunctionImporter(*this, graph).run(rest.take_front(count), outputNames[graph]);
    rest = rest.drop_front(count);
  }
  for (size_t graph : needed)
    if (!llvm::is_contained(callable, graph))
      FunctionImporter(*this, graph).run({}, {});
}

//===----------------------------------------------------------------------===//
// What callers see
//===----------------------------------------------------------------------===//

/// Returns a tensor's name, or one of its own for a nameless input or output.
static std::string callerName(const format::SubGraph &graph, int32_t tensor, StringRef kind,
                              size_t number) {
  StringRef name = textOf(graph.tensors()->Get(tensor)->name());
  return name.empty() ? (kind + "_" + Twine(number)).str() : name.str();
}

void ModelImporter::findInputs(size_t graph) {
  const TfliteGraph &known = graphs[graph];
  llvm::StringSet<> seen;
  for (auto [i, index] : llvm::enumerate(numbers(known.graph->inputs()))) {
    const format::Tensor &tensor = *known.graph->tensors()->Get(index);
    Type storage = tflite::getStorageElementType(known.elements[index]);
    ModelInput input{callerName(*known.graph, index, "input", i),
                     storage.isIntOrFloat() ? storage : Type(), tfliteShape(tensor)};
    if (!seen.insert(input.name).second)
      problem("two inputs are called " + quoted(input.name));
    // What the signature leaves open may be fixed by the user; `shape` is the default.
    ArrayRef<int32_t> open = numbers(tensor.shape_signature());
    if (open.size() == input.shape.size() || (input.shape.empty() && !tensor.has_rank())) {
      input.shape.resize(open.size());
      for (auto [dim, size] : llvm::zip(open, input.shape))
        size = dim >= 0 ? dim : ShapedType::kDynamic;
    }
    inputs.push_back(std::move(input));
  }
}

void ModelImporter::findOutputs(size_t graph) {
  const format::SubGraph &subgraph = *graphs[graph].graph;
  SmallVector<std::string> &names = outputNames[graph];
  llvm::StringSet<> seen;
  for (auto [i, index] : llvm::enumerate(numbers(subgraph.outputs()))) {
    names.push_back(callerName(subgraph, index, "output", i));
    if (!seen.insert(names.back()).second)
      problem("two outputs are called " + quoted(names.back()));
  }
  if (names.empty())
    problem("subgraph " + quoted(subgraphName(model, graph)) + " has no outputs");
}

/// Gives open dims the sizes that the file was made for. A batch of one needs no words.
void ModelImporter::takeDefaults(ModelInput &input, ArrayRef<int64_t> declared) {
  SmallVector<int64_t> open(input.shape);
  if (open.empty())
    return;
  for (auto [size, otherwise] : llvm::zip(input.shape, declared))
    if (size == ShapedType::kDynamic && otherwise != 0)
      size = otherwise;
  bool isBatch = open.front() == ShapedType::kDynamic && input.shape.front() == 1;
  if (ArrayRef(open).drop_front(isBatch) == ArrayRef(input.shape).drop_front(isBatch))
    return;
  if (!llvm::is_contained(input.shape, ShapedType::kDynamic))
    emitWarning(module.getLoc(), "input ")
        << quoted(input.name) << " is " << inputShapeText(open) << " in the model and compiled as "
        << inputShapeText(input.shape) << "; --input-shape=" << input.name << ":... sets another";
}

/// Fixes the shapes of inputs: as the user says, else as the file was made for. Tells which
/// stay open.
void ModelImporter::applyShapes(std::vector<std::string> &openShapes) {
  applyInputShapes(inputs, options.inputShapes, problems);
  auto input = inputs.begin();
  for (size_t graph : callable)
    for (int32_t index : numbers(graphs[graph].graph->inputs())) {
      SmallVector<int64_t> declared = tfliteShape(*graphs[graph].graph->tensors()->Get(index));
      if (declared.size() == input->shape.size())
        takeDefaults(*input, declared);
      isReshaped |= input->shape != declared;
      ++input;
    }
  reportDynamicInputs(inputs, openShapes);
}

/// Chooses a symbol for each function that will be: `main`, the keys of further
/// signatures, and names of subgraphs.
void ModelImporter::nameFunctions() {
  llvm::StringSet<> taken;
  symbols.resize(graphs.size());
  auto name = [&](size_t graph, StringRef wanted) {
    std::string symbol = wanted.str();
    for (int i = 0; !taken.insert(symbol).second; ++i)
      symbol = (wanted + "_" + Twine(i)).str();
    symbols[graph] = FlatSymbolRefAttr::get(b.getContext(), symbol);
  };
  name(0, "main");
  for (size_t i = 0; i < sizeOf(model.signature_defs()); ++i) {
    const format::SignatureDef &signature = *model.signature_defs()->Get(i);
    if (!symbols[signature.subgraph_index()])
      name(signature.subgraph_index(), sizeOf(signature.signature_key()) == 0
                                           ? subgraphName(model, signature.subgraph_index())
                                           : textOf(signature.signature_key()).str());
  }
  for (size_t graph : needed)
    if (!symbols[graph])
      name(graph, subgraphName(model, graph));
  variables.createGlobals(b, taken);
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void FunctionImporter::run(ArrayRef<ModelInput> inputs, ArrayRef<std::string> outputs) {
  OpBuilder::InsertionGuard guard(b);
  createFunction(inputs);
  importConstants();
  for (size_t op = 0; op < sizeOf(graph.operators()); ++op)
    importOperator(op);
  finishFunction(outputs);
}

void FunctionImporter::createFunction(ArrayRef<ModelInput> inputs) {
  bool isPublic = llvm::is_contained(shared.callable, index);
  SmallVector<Type> types;
  for (auto [i, tensor] : llvm::enumerate(numbers(graph.inputs()))) {
    Type element = known.elements[tensor];
    if (isPublic && !isa<tflite::OpaqueType>(element))
      types.push_back(RankedTensorType::get(inputs[i].shape, element));
    else
      types.push_back(resultType(tensor));
  }
  func = func::FuncOp::create(b, locationOf(subgraphName(shared.model, index)),
                              shared.symbols[index].getValue(), b.getFunctionType(types, {}));
  if (!isPublic)
    func.setPrivate();
  Block *block = func.addEntryBlock();
  b.setInsertionPointToStart(block);
  for (auto [i, tensor] : llvm::enumerate(numbers(graph.inputs()))) {
    if (isPublic)
      func.setArgAttr(i, exec::kName, b.getStringAttr(inputs[i].name));
    block->getArgument(i).setLoc(locationOf(tensorName(graph, tensor)));
    values[tensor] = block->getArgument(i);
  }
}

/// Makes constants of what operators and callers use.
void FunctionImporter::importConstants() {
  std::vector<bool> used(values.size(), false);
  for (size_t op = 0; op < sizeOf(graph.operators()); ++op)
    for (int32_t tensor : numbers(graph.operators()->Get(op)->inputs()))
      if (tensor >= 0)
        used[tensor] = true;
  for (int32_t tensor : numbers(graph.outputs()))
    used[tensor] = true;
  for (size_t tensor = 0; tensor < used.size(); ++tensor)
    if (used[tensor] && known.roles[tensor] == TfliteRole::constant)
      importConstant(tensor);
}

/// A constant that we cannot represent is refused by name if the model needs it.
void FunctionImporter::importConstant(size_t tensor) {
  std::string name = tensorName(graph, tensor);
  Location loc = locationOf(name);
  Type element = known.elements[tensor];
  TfliteElements stored = shared.constants.get(*graph.tensors()->Get(tensor), element, name);
  if (stored.isDamage)
    shared.problem("tensor " + quoted(name) + " " + stored.problem);
  if (stored.elements) {
    Type type = RankedTensorType::get(stored.elements.getShapedType().getShape(), element);
    values[tensor] = tflite::ConstantOp::create(b, loc, type, stored.elements);
  } else {
    values[tensor] = tflite::UnsupportedOp::create(b, loc, resultType(tensor), stored.problem);
  }
}

void FunctionImporter::importOperator(size_t op) {
  const format::Operator &used = *graph.operators()->Get(op);
  std::string type = operatorType(*shared.model.operator_codes()->Get(used.opcode_index()));
  Location loc = locationOf(nodeName(graph, op));
  if (!importAccess(type, used, loc))
    importNode(type, used, loc);
}

/// Imports what goes through a handle of a variable as a load or a store; returns false
/// if the operator does not, or its variable has no form here.
bool FunctionImporter::importAccess(StringRef type, const format::Operator &op, Location loc) {
  ArrayRef<int32_t> operands = numbers(op.inputs()), results = numbers(op.outputs());
  if (type == "VAR_HANDLE")
    return results.size() == 1 && shared.variables.getGlobal(index, results[0]) &&
           isOnlyAccessed(results[0]);
  bool isRead = type == "READ_VARIABLE" && operands.size() == 1 && results.size() == 1;
  bool isWrite = type == "ASSIGN_VARIABLE" && operands.size() == 2 && results.empty();
  if ((!isRead && !isWrite) || operands[0] < 0 || known.roles[operands[0]] != TfliteRole::result)
    return false;
  ml_program::GlobalOp global = shared.variables.getGlobal(index, operands[0]);
  if (!global || (isWrite && operands[1] < 0))
    return false;
  auto symbol = FlatSymbolRefAttr::get(global);
  if (isWrite)
    ml_program::GlobalStoreOp::create(b, loc, symbol, read(operands[1], loc));
  else
    write(results[0], ml_program::GlobalLoadOp::create(b, loc, global.getType(), symbol), loc);
  return true;
}

/// Says whether a handle is used for nothing but to read and write its variable.
bool FunctionImporter::isOnlyAccessed(int32_t handle) {
  if (llvm::is_contained(numbers(graph.outputs()), handle))
    return false;
  for (size_t i = 0; i < sizeOf(graph.operators()); ++i) {
    const format::Operator &op = *graph.operators()->Get(i);
    ArrayRef<int32_t> operands = numbers(op.inputs());
    if (!llvm::is_contained(operands, handle))
      continue;
    std::string type = operatorType(*shared.model.operator_codes()->Get(op.opcode_index()));
    bool isAccess =
        (type == "READ_VARIABLE" && operands.size() == 1 && sizeOf(op.outputs()) == 1) ||
        (type == "ASSIGN_VARIABLE" && operands.size() == 2 && sizeOf(op.outputs()) == 0 &&
         operands[1] >= 0 && operands[1] != handle);
    if (!isAccess)
      return false;
  }
  return true;
}

void FunctionImporter::importNode(StringRef type, const format::Operator &op, Location loc) {
  SmallVector<Value> operands;
  for (int32_t tensor : numbers(op.inputs()))
    operands.push_back(read(tensor, loc));
  SmallVector<Type> types;
  for (int32_t tensor : numbers(op.outputs()))
    types.push_back(resultType(tensor));
  int32_t version = shared.model.operator_codes()->Get(op.opcode_index())->version();
  auto node = tflite::NodeOp::create(b, loc, types, type, operands, importOptions(op), version);
  for (auto [tensor, result] : llvm::zip(numbers(op.outputs()), node.getResults()))
    write(tensor, result, loc);
}

DictionaryAttr FunctionImporter::importOptions(const format::Operator &op) {
  NamedAttrList options = importTfliteOptions(b.getContext(), op, shared.symbols);
  ArrayRef<uint8_t> custom = numbers(op.custom_options());
  if (op.large_custom_options_offset() > 1) {
    StringRef bytes = *shared.constants.getFileRange(op.large_custom_options_offset(),
                                                     op.large_custom_options_size());
    custom = ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
  }
  if (!custom.empty()) {
    Attribute &decoded = shared.customOptions[custom.data()];
    if (!decoded)
      decoded = dyn_cast_or_null<DictionaryAttr>(decodeFlexBuffer(b.getContext(), custom));
    if (!decoded)
      decoded = b.getDenseI8ArrayAttr(
          ArrayRef(reinterpret_cast<const int8_t *>(custom.data()), custom.size()));
    options.set(tflite::kCustomOptions, decoded);
  }
  if (sizeOf(op.intermediates()) != 0) {
    SmallVector<Type> types;
    for (int32_t tensor : numbers(op.intermediates()))
      types.push_back(resultType(tensor));
    options.set(tflite::kIntermediates, b.getTypeArrayAttr(types));
  }
  return options.getDictionary(b.getContext());
}

void FunctionImporter::finishFunction(ArrayRef<std::string> outputs) {
  SmallVector<Value> results;
  for (int32_t tensor : numbers(graph.outputs()))
    results.push_back(read(tensor, func.getLoc()));
  func::ReturnOp::create(b, func.getLoc(), results);
  func.setType(b.getFunctionType(func.getArgumentTypes(), TypeRange(ValueRange(results))));
  for (auto [i, name] : llvm::enumerate(outputs))
    func.setResultAttr(i, exec::kName, b.getStringAttr(name));
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Returns the value that a tensor has now.
Value FunctionImporter::read(int32_t tensor, Location loc) {
  if (tensor < 0) {
    if (!none) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&func.front());
      none = tflite::NoneOp::create(b, b.getUnknownLoc());
    }
    return none;
  }
  if (known.roles[tensor] != TfliteRole::variable)
    return values[tensor];
  ml_program::GlobalOp global = shared.variables.getGlobal(index, tensor);
  return ml_program::GlobalLoadOp::create(b, loc, global.getType(), FlatSymbolRefAttr::get(global));
}

void FunctionImporter::write(int32_t tensor, Value value, Location loc) {
  if (known.roles[tensor] != TfliteRole::variable) {
    values[tensor] = value;
    return;
  }
  ml_program::GlobalOp global = shared.variables.getGlobal(index, tensor);
  ml_program::GlobalStoreOp::create(b, loc, FlatSymbolRefAttr::get(global), value);
}

/// Returns what the model tells of a value's type. Shapes do not hold once the user has
/// given another to an input, save those of variables.
Type FunctionImporter::resultType(int32_t index) {
  Type element = known.elements[index];
  if (isa<tflite::OpaqueType>(element))
    return element;
  const format::Tensor &tensor = *graph.tensors()->Get(index);
  SmallVector<int64_t> shape = tfliteShape(tensor);
  if (shared.variables.isStored(this->index, index))
    return RankedTensorType::get(shape, element);
  bool isKnown = !shape.empty() || tensor.has_rank() || known.roles[index] != TfliteRole::result;
  if (shared.isReshaped || !isKnown)
    return UnrankedTensorType::get(element);
  // Sizes of open dims are those that the file was made for, if anything.
  ArrayRef<int32_t> open = numbers(tensor.shape_signature());
  if (known.roles[index] == TfliteRole::result && open.size() == shape.size())
    for (auto [size, signature] : llvm::zip(shape, open))
      size = signature < 0 ? ShapedType::kDynamic : size;
  return RankedTensorType::get(shape, element);
}

} // namespace sinter
