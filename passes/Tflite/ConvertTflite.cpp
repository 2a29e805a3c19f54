//===- ConvertTflite.cpp - Rewrite TFLite operators as tensor operations --===//
//
// The body of an exported function is emitted anew: a map leads from the values
// of the model, whose types tell how they are quantized, to tensors of storage
// elements. Subgraphs are emitted where an operator calls them. An operator that
// cannot be converted poisons its results; operators that merely use poisoned
// values are skipped without blame, so each report names a cause. Unknown operators
// are reported wherever they stand.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/ExecDialect.h"
#include "passes/Tensor/Generics.h"
#include "passes/Tflite/Conversion.h"
#include "passes/Tflite/Folding.h"
#include "passes/Tflite/Groups.h"
#include "passes/Tflite/Passes.h"
#include "passes/Tflite/UnknownOperators.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace sinter {
#define GEN_PASS_DEF_CONVERTTFLITE
#include "passes/Tflite/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// All operators that have a converter.
TfliteTable makeTable() {
  TfliteTable table;
  populateTfliteActivation(table);
  populateTfliteArithmetic(table);
  populateTfliteBatchMatmul(table);
  populateTfliteCallOnce(table);
  populateTfliteCast(table);
  populateTfliteControl(table);
  populateTfliteConvolution(table);
  populateTfliteCumSum(table);
  populateTfliteDetection(table);
  populateTfliteDivide(table);
  populateTfliteFill(table);
  populateTfliteFullyConnected(table);
  populateTfliteGather(table);
  populateTfliteJoin(table);
  populateTfliteLayout(table);
  populateTfliteLogSoftmax(table);
  populateTfliteLogic(table);
  populateTfliteLstm(table);
  populateTfliteMath(table);
  populateTfliteNormalization(table);
  populateTflitePad(table);
  populateTflitePooling(table);
  populateTfliteQuantize(table);
  populateTfliteReduction(table);
  populateTfliteResize(table);
  populateTfliteSearch(table);
  populateTfliteShape(table);
  populateTfliteSignalFft(table);
  populateTfliteSignalFilterBank(table);
  populateTfliteSignalFrames(table);
  populateTfliteSignalGain(table);
  populateTfliteSignalWindow(table);
  populateTfliteSlice(table);
  populateTfliteSoftmax(table);
  populateTfliteSvdf(table);
  populateTfliteTransposeConv(table);
  return table;
}

/// The name of what stands at `loc` as users know it.
std::string nameAt(Location loc) {
  if (auto name = loc->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

TfliteRefusal unknownOperator(tflite::NodeOp node) {
  StringRef type = node.getOpType();
  StringRef wayOut =
      "docs/tflite-support.md lists what is; convert the model to those operators, or "
      "compute this one outside of it";
  if (type.starts_with("CUSTOM:Flex"))
    wayOut = "it is TensorFlow's own; convert the model with TFLITE_BUILTINS alone, without "
             "SELECT_TF_OPS";
  else if (type.starts_with("CUSTOM:"))
    wayOut = "custom operators are code of an application; replace it by builtin operators, or "
             "compute it outside of the model";
  return {"operator is not supported", wayOut.str()};
}

/// Reports why an operator is declined. `advised` holds the advice that was given before: models
/// have many operators of a kind.
void report(tflite::NodeOp node, const TfliteRefusal &refusal, llvm::StringSet<> &advised) {
  InFlightDiagnostic error = emitError(node.getLoc(), "node '");
  error << nameAt(node.getLoc()) << "' (" << node.getOpType() << ", version " << node.getVersion()
        << "): " << (refusal.reason.empty() ? "this form is not supported" : refusal.reason);
  if (!refusal.wayOut.empty() && advised.insert(refusal.wayOut).second)
    error.attachNote() << refusal.wayOut;
}

/// Tells a result whose shape is not the one that the model declares, if there is one. Dims that
/// are open in the model may be anything.
std::optional<std::string> compareShapes(tflite::NodeOp node, ArrayRef<Value> results) {
  for (auto [i, old, result] : llvm::enumerate(node.getResults(), results)) {
    auto declared = dyn_cast<RankedTensorType>(old.getType());
    ArrayRef<int64_t> shape = shapeOf(result);
    if (!declared || !declared.hasStaticShape() || declared.getShape() == shape)
      continue;
    return ("output " + Twine(i) + " is declared with shape " + shapeText(declared.getShape()) +
            ", but has " + shapeText(shape))
        .str();
  }
  return std::nullopt;
}

/// What the values of one graph became; null for a poisoned value.
using ValueMap = llvm::DenseMap<Value, Value>;

/// Emits graphs of the model as tensor IR.
class GraphEmitter {
public:
  GraphEmitter(ModuleOp module, const TfliteTable &table, bool roundsOnce)
      : module(module), table(table), roundsOnce(roundsOnce) {}

  /// Emits `graph`; `values` maps its arguments. Returns what the graph returns, or
  /// fails when that cannot be computed, which has been reported.
  FailureOr<SmallVector<Value>> emit(OpBuilder &builder, Block &graph, ValueMap &values);

  bool refusedAny() const { return isRefused; }

private:
  void convert(OpBuilder &builder, Operation &op, ValueMap &values);
  void convertNode(OpBuilder &builder, tflite::NodeOp node, ValueMap &values);
  FailureOr<SmallVector<Value>> inlineGraph(OpBuilder &builder, tflite::NodeOp node, StringRef name,
                                            ValueRange arguments);
  void refuse(tflite::NodeOp node, const TfliteRefusal &refusal);

  ModuleOp module;
  const TfliteTable &table;
  bool roundsOnce;
  llvm::DenseSet<Operation *> reported; ///< Operators of subgraphs are met more than once.
  llvm::StringSet<> advised;
  bool isRefused = false;
};

struct ConvertTflite : sinter::impl::ConvertTfliteBase<ConvertTflite> {
  using ConvertTfliteBase::ConvertTfliteBase;

  LogicalResult initialize(MLIRContext *) override {
    table = makeTable();
    return success();
  }

  void runOnOperation() override;
  LogicalResult convert(func::FuncOp function, GraphEmitter &emitter);

  TfliteTable table;
};

/// Returns `type` with elements as they are stored.
RankedTensorType storageType(RankedTensorType type) {
  return type.clone(tflite::getStorageElementType(type.getElementType()));
}

bool hasModelElements(Type type) {
  auto tensor = dyn_cast<ShapedType>(type);
  return tensor &&
         tflite::getStorageElementType(tensor.getElementType()) != tensor.getElementType();
}

/// Says whether the function is one of a TFLite model.
bool isOfModel(func::FuncOp function) {
  auto isModel = [](Operation *op) {
    return isa_and_nonnull<tflite::TfliteDialect>(op->getDialect()) ? WalkResult::interrupt()
                                                                    : WalkResult::advance();
  };
  return function.walk(isModel).wasInterrupted() ||
         llvm::any_of(function.getArgumentTypes(), hasModelElements);
}

} // namespace

void ConvertTflite::runOnOperation() {
  ModuleOp module = getOperation();
  SmallVector<func::FuncOp> functions, subgraphs;
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal() && isOfModel(function))
      (function.isPrivate() ? subgraphs : functions).push_back(function);
  if (functions.empty())
    return;
  GraphEmitter emitter(module, table, roundsOnce);
  bool valid = true;
  for (func::FuncOp function : functions)
    valid &= succeeded(convert(function, emitter));
  if (!valid || emitter.refusedAny())
    return signalPassFailure();
  for (func::FuncOp subgraph : subgraphs)
    subgraph.erase();
  for (auto global : module.getOps<ml_program::GlobalOp>())
    if (auto type = dyn_cast<RankedTensorType>(global.getType()))
      global.setType(storageType(type));
}

/// Keeps what the model says of elements that storage does not tell.
static Attribute elementAttr(Type model) {
  return hasModelElements(model) ? TypeAttr::get(cast<ShapedType>(model).getElementType())
                                 : Attribute();
}

static void refuseInput(BlockArgument argument) {
  InFlightDiagnostic error = emitError(argument.getLoc(), "input '");
  error << nameAt(argument.getLoc()) << "' ";
  if (!isa<ShapedType>(argument.getType())) {
    error << "has elements of type " << tfliteElementText(argument.getType())
          << ", which cannot be passed";
    error.attachNote() << "convert the model without what reads it, so that numbers are passed";
    return;
  }
  error << "has no static shape";
  error.attachNote() << "fix it with --input-shape";
}

LogicalResult ConvertTflite::convert(func::FuncOp function, GraphEmitter &emitter) {
  if (!function.getBody().hasOneBlock())
    return function.emitError("function '")
           << function.getName() << "' has control flow between TFLite operators";
  Block &graph = function.getBody().front();
  auto *body = new Block();
  function.getBody().push_back(body);
  ValueMap values;
  bool valid = true;
  for (BlockArgument argument : graph.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.hasStaticShape()) {
      // What needs it is not blamed, but operators that nobody supports are listed as well.
      refuseInput(argument);
      valid = false;
      continue;
    }
    values[argument] = body->addArgument(storageType(type), argument.getLoc());
    if (Attribute element = elementAttr(type))
      function.setArgAttr(argument.getArgNumber(), exec::kElement, element);
  }

  OpBuilder builder = OpBuilder::atBlockBegin(body);
  FailureOr<SmallVector<Value>> results = emitter.emit(builder, graph, values);
  if (failed(results) || !valid)
    return failure();
  auto ret = cast<func::ReturnOp>(graph.getTerminator());
  for (auto [i, declared] : llvm::enumerate(ret.getOperandTypes()))
    if (Attribute element = elementAttr(declared))
      function.setResultAttr(i, exec::kElement, element);
  func::ReturnOp::create(builder, ret.getLoc(), *results);
  function.setType(
      builder.getFunctionType(body->getArgumentTypes(), TypeRange(ValueRange(*results))));
  graph.dropAllDefinedValueUses();
  graph.erase();
  return success();
}

FailureOr<SmallVector<Value>> GraphEmitter::emit(OpBuilder &builder, Block &graph,
                                                 ValueMap &values) {
  for (Operation &op : graph.without_terminator())
    convert(builder, op, values);
  SmallVector<Value> results;
  for (Value result : graph.getTerminator()->getOperands()) {
    results.push_back(values.lookup(result));
    if (!results.back())
      return failure();
  }
  return results;
}

void GraphEmitter::convert(OpBuilder &builder, Operation &op, ValueMap &values) {
  if (auto node = dyn_cast<tflite::NodeOp>(op))
    return convertNode(builder, node, values);
  if (isa<tflite::NoneOp>(op))
    return;
  if (auto constant = dyn_cast<tflite::ConstantOp>(op)) {
    values[constant] =
        arith::ConstantOp::create(builder, op.getLoc(), cast<TypedAttr>(constant.getValue()));
    return;
  }
  if (auto tensor = dyn_cast<tflite::UnsupportedOp>(op)) {
    if (tensor.getResult().use_empty())
      return;
    isRefused = true;
    if (reported.insert(&op).second)
      emitError(op.getLoc(), "tensor '") << nameAt(op.getLoc()) << "' " << tensor.getProblem();
    return;
  }
  // Loads and stores of variables.
  IRMapping mapping;
  for (Value operand : op.getOperands()) {
    Value value = values.lookup(operand);
    if (!value)
      return;
    mapping.map(operand, value);
  }
  Operation *copy = builder.clone(op, mapping);
  for (auto [old, result] : llvm::zip_equal(op.getResults(), copy->getResults())) {
    if (auto type = dyn_cast<RankedTensorType>(result.getType()))
      result.setType(storageType(type));
    values[old] = result;
  }
}

void GraphEmitter::convertNode(OpBuilder &builder, tflite::NodeOp node, ValueMap &values) {
  const TfliteTable::Entry *entry = table.lookup(node.getOpType());
  SmallVector<Value> inputs;
  bool isPoisoned = false; // Whoever made the input has been reported.
  for (Value operand : node.getInputs()) {
    bool isAbsent = isa<NoneType>(operand.getType());
    inputs.push_back(isAbsent ? Value() : values.lookup(operand));
    isPoisoned |= !isAbsent && !inputs.back();
  }
  TfliteConversion conversion(
      node, builder, inputs,
      [this, node](OpBuilder &inner, StringRef name, ValueRange arguments) mutable {
        return inlineGraph(inner, node, name, arguments);
      });
  conversion.roundsOnce = roundsOnce;
  if (isPoisoned || !foldTfliteNode(conversion)) {
    if (!entry)
      return refuse(node, unknownOperator(node));
    if (isPoisoned)
      return;
    for (unsigned i = 0; i < entry->requiredInputs; ++i)
      if (i >= inputs.size() || !inputs[i])
        return refuse(node, {"input " + std::to_string(i) + " is missing", ""});
    if (failed(entry->convert(conversion)))
      return refuse(node, conversion.refusal());
  }
  if (std::optional<std::string> difference = compareShapes(node, conversion.getResults()))
    return refuse(node,
                  {*difference, "the file contradicts itself; convert the model again, or give "
                                "its inputs shapes with --input-shape"});
  for (auto [old, result] : llvm::zip(node.getResults(), conversion.getResults()))
    values[old] = result;
}

FailureOr<SmallVector<Value>> GraphEmitter::inlineGraph(OpBuilder &builder, tflite::NodeOp node,
                                                        StringRef name, ValueRange arguments) {
  auto function = module.lookupSymbol<func::FuncOp>(name);
  if (!function || function.isExternal() || function.getNumArguments() != arguments.size()) {
    refuse(node, {"subgraph '" + name.str() + "' does not take " +
                      std::to_string(arguments.size()) + " inputs",
                  ""});
    return failure();
  }
  Block &graph = function.getBody().front();
  ValueMap values;
  for (auto [argument, value] : llvm::zip_equal(graph.getArguments(), arguments))
    values[argument] = value;
  return emit(builder, graph, values);
}

void GraphEmitter::refuse(tflite::NodeOp node, const TfliteRefusal &refusal) {
  isRefused = true;
  if (!refusal.isInside && reported.insert(node).second)
    report(node, refusal, advised);
}

void sinter::reportUnknownTfliteOperators(ModuleOp module) {
  TfliteTable table = makeTable();
  llvm::StringSet<> advised;
  module.walk([&](tflite::NodeOp node) {
    if (!table.lookup(node.getOpType()))
      report(node, unknownOperator(node), advised);
  });
}
