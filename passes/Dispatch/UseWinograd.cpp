//===- UseWinograd.cpp - 3x3 convolutions by the method of Winograd -------===//
//
// Only the dispatch function's body and the calls' weights change. Code
// generation computes the elementwise operations behind the convolution tile by
// tile, so a function with any others is left alone.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"
#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/Matchers.h"
#include "passes/Dispatch/CallConstants.h"
#include "passes/Dispatch/WinogradPlan.h"
#include "passes/Dispatch/WinogradWeights.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_USEWINOGRAD
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

static ArrayRef<int64_t> getShape(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getShape();
}

static bool isUnit(DenseIntElementsAttr values) {
  return llvm::all_of(values, [](const APInt &value) { return value.isOne(); });
}

/// Returns true if `op` is computed at each point of the convolution's result, from
/// values at that point or broadcast to it.
static bool isPointwiseOn(linalg::GenericOp op, ArrayRef<int64_t> shape) {
  return op.getNumLoops() == op.getNumParallelLoops() &&
         ArrayRef<int64_t>(op.getStaticLoopRanges()) == shape &&
         op.getBlock()->getOps<linalg::IndexOp>().empty() &&
         llvm::all_of(op.getDpsInits(),
                      [](Value init) { return init.getDefiningOp<tensor::EmptyOp>(); }) &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return map.isProjectedPermutation(/*allowZeroInResults=*/true);
         });
}

/// Returns the convolution of `function` if it has the form that the method serves
/// and nothing but pointwise operations and padding follow.
static linalg::Conv2DNhwcHwcfOp findConv(func::FuncOp function) {
  linalg::Conv2DNhwcHwcfOp conv;
  for (Operation &op : function.getBody().front()) {
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      if (!conv || !isPointwiseOn(generic, getShape(conv.getOutputs()[0])))
        return nullptr;
    } else if (auto found = dyn_cast<linalg::Conv2DNhwcHwcfOp>(op)) {
      if (conv)
        return nullptr;
      conv = found;
    } else if (!isa<arith::ConstantOp, tensor::EmptyOp, linalg::FillOp, tensor::ExtractSliceOp,
                    tensor::PadOp, func::ReturnOp>(op)) {
      return nullptr;
    }
  }
  if (!conv || !isUnit(conv.getStrides()) || !isUnit(conv.getDilations()))
    return nullptr;
  auto weights = dyn_cast<BlockArgument>(conv.getInputs()[1]);
  auto fill = conv.getOutputs()[0].getDefiningOp<linalg::FillOp>();
  if (!weights || !weights.hasOneUse() || !fill ||
      !matchPattern(fill.getInputs()[0], m_AnyZeroFloat()))
    return nullptr;
  auto type = cast<RankedTensorType>(weights.getType());
  bool isSingle = llvm::all_of(conv->getOperandTypes(), [](Type operand) {
    return cast<ShapedType>(operand).getElementType().isF32();
  });
  return isSingle && type.getDimSize(0) == 3 && type.getDimSize(1) == 3 ? conv : nullptr;
}

static ConvShape getShape(linalg::Conv2DNhwcHwcfOp conv) {
  ArrayRef<int64_t> output = getShape(conv.getOutputs()[0]);
  return {output[0], output[1], output[2], getShape(conv.getInputs()[0])[3], output[3]};
}

/// Output channels that lie side by side for each input channel.
static int64_t choosePanel(int64_t channels, int64_t lanes) {
  for (int64_t vectors : {4, 3, 2})
    if (channels % (vectors * lanes) == 0)
      return vectors * lanes;
  return channels;
}

/// Tiles of a block, so that planes of pixels are no multiple of the page apart:
/// they would compete for the same cache sets.
static int64_t padTiles(int64_t tiles, const ConvShape &shape) {
  while (shape.inputs * 4 % 1024 == 0 && tiles % 2 == 0)
    ++tiles;
  return tiles;
}

static void replaceConv(linalg::Conv2DNhwcHwcfOp conv, const ConvShape &shape, const ConvPlan &plan,
                        RankedTensorType weightsType) {
  IRRewriter rewriter(conv->getContext());
  rewriter.setInsertionPoint(conv);
  auto weights = cast<BlockArgument>(conv.getInputs()[1]);
  weights.setType(weightsType);
  int64_t columns = llvm::divideCeil(shape.width, plan.tile);
  int64_t tiles = padTiles(plan.rows * columns, shape), side = plan.tile + 2;
  auto makeScratch = [&](int64_t channels) -> Value {
    return tensor::EmptyOp::create(rewriter, conv.getLoc(),
                                   ArrayRef<int64_t>{plan.workgroups, side * side, tiles, channels},
                                   rewriter.getF32Type());
  };
  auto fill = conv.getOutputs()[0].getDefiningOp<linalg::FillOp>();
  Value output = fill.getOutputs()[0];
  Value pixels = makeScratch(shape.inputs), products = makeScratch(shape.outputs);
  Type types[] = {output.getType(), pixels.getType(), products.getType()};
  auto winograd = exec::WinogradConvOp::create(
      rewriter, conv.getLoc(), types, rewriter.getI64IntegerAttr(plan.tile),
      rewriter.getI64IntegerAttr(plan.rows), conv.getInputs()[0], weights, output, pixels,
      products);
  rewriter.replaceOp(conv, winograd.getResult(0));
  if (fill->use_empty())
    rewriter.eraseOp(fill);
}

namespace {

struct UseWinograd : sinter::impl::UseWinogradBase<UseWinograd> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>())
      if (flow::isDispatchFunction(function) && !function.isExternal())
        if (linalg::Conv2DNhwcHwcfOp conv = findConv(function))
          if (failed(decide(function, conv)))
            return signalPassFailure();
    callsOf.clear();
  }

private:
  LogicalResult decide(func::FuncOp function, linalg::Conv2DNhwcHwcfOp conv) {
    auto machine = exec::MachineAttr::get(function);
    auto arithmetic = getOperation()->getAttrOfType<StringAttr>(exec::kArithmetic);
    auto given = function->getAttrOfType<StringAttr>(exec::kConvolution);
    ConvShape shape = getShape(conv);
    std::optional<ConvPlan> plan = planConv(shape, machine, arithmetic ? arithmetic.getValue() : "",
                                            given ? given.getValue() : "");
    if (!plan)
      return function.emitError() << exec::kConvolution << " is " << given
                                  << ", but the methods are \"direct\", \"winograd-f2\" and "
                                     "\"winograd-f4\"";
    auto weights = cast<BlockArgument>(conv.getInputs()[1]);
    // Blocks of tile rows are cut when their number is known.
    if (exec::SymbolicDims::get(function).isSymbolic(conv.getResultTypes().front()))
      *plan = ConvPlan();
    if (plan->tile) {
      int64_t panel = choosePanel(shape.outputs, machine.getLanes(Float32Type::get(&getContext())));
      RankedTensorType type = transformAtCalls(function, weights.getArgNumber(), plan->tile, panel);
      if (type) {
        replaceConv(conv, shape, *plan, type);
        function.setType(FunctionType::get(&getContext(), function.getBody().getArgumentTypes(),
                                           function.getResultTypes()));
      } else {
        *plan = ConvPlan();
        plan->reason = "weights are not constant";
      }
    }
    function->setAttr(exec::kConvolution, StringAttr::get(&getContext(), plan->getMethod()));
    std::string reason = plan->getMethod() + ": " + plan->reason;
    if (auto known = function->getAttrOfType<StringAttr>(flow::kReason))
      reason = known.getValue().str() + "; " + reason;
    function->setAttr(flow::kReason, StringAttr::get(&getContext(), reason));
    return success();
  }

  /// Transforms what every call passes and returns its type; does nothing unless
  /// all pass constants.
  RankedTensorType transformAtCalls(func::FuncOp function, unsigned position, int64_t tile,
                                    int64_t panel) {
    ArrayRef<flow::DispatchOp> calls = callsOf[function.getName()];
    std::optional<SmallVector<HostTensor>> constants = getCallConstants(calls, position);
    if (!constants)
      return nullptr;
    RankedTensorType type;
    for (auto [at, constant] : llvm::enumerate(*constants)) {
      flow::DispatchOp call = calls[at];
      HostTensor transformed = transformWeights(constant, tile, panel);
      type = transformed.getType();
      OpBuilder builder(call);
      Value value = arith::ConstantOp::create(builder, call.getLoc(),
                                              cast<TypedAttr>(transformed.toAttr("winograd")));
      call->setOperand(position, value);
    }
    return type;
  }

  DispatchCalls callsOf;
};

} // namespace
