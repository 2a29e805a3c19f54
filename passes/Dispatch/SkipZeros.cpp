//===- SkipZeros.cpp - Products with activations of zero ------------------===//
//
// sum(x * w) + bias is sum((x - z) * w) + (bias + z * sum(w)). If z is the zero point of a
// ReLU's results, about half of all x - z are zero: a core that multiplies one number at a
// time can leave those out. One branch saves the products and additions of all channels of a
// tile; where it has one row of activations, the loads of their weights as well.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/Codegen/ByteContraction.h"
#include "passes/Dispatch/CallConstants.h"
#include "passes/Dispatch/ZeroFloor.h"

namespace sinter {
#define GEN_PASS_DEF_SKIPZEROS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// A contraction of activations with constant weights, and the bias of its sums.
struct Product {
  linalg::LinalgOp root;
  codegen::ByteContraction body;
  unsigned weights;                        ///< Input of the root.
  unsigned channel;                        ///< Dimension of the weights.
  BlockArgument activations, matrix, bias; ///< Of the dispatch function.
};

} // namespace

/// Channels that share a branch, and the shortest sums, for which one is worth its place.
static constexpr int64_t kLeastChannels = 4, kLeastSum = 8;

/// Returns the input of the dispatch function that input `i` of `op` is, or part of it in another
/// shape.
static BlockArgument getInput(linalg::LinalgOp op, unsigned i) {
  Value value = op.getDpsInputOperand(i)->get();
  while (Operation *view = value.getDefiningOp()) {
    if (!isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::ExtractSliceOp>(view))
      return BlockArgument();
    value = view->getOperand(0);
  }
  auto argument = cast<BlockArgument>(value);
  return isa<func::FuncOp>(argument.getOwner()->getParentOp()) ? argument : BlockArgument();
}

/// Returns the loop of the channels: the only one along which weights and results move.
static std::optional<unsigned> findChannel(linalg::LinalgOp root, AffineMap weights,
                                           AffineMap activations) {
  SmallVector<int64_t> extents = root.getStaticLoopRanges();
  if (!weights.isProjectedPermutation() || llvm::any_of(extents, ShapedType::isDynamic))
    return std::nullopt;
  std::optional<unsigned> channel;
  int64_t sum = 1;
  for (auto [loop, iterator] : llvm::enumerate(root.getIteratorTypesArray())) {
    if (iterator == utils::IteratorType::reduction)
      sum *= extents[loop];
    else if (extents[loop] > 1 && weights.isFunctionOfDim(loop)) {
      if (channel || activations.isFunctionOfDim(loop))
        return std::nullopt;
      channel = loop;
    }
  }
  bool isWorthIt = channel && extents[*channel] >= kLeastChannels && sum >= kLeastSum;
  return isWorthIt ? channel : std::nullopt;
}

/// Returns the input of the function that is added to each sum along the loop `channel` of the
/// root, and used for nothing else.
static BlockArgument findBias(linalg::LinalgOp root, unsigned channel) {
  Value sums = root->getResult(0);
  auto user = sums.hasOneUse() ? dyn_cast<linalg::GenericOp>(*sums.user_begin()) : nullptr;
  if (!user)
    return BlockArgument();
  BlockArgument sum = user.getMatchingBlockArgument(&*sums.use_begin());
  auto add = sum.hasOneUse() ? dyn_cast<arith::AddIOp>(*sum.user_begin()) : nullptr;
  if (!add)
    return BlockArgument();
  auto other = dyn_cast<BlockArgument>(add.getLhs() == sum ? add.getRhs() : add.getLhs());
  unsigned inputs = user.getNumDpsInputs();
  if (!other || other.getOwner() != user.getBody() || !other.hasOneUse() ||
      other.getArgNumber() >= inputs || sum.getArgNumber() >= inputs)
    return BlockArgument();
  auto table = dyn_cast<BlockArgument>(user.getDpsInputOperand(other.getArgNumber())->get());
  if (!table || !table.hasOneUse() || !isa<func::FuncOp>(table.getOwner()->getParentOp()) ||
      !getElementTypeOrSelf(table).isInteger(32))
    return BlockArgument();
  AffineMap results = root.getMatchingIndexingMap(root.getDpsInitOperand(0));
  auto position = results.getResultPosition(getAffineDimExpr(channel, root.getContext()));
  AffineMap from = user.getMatchingIndexingMap(&*sums.use_begin());
  AffineMap to = user.getMatchingIndexingMap(user.getDpsInputOperand(other.getArgNumber()));
  bool isBias = position && to.getNumResults() == 1 && to.getResult(0) == from.getResult(*position);
  return isBias ? table : BlockArgument();
}

static std::optional<Product> findProduct(linalg::LinalgOp root) {
  if (root->getNumResults() != 1 || root.getNumDpsInputs() != 2 ||
      !root->getRegion(0).hasOneBlock())
    return std::nullopt;
  auto body = codegen::matchByteContraction(*root.getBlock());
  if (!body || body->factors[0].flip || body->factors[1].flip)
    return std::nullopt;
  for (unsigned weights : {1, 0}) {
    auto matrix = dyn_cast<BlockArgument>(root.getDpsInputOperand(weights)->get());
    BlockArgument activations = getInput(root, 1 - weights);
    if (!matrix || !activations || !isa<func::FuncOp>(matrix.getOwner()->getParentOp()))
      continue;
    AffineMap map = root.getMatchingIndexingMap(root.getDpsInputOperand(weights));
    auto channel =
        findChannel(root, map, root.getMatchingIndexingMap(root.getDpsInputOperand(1 - weights)));
    if (!channel)
      continue;
    unsigned dimension = *map.getResultPosition(getAffineDimExpr(*channel, root.getContext()));
    if (BlockArgument bias = findBias(root, *channel))
      return Product{root, *body, weights, dimension, activations, matrix, bias};
  }
  return std::nullopt;
}

/// Returns the zero point at which the activations of all calls end.
static std::optional<int64_t> findZero(const Product &product, ArrayRef<flow::DispatchOp> calls) {
  std::optional<int64_t> zero;
  for (flow::DispatchOp call : calls) {
    auto found = findZeroFloor(call.getInputs()[product.activations.getArgNumber()]);
    if (!found || (zero && zero != found))
      return std::nullopt;
    zero = found;
  }
  // A zero that is no number of the body's sign would be another one there.
  bool isSigned = product.body.factors[1 - product.weights].isSigned;
  bool fits = zero && (isSigned ? llvm::isInt<8>(*zero) : llvm::isUInt<8>(*zero));
  return fits && *zero != 0 ? zero : std::nullopt;
}

/// Returns the bias and, for each channel, `zero` times the sum of the weights.
static HostTensor move(const Product &product, const HostTensor &bias, const HostTensor &weights,
                       int64_t zero) {
  bool isSigned = product.body.factors[product.weights].isSigned;
  HostTensor moved = HostTensor::zeros(bias.getType());
  MutableArrayRef<int32_t> to = moved.mutableAs<int32_t>();
  for (int64_t i = 0; i < bias.size(); ++i)
    to[i] = bias.as<int32_t>()[bias.index(i)];
  int64_t inside = 1;
  for (int64_t size : weights.getShape().drop_front(product.channel + 1))
    inside *= size;
  for (int64_t i = 0; i < weights.size(); ++i) {
    char byte = weights.bytes()[weights.index(i)];
    int64_t weight = isSigned ? static_cast<int8_t>(byte) : static_cast<uint8_t>(byte);
    int32_t &sum = to[i / inside % to.size()];
    sum = static_cast<int32_t>(static_cast<uint32_t>(sum + weight * zero)); // wraps as sums do
  }
  return moved;
}

/// Changes the bias of every call; does nothing unless all pass constants.
static bool moveAtCalls(const Product &product, int64_t zero, ArrayRef<flow::DispatchOp> calls) {
  unsigned position = product.bias.getArgNumber();
  auto weights = getCallConstants(calls, product.matrix.getArgNumber());
  auto biases = getCallConstants(calls, position);
  if (!weights || !biases)
    return false;
  for (auto [at, bias] : llvm::enumerate(*biases)) {
    flow::DispatchOp call = calls[at];
    OpBuilder builder(call);
    HostTensor moved = move(product, bias, (*weights)[at], zero);
    call->setOperand(position, arith::ConstantOp::create(builder, call.getLoc(),
                                                         cast<TypedAttr>(moved.toAttr())));
  }
  return true;
}

/// Subtracts `zero` from the activations in the body.
static void subtractInBody(const Product &product, int64_t zero) {
  linalg::LinalgOp root = product.root;
  BlockArgument argument = root.getBlock()->getArgument(1 - product.weights);
  for (Operation *extended : llvm::to_vector(argument.getUsers())) {
    OpBuilder builder(extended->getContext());
    builder.setInsertionPointAfter(extended);
    Location loc = extended->getLoc();
    Value distance = arith::ConstantOp::create(
        builder, loc, builder.getI32IntegerAttr(static_cast<int32_t>(-zero)));
    auto moved = arith::AddIOp::create(builder, loc, extended->getResult(0), distance);
    extended->getResult(0).replaceAllUsesExcept(moved, moved);
  }
}

namespace {

struct SkipZeros : sinter::impl::SkipZerosBase<SkipZeros> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto machine = exec::MachineAttr::get(module);
    if (!machine.isMicrocontroller() || machine.getVectorBits() || !machine.getDotProduct().empty())
      return;
    DispatchCalls callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      ArrayRef<flow::DispatchOp> calls = callsOf[function.getName()];
      for (auto root : function.getOps<linalg::LinalgOp>()) {
        std::optional<Product> product = findProduct(root);
        std::optional<int64_t> zero = product ? findZero(*product, calls) : std::nullopt;
        if (zero && moveAtCalls(*product, *zero, calls))
          subtractInBody(*product, *zero);
      }
    }
  }
};

} // namespace
