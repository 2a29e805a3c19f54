//===- GraphImport.cpp - ONNX graph to function ---------------------------===//

#include "compiler/Import/ONNX/GraphImport.h"

#include "compiler/Import/ONNX/AttributeImport.h"
#include "compiler/Import/ONNX/ExternalData.h"
#include "compiler/Import/ONNX/NodeOrder.h"
#include "compiler/Import/ONNX/TensorImport.h"
#include "compiler/Import/ONNX/WindowSteps.h"
#include "compiler/Import/Shapes/OpenDims.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "passes/Tensor/HostTensor.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sinter {

namespace {

/// An input of the graph that the caller provides.
struct GraphInput {
  const ::onnx::ValueInfoProto *info;
  OnnxElementType element;
};

class GraphImporter {
public:
  GraphImporter(ModuleOp module, ::onnx::GraphProto &graph, const OnnxOpsets &opsets,
                const OnnxFunctions &functions, const OnnxImportOptions &options,
                std::vector<std::string> &problems)
      : module(module), graph(graph), opsets(opsets), functions(functions), options(options),
        problems(problems), files(options.folder), b(module.getContext()) {}

  void run();

private:
  void findInputs();
  bool readInputShape(GraphInput &input, ModelInput &shape);
  void resolveSymbols();
  exec::SymbolicDims openDims();
  void addExtraOutputs();
  SmallVector<int> orderGraph();

  func::FuncOp createFunction();
  void importInitializers(::onnx::GraphProto &graph);
  void importNode(::onnx::NodeProto &node);
  void importCall(const ::onnx::FunctionProto &function, const ::onnx::NodeProto &call);
  std::string findProblem(const ::onnx::FunctionProto &function, const ::onnx::NodeProto &call);
  SmallVector<Value> importBody(const ::onnx::FunctionProto &function,
                                const ::onnx::NodeProto &call);
  DictionaryAttr importAttributes(::onnx::NodeProto &node,
                                  std::vector<::onnx::GraphProto *> &subgraphs);
  void importSubgraph(::onnx::GraphProto &subgraph, Region &region);
  void define(const std::string &name, Value value);
  Value inputValue(const std::string &name);
  Value definedValue(const std::string &name);
  Type resultType(const std::string &name);
  Type valueType(const ::onnx::ValueInfoProto &info);
  void finishFunction(func::FuncOp func);

  Location locationOf(StringRef name) { return NameLoc::get(b.getStringAttr(name)); }
  void problem(const Twine &text) { problems.push_back(text.str()); }

  ModuleOp module;
  ::onnx::GraphProto &graph;
  OnnxOpsets opsets; ///< Of the graph or function whose nodes are imported.
  const OnnxFunctions &functions;
  const OnnxImportOptions &options;
  std::vector<std::string> &problems;
  ExternalData files;
  OpBuilder b;

  std::vector<GraphInput> inputs;
  std::vector<ModelInput> shapes; ///< Of `inputs`.
  llvm::StringSet<> initializerNames;
  llvm::StringMap<int64_t> symbols; ///< Dims by their names in the model.
  llvm::StringMap<const ::onnx::ValueInfoProto *> valueInfos;
  llvm::StringMap<Value> values;
  std::vector<std::pair<std::string, Value>> shadowed; ///< Values before each definition.
  SmallVector<const ::onnx::FunctionProto *> calls;    ///< Those around what is imported.
  int64_t expandedNodes = 0;                           ///< Nodes that come from functions.
  Block *entry = nullptr;                              ///< Of the function.
  Value none, undefined;
};

} // namespace

void importGraph(ModuleOp module, ::onnx::GraphProto &graph, const OnnxOpsets &opsets,
                 const OnnxFunctions &functions, const OnnxImportOptions &options,
                 std::vector<std::string> &problems) {
  GraphImporter(module, graph, opsets, functions, options, problems).run();
}

void GraphImporter::run() {
  bool areOpsetsKnown = problems.empty();
  findInputs();
  applyInputShapes(shapes, options.inputShapes, problems);
  nameOpenDims(shapes);
  resolveSymbols();
  exec::SymbolicDims dims = openDims();
  std::vector<std::string> openShapes;
  reportDynamicInputs(shapes, openShapes, dims);
  addExtraOutputs();
  SmallVector<int> order = orderGraph();
  if (graph.sparse_initializer_size() != 0)
    problem("initializer '" + graph.sparse_initializer(0).values().name() +
            "' is a sparse tensor, which is not supported; store it dense");
  if (graph.output_size() == 0)
    problem("the graph has no outputs");
  llvm::append_range(problems, openShapes);
  if (!areOpsetsKnown)
    return;

  // Whatever is wrong: the nodes tell what else is in the way.
  for (const auto *infos : {&graph.value_info(), &graph.output()})
    for (const ::onnx::ValueInfoProto &info : *infos)
      valueInfos[info.name()] = &info;
  func::FuncOp func = createFunction();
  importInitializers(graph);
  for (int index : order)
    importNode(*graph.mutable_node(index));
  finishFunction(func);
}

//===----------------------------------------------------------------------===//
// Inputs and their shapes
//===----------------------------------------------------------------------===//

/// Collects the inputs that are not constants; up to IR version 3 initializers
/// are listed as inputs too.
void GraphImporter::findInputs() {
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    if (!initializerNames.insert(tensor.name()).second)
      problem("initializer '" + tensor.name() + "' is defined twice");
  llvm::StringSet<> seen;
  for (const ::onnx::ValueInfoProto &info : graph.input()) {
    if (initializerNames.contains(info.name()))
      continue;
    if (info.name().empty())
      problem("input " + Twine(inputs.size()) + " has no name");
    if (!seen.insert(info.name()).second) {
      problem("input '" + info.name() + "' is defined twice");
      continue;
    }
    GraphInput input{&info, {}};
    ModelInput shape{info.name(), {}, {}};
    if (!readInputShape(input, shape))
      continue;
    inputs.push_back(input);
    shapes.push_back(std::move(shape));
  }
}

static StringRef kindName(const ::onnx::TypeProto &type) {
  switch (type.value_case()) {
  case ::onnx::TypeProto::kSequenceType:
    return "a sequence";
  case ::onnx::TypeProto::kMapType:
    return "a map";
  case ::onnx::TypeProto::kOptionalType:
    return "an optional value";
  case ::onnx::TypeProto::kSparseTensorType:
    return "a sparse tensor";
  default:
    return "of unknown type";
  }
}

bool GraphImporter::readInputShape(GraphInput &input, ModelInput &shape) {
  const std::string &name = input.info->name();
  const ::onnx::TypeProto &type = input.info->type();
  if (!type.has_tensor_type()) {
    problem("input '" + name + "' is " + kindName(type) + "; only dense tensors are supported");
    return false;
  }
  input.element = onnxElementType(b.getContext(), type.tensor_type().elem_type());
  if (!input.element.type) {
    problem("input '" + name + "' has element type " + input.element.name +
            ", which is not supported");
    return false;
  }
  shape.element = input.element.type;
  if (!type.tensor_type().has_shape()) {
    for (const auto &[given, dims] : options.inputShapes)
      if (given == name) {
        shape.shape = dims;
        return true;
      }
    problem("input '" + name + "' has no rank; fix its shape with --input-shape=" + name +
            ":1x3x224x224 (as the model needs it)");
    return false;
  }
  for (const auto &dim : type.tensor_type().shape().dim()) {
    shape.shape.push_back(dim.has_dim_value() && dim.dim_value() >= 0 ? dim.dim_value()
                                                                      : ShapedType::kDynamic);
    shape.dimNames.push_back(dim.dim_param());
  }
  return true;
}

/// A name that the model gives to a dim stands for one size: what is known of it
/// from one input holds for all others.
void GraphImporter::resolveSymbols() {
  auto forEachSymbol = [&](auto &&visit) {
    for (ModelInput &input : shapes)
      for (auto [name, dim] : llvm::zip(input.dimNames, input.shape))
        if (!name.empty())
          visit(input, name, dim);
  };
  forEachSymbol([&](ModelInput &input, const std::string &symbol, int64_t &dim) {
    if (dim == ShapedType::kDynamic)
      return;
    auto [known, isNew] = symbols.try_emplace(symbol, dim);
    if (!isNew && known->second != dim)
      problem("dimension '" + symbol + "' is " + Twine(dim) + " in input '" + input.name +
              "', but " + Twine(known->second) + " in an input before");
  });
  fixOpenDims(shapes, symbols, options.dims, problems);
}

/// Lets calls decide what is still open. That a dim must be a multiple of a number is told, if
/// the user did not say it.
exec::SymbolicDims GraphImporter::openDims() {
  exec::SymbolicDims dims =
      makeSymbolic(shapes, options.dims, findWindowSteps(graph, shapes), problems);
  if (dims.empty())
    return dims;
  module->setAttr(exec::kDims, dims.toAttr(b));
  for (const exec::SymbolicDim &dim : dims.getDims())
    if (dim.step != 1 && llvm::none_of(options.dims, [&](const GivenDim &given) {
          return given.name == dim.name && given.step != 0;
        }))
      mlir::emitWarning(module.getLoc())
          << "dimension '" << dim.name << "' takes multiples of " << dim.step
          << ", as strides divide it; fix it with --dim=" << dim.name << ":N for other sizes";
  return dims;
}

/// Adds what the user wants to see besides the graph's outputs. What the model tells of its
/// type does not matter: the nodes do.
void GraphImporter::addExtraOutputs() {
  llvm::StringSet<> known;
  for (const ::onnx::NodeProto &node : graph.node())
    for (const std::string &output : node.output())
      known.insert(output);
  for (const ::onnx::ValueInfoProto &info : graph.output())
    known.erase(info.name());
  known.erase("");
  for (const std::string &name : options.extraOutputs)
    if (known.erase(name))
      graph.add_output()->set_name(name);
    else
      problem("--extra-output names '" + name +
              "', which is no result of a node, or an output already");
}

SmallVector<int> GraphImporter::orderGraph() {
  SmallVector<StringRef> known;
  for (const ::onnx::ValueInfoProto &info : graph.input())
    known.push_back(info.name());
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    known.push_back(tensor.name());
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    known.push_back(tensor.values().name());
  SmallVector<int> order = orderNodes(graph, known, [](StringRef) { return false; }, problems);

  llvm::StringSet<> defined, seen;
  for (StringRef name : known)
    defined.insert(name);
  for (const ::onnx::NodeProto &node : graph.node())
    for (const std::string &output : node.output())
      defined.insert(output);
  for (const ::onnx::ValueInfoProto &info : graph.output()) {
    if (info.name().empty() || !defined.contains(info.name()))
      problem("output '" + info.name() + "' is not defined in the graph");
    if (!seen.insert(info.name()).second)
      problem("output '" + info.name() + "' is listed twice");
  }
  return order;
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

func::FuncOp GraphImporter::createFunction() {
  SmallVector<Type> types;
  for (auto [input, shape] : llvm::zip_equal(inputs, shapes))
    types.push_back(RankedTensorType::get(shape.shape, input.element.type));
  b.setInsertionPointToEnd(module.getBody());
  auto func = func::FuncOp::create(b, module.getLoc(), "main", b.getFunctionType(types, {}));
  Block *block = func.addEntryBlock();
  for (auto [i, input] : llvm::enumerate(inputs)) {
    func.setArgAttr(i, exec::kName, b.getStringAttr(input.info->name()));
    if (input.element.isUnsigned)
      func.setArgAttr(i, exec::kUnsigned, b.getUnitAttr());
    if (input.element.narrow != Narrow::None)
      func.setArgAttr(i, onnx::kNarrow, b.getStringAttr(input.element.name));
    BlockArgument argument = block->getArgument(i);
    argument.setLoc(locationOf(input.info->name()));
    values[input.info->name()] = argument;
  }
  entry = block;
  b.setInsertionPointToStart(block);
  return func;
}

/// Makes constants of the initializers. One that we cannot represent becomes a
/// node, which is refused by name if the graph needs it.
void GraphImporter::importInitializers(::onnx::GraphProto &graph) {
  for (::onnx::TensorProto &tensor : *graph.mutable_initializer()) {
    std::string name = tensor.name();
    Location loc = locationOf(name);
    ImportedTensor imported = importTensor(b.getContext(), tensor, files);
    if (!imported.elements) {
      auto attributes =
          b.getDictionaryAttr(b.getNamedAttr("value", unsupportedOnnxAttr(b, imported.problem)));
      define(name,
             onnx::NodeOp::create(b, loc, onnx::UnknownType::get(b.getContext()), "Initializer",
                                  ValueRange(), "", opsets.lookup(""), attributes)
                 .getResult(0));
      continue;
    }
    auto constant = arith::ConstantOp::create(b, loc, cast<TypedAttr>(imported.elements));
    if (imported.isUnsigned)
      constant->setAttr(onnx::kUnsigned, b.getUnitAttr());
    if (imported.narrow != Narrow::None)
      constant->setAttr(onnx::kNarrow, b.getStringAttr(nameOf(imported.narrow)));
    define(name, constant);
  }
}

void GraphImporter::importNode(::onnx::NodeProto &node) {
  if (const ::onnx::FunctionProto *function = functions.find(node))
    return importCall(*function, node);
  std::string domain = onnxDomain(node.domain()).str();
  SmallVector<Value> operands;
  for (const std::string &input : node.input())
    operands.push_back(inputValue(input));
  SmallVector<Type> types;
  for (const std::string &output : node.output())
    types.push_back(resultType(output));
  std::vector<::onnx::GraphProto *> subgraphs;
  DictionaryAttr attributes = importAttributes(node, subgraphs);
  // A domain that the model does not import has no version.
  auto op = onnx::NodeOp::create(b, locationOf(onnxNodeName(node)), types, node.op_type(), operands,
                                 domain, opsets.lookup(domain), attributes, subgraphs.size());
  for (auto [subgraph, region] : llvm::zip_equal(subgraphs, op.getGraphs()))
    importSubgraph(*subgraph, region);
  for (auto [name, result] : llvm::zip(node.output(), op.getResults()))
    if (!name.empty())
      define(name, result);
}

/// Functions that call functions could expand to any number of nodes, at any depth.
static constexpr int64_t kMaxExpandedNodes = 1 << 18;
static constexpr size_t kMaxCallDepth = 64;

/// Returns why a call cannot be expanded, or an empty string.
std::string GraphImporter::findProblem(const ::onnx::FunctionProto &function,
                                       const ::onnx::NodeProto &call) {
  if (llvm::is_contained(calls, &function))
    return "calls itself";
  if (calls.size() == kMaxCallDepth)
    return "is called in functions of functions, deeper than " + std::to_string(kMaxCallDepth);
  if (call.input_size() > function.input_size())
    return "takes " + std::to_string(function.input_size()) + " inputs, but the node has " +
           std::to_string(call.input_size());
  if (call.output_size() > function.output_size())
    return "has " + std::to_string(function.output_size()) + " outputs, but the node wants " +
           std::to_string(call.output_size());
  expandedNodes += function.node_size();
  if (expandedNodes > kMaxExpandedNodes)
    return "expands the model to more than " + std::to_string(kMaxExpandedNodes) + " nodes";
  return "";
}

/// Imports a copy of the nodes of `function`, which see its inputs and nothing else. Returns
/// the outputs that `call` wants; null where there was a problem.
SmallVector<Value> GraphImporter::importBody(const ::onnx::FunctionProto &function,
                                             const ::onnx::NodeProto &call) {
  llvm::StringMap<Value> own;
  SmallVector<StringRef> known;
  for (auto [i, name] : llvm::enumerate(function.input())) {
    own[name] = inputValue(int(i) < call.input_size() ? call.input(int(i)) : "");
    known.push_back(name);
  }
  std::swap(values, own);
  OnnxOpsets outerOpsets = OnnxFunctions::getOpsets(function, opsets);
  std::swap(opsets, outerOpsets);
  auto outerInfos = std::exchange(valueInfos, {});
  auto outerShadowed = std::exchange(shadowed, {});
  calls.push_back(&function);

  ::onnx::GraphProto body = OnnxFunctions::expand(function, call, problems);
  SmallVector<int> order = orderNodes(body, known, [](StringRef) { return false; }, problems);
  SmallVector<Value> results(call.output_size());
  for (int index : order)
    importNode(*body.mutable_node(index));
  for (auto [result, name] : llvm::zip_first(results, function.output()))
    result = values.lookup(name);

  calls.pop_back();
  shadowed = std::move(outerShadowed);
  valueInfos = std::move(outerInfos);
  opsets = std::move(outerOpsets);
  values = std::move(own);
  return results;
}

void GraphImporter::importCall(const ::onnx::FunctionProto &function,
                               const ::onnx::NodeProto &call) {
  auto report = [&](const Twine &why) {
    problem("node '" + onnxNodeName(call) + "' (" + call.op_type() + "): the function '" +
            function.name() + "' " + why);
  };
  SmallVector<Value> results(call.output_size());
  size_t before = problems.size();
  // One call too many is enough to say so.
  bool isFull = expandedNodes > kMaxExpandedNodes;
  if (std::string why = findProblem(function, call); why.empty())
    results = importBody(function, call);
  else if (!isFull)
    report(why);
  for (auto [i, name, result] : llvm::enumerate(call.output(), results)) {
    if (name.empty())
      continue;
    if (!result && problems.size() == before && !isFull)
      report("does not define its output '" + function.output(int(i)) + "'");
    // What is wrong has been said; what follows only needs some value.
    define(name, result ? result : definedValue(""));
  }
}

DictionaryAttr GraphImporter::importAttributes(::onnx::NodeProto &node,
                                               std::vector<::onnx::GraphProto *> &subgraphs) {
  NamedAttrList attributes;
  for (::onnx::AttributeProto &attribute : *node.mutable_attribute()) {
    if (attribute.name().empty() || attributes.get(attribute.name()))
      continue;
    if (onnxAttributeType(attribute) != ::onnx::AttributeProto::GRAPH) {
      attributes.set(attribute.name(), importOnnxAttribute(b.getContext(), attribute, files));
      continue;
    }
    attributes.set(attribute.name(), b.getDictionaryAttr(b.getNamedAttr(
                                         onnx::kGraph, b.getI64IntegerAttr(subgraphs.size()))));
    subgraphs.push_back(attribute.mutable_g());
  }
  return attributes.getDictionary(b.getContext());
}

/// Imports a subgraph, which sees the values before it; what it defines is gone
/// behind it. Its inputs have no types before the node around it is converted.
void GraphImporter::importSubgraph(::onnx::GraphProto &subgraph, Region &region) {
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&region);
  size_t scope = shadowed.size();
  SmallVector<StringRef> own;
  for (const ::onnx::ValueInfoProto &info : subgraph.input()) {
    own.push_back(info.name());
    define(info.name(),
           block->addArgument(onnx::UnknownType::get(b.getContext()), locationOf(info.name())));
  }
  for (const ::onnx::TensorProto &tensor : subgraph.initializer())
    own.push_back(tensor.name());
  importInitializers(subgraph);
  SmallVector<int> order = orderNodes(
      subgraph, own, [&](StringRef name) { return values.lookup(name) != nullptr; }, problems);
  if (subgraph.sparse_initializer_size() != 0)
    problem("a subgraph has a sparse initializer, which is not supported; store it dense");
  SmallVector<Value> results;
  for (int index : order)
    importNode(*subgraph.mutable_node(index));
  for (const ::onnx::ValueInfoProto &info : subgraph.output()) {
    if (!values.lookup(info.name()))
      problem("output '" + info.name() + "' of a subgraph is not defined");
    results.push_back(definedValue(info.name()));
  }
  onnx::YieldOp::create(b, b.getUnknownLoc(), results);
  for (; shadowed.size() > scope; shadowed.pop_back())
    values[shadowed.back().first] = shadowed.back().second;
}

void GraphImporter::define(const std::string &name, Value value) {
  Value &slot = values[name];
  shadowed.emplace_back(name, slot);
  slot = value;
}

Value GraphImporter::inputValue(const std::string &name) {
  if (!name.empty())
    return definedValue(name);
  if (!none) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(entry);
    none = onnx::NoneOp::create(b, b.getUnknownLoc());
  }
  return none;
}

/// Returns the value of a name, or what stands for values whose absence has been reported.
Value GraphImporter::definedValue(const std::string &name) {
  if (Value value = values.lookup(name))
    return value;
  if (!undefined) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(entry);
    auto attributes = b.getDictionaryAttr(b.getNamedAttr("value", unsupportedOnnxAttr(b, "")));
    undefined = onnx::NodeOp::create(b, b.getUnknownLoc(), onnx::UnknownType::get(b.getContext()),
                                     "Initializer", ValueRange(), "", 1, attributes)
                    .getResult(0);
  }
  return undefined;
}

/// Returns what the model tells of a value's type.
Type GraphImporter::resultType(const std::string &name) {
  auto info = valueInfos.find(name);
  return info == valueInfos.end() ? onnx::UnknownType::get(b.getContext())
                                  : valueType(*info->second);
}

Type GraphImporter::valueType(const ::onnx::ValueInfoProto &info) {
  OnnxElementType element = onnxElementType(b.getContext(), info.type().tensor_type().elem_type());
  if (!info.type().has_tensor_type() || !element.type)
    return onnx::UnknownType::get(b.getContext());
  if (!info.type().tensor_type().has_shape())
    return UnrankedTensorType::get(element.type);
  SmallVector<int64_t> shape;
  for (const auto &dim : info.type().tensor_type().shape().dim()) {
    auto symbol = symbols.find(dim.dim_param());
    int64_t size = dim.has_dim_value()       ? dim.dim_value()
                   : symbol != symbols.end() ? symbol->second
                                             : ShapedType::kDynamic;
    shape.push_back(size >= 0 ? size : ShapedType::kDynamic);
  }
  return RankedTensorType::get(shape, element.type);
}

void GraphImporter::finishFunction(func::FuncOp func) {
  SmallVector<Value> results;
  for (const ::onnx::ValueInfoProto &info : graph.output())
    results.push_back(definedValue(info.name()));
  func::ReturnOp::create(b, module.getLoc(), results);
  func.setType(b.getFunctionType(func.getArgumentTypes(), TypeRange(ValueRange(results))));
  for (auto [i, info] : llvm::enumerate(graph.output())) {
    func.setResultAttr(i, exec::kName, b.getStringAttr(info.name()));
    if (onnxElementType(b.getContext(), info.type().tensor_type().elem_type()).isUnsigned)
      func.setResultAttr(i, exec::kUnsigned, b.getUnitAttr());
  }
}

} // namespace sinter
