//===- ConvertOnnx.cpp - Rewrite ONNX nodes as tensor operations ----------===//
//
// One walk in program order. A node that cannot be converted poisons its
// results; nodes that merely use poisoned values are skipped without blame, so
// each report names a cause. Unknown operators are reported wherever they stand.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/ExecDialect.h"
#include "passes/Onnx/Conversion.h"
#include "passes/Onnx/Folding.h"
#include "passes/Onnx/Passes.h"
#include "passes/Onnx/UnknownOperators.h"
#include "passes/Tensor/Generics.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace sinter {
#define GEN_PASS_DEF_CONVERTONNX
#include "passes/Onnx/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// All operators that have a converter.
ConverterTable makeConverterTable() {
  ConverterTable table;
  populateAttentionConverters(table);
  populateCastConverters(table);
  populateConstantConverters(table);
  populateControlConverters(table);
  populateConvolutionConverters(table);
  populateDataConverters(table);
  populateElementwiseConverters(table);
  populateGatherConverters(table);
  populateMatmulConverters(table);
  populateMicrosoftConverters(table);
  populateNormalizationConverters(table);
  populatePadConverters(table);
  populatePoolingConverters(table);
  populateQuantizedConverters(table);
  populateRecurrentConverters(table);
  populateReductionConverters(table);
  populateResizeConverters(table);
  populateScatterConverters(table);
  populateSelectionConverters(table);
  populateShapeConverters(table);
  populateTensorListConverters(table);
  // What converts numbers, and what moves them whatever they are.
  table.allowNarrow({"com.microsoft.QuantizeLinear", "com.microsoft.DequantizeLinear"});
  table.allowNarrow({"Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "Constant",
                     "Identity", "Shape", "Size", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
                     "Transpose", "Concat", "Slice", "Split", "Gather", "Expand", "Tile"});
  return table;
}

/// The name of the node as users know it.
std::string nodeName(onnx::NodeOp node) {
  if (auto name = node.getLoc()->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

struct ConvertOnnx : sinter::impl::ConvertOnnxBase<ConvertOnnx> {
  LogicalResult initialize(MLIRContext *) override {
    table = makeConverterTable();
    return success();
  }

  void runOnOperation() override;

  ConverterTable table;
};

/// Erases what nothing uses, from the last operation to the first: what does not
/// reach an output need not be supported.
void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (op.use_empty() && (isa<onnx::NodeOp>(op) || isOpTriviallyDead(&op)))
      op.erase();
    else if (auto node = dyn_cast<onnx::NodeOp>(op))
      for (Region &graph : node.getGraphs())
        eraseDead(graph.front());
  }
}

/// Begins an error with the node as users know it.
InFlightDiagnostic emitNodeError(onnx::NodeOp node) {
  StringRef domain = node.getDomain();
  InFlightDiagnostic error = emitError(node.getLoc(), "node '");
  error << nodeName(node) << "' (" << (domain.empty() ? "" : domain.str() + ".") << node.getOpType()
        << ", opset " << node.getOpset() << "): ";
  return error;
}

constexpr StringLiteral kUnknownOperator = "operator is not supported";

/// The conversion of one function.
class FunctionConversion {
public:
  FunctionConversion(func::FuncOp func, const ConverterTable &table) : func(func), table(table) {}

  LogicalResult run();

private:
  void findUnsigned();
  void convertNodes(Block &block);
  LogicalResult convertGraph(Region &graph);
  void convert(onnx::NodeOp node);
  void refuse(onnx::NodeOp node, const OnnxRefusal &refusal);
  LogicalResult eraseSequences();
  LogicalResult updateSignature();
  LogicalResult verify();

  func::FuncOp func;
  const ConverterTable &table;
  OnnxValues values;
  SmallVector<onnx::NodeOp> ofSequences; ///< Converted nodes whose results stand for sequences.
  llvm::DenseSet<Value> poisoned;
  bool refusedAny = false;
};

} // namespace

void sinter::reportUnknownOperators(func::FuncOp func) {
  ConverterTable table = makeConverterTable();
  eraseDead(func.getBody().front());
  func.walk([&](onnx::NodeOp node) {
    if (node.getOpType() != "Initializer" && !table.lookup(node))
      emitNodeError(node) << kUnknownOperator;
  });
}

void ConvertOnnx::runOnOperation() {
  if (getOperation().isExternal())
    return;
  if (failed(FunctionConversion(getOperation(), table).run()))
    signalPassFailure();
}

LogicalResult FunctionConversion::run() {
  auto isOnnx = [](Operation *op) {
    bool isOurs =
        isa<onnx::NodeOp>(op) || op->hasAttr(onnx::kUnsigned) || op->hasAttr(onnx::kNarrow);
    return isOurs ? WalkResult::interrupt() : WalkResult::advance();
  };
  if (!func.walk(isOnnx).wasInterrupted())
    return success();
  if (!func.getBody().hasOneBlock())
    return func.emitError("function '")
           << func.getName() << "' has control flow between ONNX nodes";

  eraseDead(func.getBody().front());
  values.dims = exec::SymbolicDims::get(func);
  findUnsigned();
  convertNodes(func.getBody().front());
  if (refusedAny || failed(eraseSequences()))
    return failure();
  eraseDead(func.getBody().front());
  if (failed(updateSignature()))
    return failure();
  return verify();
}

/// Takes from attributes how the bits of arguments and initializers are to be read.
void FunctionConversion::findUnsigned() {
  auto note = [&](Value value, Attribute narrow) {
    if (auto name = dyn_cast_or_null<StringAttr>(narrow))
      values.narrowValues[value] = narrowNamed(name);
  };
  for (BlockArgument arg : func.getArguments()) {
    if (func.getArgAttr(arg.getArgNumber(), exec::kUnsigned))
      values.unsignedValues.insert(arg);
    note(arg, func.removeArgAttr(arg.getArgNumber(), onnx::kNarrow));
  }
  func.walk([&](arith::ConstantOp constant) {
    if (constant->removeAttr(onnx::kUnsigned))
      values.unsignedValues.insert(constant);
    note(constant, constant->removeAttr(onnx::kNarrow));
  });
}

void FunctionConversion::convertNodes(Block &block) {
  for (auto node : llvm::make_early_inc_range(block.getOps<onnx::NodeOp>()))
    convert(node);
}

/// Converts the nodes of a subgraph; fails if one of its outputs is poisoned.
LogicalResult FunctionConversion::convertGraph(Region &graph) {
  convertNodes(graph.front());
  return success(llvm::none_of(graph.front().getTerminator()->getOperands(),
                               [&](Value value) { return poisoned.contains(value); }));
}

static bool isStaticTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape();
}

void FunctionConversion::convert(onnx::NodeOp node) {
  for (NamedAttribute attribute : node.getNodeAttributes()) {
    auto dictionary = dyn_cast<DictionaryAttr>(attribute.getValue());
    auto what = dictionary ? dictionary.getAs<StringAttr>(onnx::kUnsupported) : StringAttr();
    if (what && what.empty())
      return refuse(node, {"", "", /*isInside=*/true}); // Its absence has been reported.
    if (what)
      return refuse(node, {"attribute '" + attribute.getName().str() + "' " + what.str(), ""});
  }
  const ConverterTable::Entry *entry = table.lookup(node);
  if (!entry)
    return refuse(node, {kUnknownOperator.str(), ""});
  if (llvm::any_of(node.getInputs(), [&](Value input) { return poisoned.contains(input); })) {
    poisoned.insert(node.result_begin(), node.result_end());
    return;
  }
  for (auto [i, input] : llvm::enumerate(node.getInputs()))
    if (values.sequences.contains(input)) {
      if (!entry->takesSequences)
        return refuse(node, {"input " + std::to_string(i) + " is a sequence", ""});
    } else if (!isa<NoneType>(input.getType()) && !isStaticTensor(input))
      return refuse(node, {"input " + std::to_string(i) + " has no static shape",
                           "fix the model's inputs with --input-shape=NAME:1x3x224x224"});

  for (unsigned i = 0; i < entry->requiredInputs; ++i)
    if (i >= node.getInputs().size() || isa<NoneType>(node.getInputs()[i].getType()))
      return refuse(node, {"input " + std::to_string(i) + " is missing", ""});

  if (!entry->takesNarrow)
    for (auto [i, input] : llvm::enumerate(node.getInputs()))
      if (Narrow narrow = values.narrowValues.lookup(input); narrow != Narrow::None)
        return refuse(node, {"input " + std::to_string(i) + " is of " + nameOf(narrow).str() +
                                 ", which this operator does not take",
                             "put a Cast or DequantizeLinear before it"});

  OpBuilder builder(node);
  NodeConversion conversion(node, builder, values,
                            [this](Region &graph) { return convertGraph(graph); });
  if (!foldOnnxNode(conversion) && failed(entry->convert(conversion)))
    return refuse(node, conversion.refusal());
  if (llvm::any_of(node.getResults(), [&](Value v) { return values.sequences.contains(v); }))
    ofSequences.push_back(node);
  else
    node.erase();
}

/// Returns `text` with dims that calls decide by name, not as the sizes that stand for them.
static std::string nameSizes(StringRef text, const exec::SymbolicDims &dims) {
  std::string named;
  while (!text.empty()) {
    StringRef digits = text.take_while(llvm::isDigit);
    int64_t size;
    if (!digits.empty() && !digits.getAsInteger(10, size)) {
      named += dims.isSymbolic(size) ? dims.print(size) : digits.str();
      text = text.drop_front(digits.size());
    } else {
      named += text.front();
      text = text.drop_front();
    }
  }
  return named;
}

void FunctionConversion::refuse(onnx::NodeOp node, const OnnxRefusal &refusal) {
  refusedAny = true;
  poisoned.insert(node.result_begin(), node.result_end());
  if (refusal.isInside)
    return;
  if (node.getOpType() == "Initializer") {
    StringRef reason = refusal.reason;
    reason.consume_front("attribute 'value' ");
    emitError(node.getLoc(), "initializer '") << nodeName(node) << "' " << reason;
    return;
  }
  InFlightDiagnostic error = emitNodeError(node);
  error << (refusal.reason.empty() ? "this form is not supported"
                                   : nameSizes(refusal.reason, values.dims));
  if (!refusal.wayOut.empty())
    error.attachNote() << nameSizes(refusal.wayOut, values.dims);
  // Which of the dims are to blame is not known for sure: those that the node sees.
  std::string flags;
  for (const exec::SymbolicDim &dim : values.dims.getDims())
    if (!dim.isComputed() && llvm::any_of(node.getInputs(), [&](Value input) {
          return exec::SymbolicDims(dim).isSymbolic(input.getType());
        }))
      flags += " --dim=" + dim.name + ":" + std::to_string(dim.max ? dim.max : 1);
  if (!flags.empty())
    error.attachNote() << "it may be possible for one size:" << flags;
}

/// Erases what stood for sequences; none of them may leave the function.
LogicalResult FunctionConversion::eraseSequences() {
  auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
  for (auto [i, value] : llvm::enumerate(ret.getOperands()))
    if (values.sequences.contains(value)) {
      auto name = func.getResultAttrOfType<StringAttr>(i, exec::kName);
      return func.emitError("output '") << (name ? name.getValue() : "")
                                        << "' is a sequence; only dense tensors are supported";
    }
  for (onnx::NodeOp node : llvm::reverse(ofSequences))
    node.erase();
  return success();
}

/// Makes the function's result types those of the returned values.
LogicalResult FunctionConversion::updateSignature() {
  auto ret = cast<func::ReturnOp>(func.getBody().front().getTerminator());
  LogicalResult status = success();
  for (auto [i, value, declared] :
       llvm::enumerate(ret.getOperands(), func.getFunctionType().getResults())) {
    auto name = func.getResultAttrOfType<StringAttr>(i, exec::kName);
    auto type = cast<RankedTensorType>(value.getType());
    Type declaredElement = getElementTypeOrSelf(declared);
    // What data decide may be as declared.
    SmallVector<int64_t> known(type.getShape());
    for (int64_t &dim : known)
      dim = values.dims.isComputed(dim) ? ShapedType::kDynamic : dim;
    if (auto shaped = dyn_cast<RankedTensorType>(declared);
        shaped && failed(verifyCompatibleShape(shaped.getShape(), known)))
      func.emitWarning("output '") << (name ? name.getValue() : "") << "' is declared with shape "
                                   << shapeText(shaped.getShape()) << ", but the nodes compute "
                                   << nameSizes(shapeText(type.getShape()), values.dims)
                                   << ", which the compiled model returns";
    if (type.getElementType() != declaredElement && !isa<onnx::UnknownType>(declared)) {
      status = func.emitError("output '")
               << (name ? name.getValue() : "") << "' is declared with element type "
               << declaredElement << ", but the nodes compute " << type.getElementType();
    }
    if (values.unsignedValues.contains(value))
      func.setResultAttr(i, exec::kUnsigned, UnitAttr::get(func.getContext()));
  }
  func.setType(
      FunctionType::get(func.getContext(), func.getArgumentTypes(), ret.getOperandTypes()));
  return status;
}

/// Checks what the pass promises.
LogicalResult FunctionConversion::verify() {
  WalkResult result = func.walk([&](Operation *op) -> WalkResult {
    if (isa_and_nonnull<onnx::OnnxDialect>(op->getDialect()))
      return op->emitError("is left after convert-onnx");
    for (Value value : op->getResults())
      if (isa<TensorType>(value.getType()) && !isStaticTensor(value))
        return op->emitError("has a result without static shape after convert-onnx");
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}
