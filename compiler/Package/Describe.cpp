//===- Describe.cpp - What a module file says of its program --------------===//

#include "compiler/Package/Describe.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sinter;
using schema::ElementType;

static ElementType getIntegerType(IntegerType type) {
  bool isUnsigned = type.isUnsigned();
  switch (type.getWidth()) {
  case 1:
    return ElementType::bool_;
  case 8:
    return isUnsigned ? ElementType::u8 : ElementType::i8;
  case 16:
    return isUnsigned ? ElementType::u16 : ElementType::i16;
  case 32:
    return isUnsigned ? ElementType::u32 : ElementType::i32;
  case 64:
    return isUnsigned ? ElementType::u64 : ElementType::i64;
  default:
    return ElementType::none;
  }
}

static ElementType getElementType(Type type) {
  return llvm::TypeSwitch<Type, ElementType>(type)
      .Case([](Float16Type) { return ElementType::f16; })
      .Case([](BFloat16Type) { return ElementType::bf16; })
      .Case([](Float32Type) { return ElementType::f32; })
      .Case([](Float64Type) { return ElementType::f64; })
      .Case([](IntegerType integer) { return getIntegerType(integer); })
      .Case([](IndexType) { return ElementType::i64; })
      .Default([](Type) { return ElementType::none; });
}

/// Returns how elements are quantized, or null.
static std::unique_ptr<schema::QuantizationT> describeQuantization(Type element) {
  auto quantization = std::make_unique<schema::QuantizationT>();
  if (auto whole = dyn_cast<quant::UniformQuantizedType>(element)) {
    quantization->scales.push_back(float(whole.getScale()));
    quantization->zero_points.push_back(whole.getZeroPoint());
    return quantization;
  }
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  if (!perAxis)
    return nullptr;
  for (double scale : perAxis.getScales())
    quantization->scales.push_back(float(scale));
  llvm::append_range(quantization->zero_points, perAxis.getZeroPoints());
  quantization->axis = perAxis.getQuantizedDimension();
  return quantization;
}

/// Describes a tensor that `op` has or makes.
static FailureOr<std::unique_ptr<schema::TensorT>> describeTensor(Operation *op, StringRef name,
                                                                  ShapedType type) {
  auto tensor = std::make_unique<schema::TensorT>();
  tensor->name = name.str();
  tensor->element_type = getElementType(exec::getPassedElement(type.getElementType()));
  if (tensor->element_type == ElementType::none)
    return op->emitError("'") << name << "' has elements of type " << type.getElementType()
                              << ", which no module can hold";
  auto dims = exec::SymbolicDims::get(op);
  for (int64_t dim : type.getShape())
    tensor->dims.push_back(dims.isSymbolic(dim) ? -1 : dim);
  tensor->quantization = describeQuantization(type.getElementType());
  return tensor;
}

static LogicalResult describeTensors(exec::ExportOp exported, ArrayAttr names, ArrayAttr types,
                                     std::vector<std::unique_ptr<schema::TensorT>> &tensors) {
  for (auto [name, attribute] : llvm::zip(names, types)) {
    auto type = cast<RankedTensorType>(cast<TypeAttr>(attribute).getValue());
    auto tensor = describeTensor(exported, cast<StringAttr>(name), type);
    if (failed(tensor))
      return failure();
    tensors.push_back(std::move(*tensor));
  }
  return success();
}

/// Returns `name` as the runtime accepts it: of moderate length, without control characters.
static std::string makePrintable(StringRef name) {
  constexpr size_t longest = 1000;
  std::string text = name.empty() ? "unnamed" : name.take_front(longest).str();
  for (char &c : text)
    c = llvm::isPrint(c) || static_cast<unsigned char>(c) >= 0x80 ? c : '?';
  return text;
}

/// Variables lie at the same places for all executables.
static LogicalResult describeVariables(ModuleOp module, schema::DebugT &debug) {
  for (auto op : module.getOps<plan::VariableOp>()) {
    auto tensor = describeTensor(op, makePrintable(op.getName()), op.getValue().getShapedType());
    if (failed(tensor))
      return failure();
    auto variable = std::make_unique<schema::VariableT>();
    variable->tensor = std::move(*tensor);
    variable->offset = op.getOffset();
    debug.variables.push_back(std::move(variable));
  }
  return success();
}

/// Tells which dims calls decide, and where inputs have them.
static void describeDims(exec::ExportOp exported, schema::FunctionT &function) {
  auto dims = exec::SymbolicDims::get(exported);
  for (const exec::SymbolicDim &dim : dims.getDims()) {
    auto described = std::make_unique<schema::DimT>();
    described->name = makePrintable(dim.name);
    described->min = dim.getMinUnits() * dim.step;
    described->max = dim.getMaxUnits() * dim.step;
    described->step = dim.step;
    for (auto [input, type] : llvm::enumerate(exported.getInputTypes().getAsValueRange<TypeAttr>()))
      for (auto [axis, size] : llvm::enumerate(cast<RankedTensorType>(type).getShape()))
        if (size == dim.getSize()) {
          described->uses.push_back(input);
          described->uses.push_back(axis);
        }
    if (!described->uses.empty())
      function.dims.push_back(std::move(described));
  }
}

/// Returns the most workspace that a call may need; where no bound is known, all that there is.
static uint64_t getWorkspace(exec::ExportOp exported) {
  bool isOpen = !exec::SymbolicDims::get(exported).empty();
  return exported.getWorkspace().value_or(isOpen ? std::numeric_limits<uint64_t>::max() : 0);
}

static LogicalResult describeFunction(exec::ExportOp exported, schema::ModuleT &description) {
  auto function = std::make_unique<schema::FunctionT>();
  function->name = exported.getName().str();
  function->workspace_size = getWorkspace(exported);
  if (failed(describeTensors(exported, exported.getInputNames(), exported.getInputTypes(),
                             function->inputs)) ||
      failed(describeTensors(exported, exported.getOutputNames(), exported.getOutputTypes(),
                             function->outputs)))
    return failure();
  describeDims(exported, *function);
  description.functions.push_back(std::move(function));
  return success();
}

static uint64_t getNumber(Operation *op, StringRef attribute, uint64_t otherwise) {
  auto number = op->getAttrOfType<IntegerAttr>(attribute);
  return number ? number.getInt() : otherwise;
}

static LogicalResult describeStep(exec::StepOp step, ModuleOp module,
                                  const llvm::StringMap<uint32_t> &ordinals,
                                  schema::DebugT &debug) {
  Operation *function = module.lookupSymbol(step.getDispatchAttr());
  if (!function)
    return step.emitError("calls ") << step.getDispatchAttr() << ", which does not exist";
  auto ordinal = ordinals.find(step.getFunction());
  if (ordinal == ordinals.end())
    return step.emitError("belongs to '") << step.getFunction() << "', which is not exported";

  auto dispatch = std::make_unique<schema::DispatchT>();
  dispatch->name = step.getDispatch().str();
  for (auto node : step.getNodes().getAsValueRange<StringAttr>())
    dispatch->nodes.push_back(node.str());
  if (auto strategy = function->getAttrOfType<StringAttr>(exec::kStrategy))
    dispatch->strategy = strategy.str();
  dispatch->function = ordinal->second;
  dispatch->workgroups = getNumber(function, exec::kWorkgroups, 1);
  dispatch->flops = getNumber(function, flow::kFlops, 0);
  dispatch->bytes_read = getNumber(function, flow::kBytesRead, 0);
  dispatch->bytes_written = getNumber(function, flow::kBytesWritten, 0);
  ArrayRef<int64_t> writes = step.getWrites();
  for (size_t i = 0; i + 1 < writes.size(); i += 2)
    dispatch->writes.push_back(schema::ArenaRange(writes[i], writes[i + 1]));
  dispatch->scratch_writes = step->hasAttr(plan::kScratch);
  debug.dispatches.push_back(std::move(dispatch));
  return success();
}

/// Adds the functions of `module`; a function that is there already may need more workspace here.
static LogicalResult describeFunctions(ModuleOp module, schema::ModuleT &description,
                                       llvm::StringMap<uint32_t> &ordinals) {
  for (auto exported : module.getOps<exec::ExportOp>()) {
    auto [ordinal, isNew] = ordinals.try_emplace(exported.getName(), description.functions.size());
    if (isNew && failed(describeFunction(exported, description)))
      return failure();
    uint64_t &workspace = description.functions[ordinal->second]->workspace_size;
    workspace = std::max(workspace, getWorkspace(exported));
  }
  return success();
}

FailureOr<schema::ModuleT> sinter::describeProgram(ArrayRef<ModuleOp> modules) {
  schema::ModuleT description;
  description.schema_version = kSchemaVersion;
  description.producer = "sinter " SINTER_VERSION;
  description.debug = std::make_unique<schema::DebugT>();

  llvm::StringMap<uint32_t> ordinals;
  for (ModuleOp module : modules) {
    auto executable = std::make_unique<schema::ExecutableT>();
    auto machine = exec::MachineAttr::get(module);
    executable->triple = machine.getTriple().str();
    executable->cpu = machine.getCpu().str();
    executable->first_dispatch = description.debug->dispatches.size();
    description.executables.push_back(std::move(executable));
    description.state_size = std::max<uint64_t>(description.state_size, plan::getStateSize(module));
    if (failed(describeFunctions(module, description, ordinals)))
      return failure();
    if (module == modules.front() && failed(describeVariables(module, *description.debug)))
      return failure();
    for (auto step : module.getOps<exec::StepOp>())
      if (failed(describeStep(step, module, ordinals, *description.debug)))
        return failure();
  }
  return description;
}
