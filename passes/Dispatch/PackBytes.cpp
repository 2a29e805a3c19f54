//===- PackBytes.cpp - Quantized weights in groups ------------------------===//
//
// A dot-product instruction takes groups of neighbours along the sum, so 8-bit
// weights are stored panel by panel in groups: [N/n0][K/group][n0][group], with
// zeros where the last group is not full. Bytes of activations must have the other
// sign than the weights: signed ones are read with their top bit flipped, which
// adds 128, and the sum starts from -128 times the sum of each channel's weights.
//
// A convolution of few channels has its groups along (window column, channel),
// which lie side by side in memory.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "passes/Codegen/ByteContraction.h"
#include "passes/Dispatch/CallConstants.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_PACKBYTES
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// How the weights of one contraction are packed. Loops are those of the root.
struct Packing {
  linalg::LinalgOp root;
  codegen::ByteContraction body;
  unsigned weights, activations; ///< Inputs of the root.
  BlockArgument argument;        ///< The weights in the dispatch function.
  int64_t group, panel;
  unsigned channel;             ///< The loop that becomes lanes.
  unsigned sum;                 ///< The loop that is cut into groups.
  std::optional<unsigned> wide; ///< A loop that is merged with `sum`, outside of it.
  bool flips = false;           ///< Activations are signed like the weights.
};

/// Loops of the packed operation: those of the root, but `wide` is gone and `sum`
/// runs over both.
struct Loops {
  SmallVector<int64_t> extents;
  SmallVector<utils::IteratorType> iterators;
  SmallVector<AffineExpr> replacements; ///< By loop of the root, as far as still a loop.
  AffineExpr sum, channel;
};

} // namespace

/// Returns the loop that indexes dimension `i` of an operand with `map`, if that is
/// all that does.
static std::optional<unsigned> getLoop(AffineMap map, unsigned i) {
  if (auto dim = dyn_cast<AffineDimExpr>(map.getResult(i)))
    return dim.getPosition();
  return std::nullopt;
}

static bool isReduction(linalg::LinalgOp op, unsigned loop) {
  return op.getIteratorTypesArray()[loop] == utils::IteratorType::reduction;
}

/// Returns the loop of the output's last dimension if it moves the weights and not
/// the activations.
static std::optional<unsigned> findChannel(linalg::LinalgOp root, AffineMap weights,
                                           AffineMap activations) {
  AffineMap output = root.getMatchingIndexingMap(root.getDpsInitOperand(0));
  if (output.getNumResults() == 0 || !output.isProjectedPermutation() ||
      !weights.isProjectedPermutation())
    return std::nullopt;
  std::optional<unsigned> loop = getLoop(output, output.getNumResults() - 1);
  if (!loop || !weights.isFunctionOfDim(*loop) || activations.isFunctionOfDim(*loop))
    return std::nullopt;
  return loop;
}

/// Returns the reduction loop along which activations and weights have neighbours in
/// memory or can be given them.
static std::optional<unsigned> findSum(linalg::LinalgOp root, AffineMap weights,
                                       AffineMap activations) {
  if (activations.getNumResults() == 0)
    return std::nullopt;
  unsigned last = activations.getNumResults() - 1;
  std::optional<unsigned> loop = getLoop(activations, last);
  if (!loop || !isReduction(root, *loop) || !weights.isFunctionOfDim(*loop))
    return std::nullopt;
  for (AffineExpr other : activations.getResults().drop_back())
    if (other.isFunctionOfDim(*loop))
      return std::nullopt;
  return loop;
}

/// Returns the window loop that steps through neighbours of the dimension before the
/// last one.
static std::optional<unsigned> findWindow(linalg::LinalgOp root, AffineMap weights,
                                          AffineMap activations) {
  if (activations.getNumResults() < 2)
    return std::nullopt;
  AffineExpr position = activations.getResult(activations.getNumResults() - 2);
  for (unsigned loop = 0; loop < root.getNumLoops(); ++loop) {
    if (!isReduction(root, loop) || !position.isFunctionOfDim(loop) ||
        !weights.isFunctionOfDim(loop))
      continue;
    MLIRContext *context = root.getContext();
    AffineExpr dim = getAffineDimExpr(loop, context);
    AffineExpr rest = position.replace(dim, getAffineConstantExpr(0, context));
    if (simplifyAffineExpr(position - rest - dim, root.getNumLoops(), 0) ==
        getAffineConstantExpr(0, context))
      return loop;
  }
  return std::nullopt;
}

/// Returns the width of a panel: what one register tile reads at once, in whole
/// vectors if they divide the channels.
static int64_t choosePanel(int64_t channels, bool isMatrixVector, int64_t lanes,
                           codegen::DotInstruction instruction) {
  // Each lane's sum takes an integer register.
  if (instruction == codegen::DotInstruction::vmladava)
    return channels % lanes == 0 ? lanes : channels;
  // Of an integer unit's few registers a sum takes one, and a word of bytes two. Two channels
  // share the words of two pixels, and those of the channels are shared by the pixels; a
  // single row of activations shares its word among four channels.
  if (lanes == 1 && !isMatrixVector)
    return channels % 2 == 0 ? 2 : channels % 3 == 0 ? 3 : 1;
  if (lanes == 1)
    return channels % 4 == 0 ? 4 : channels % 3 == 0 ? 3 : channels % 2 == 0 ? 2 : 1;
  static constexpr int64_t matrixVector[] = {8, 7, 6, 5, 4, 3, 2};
  static constexpr int64_t matrix[] = {4, 3, 5, 2, 1};
  if (channels <= 4 * lanes)
    return channels;
  for (int64_t vectors : isMatrixVector ? ArrayRef(matrixVector) : ArrayRef(matrix))
    if (channels % (vectors * lanes) == 0)
      return vectors * lanes;
  // Else the divisor that wastes the fewest lanes of its last vector.
  int64_t best = channels, most = lanes * (isMatrixVector ? 8 : 4);
  auto waste = [&](int64_t width) {
    return static_cast<double>(llvm::alignTo(width, lanes)) / width;
  };
  for (int64_t width = most; width >= lanes; --width)
    if (channels % width == 0 && (best == channels || waste(width) < waste(best)))
      best = width;
  return best;
}

static std::optional<Packing> findPacking(linalg::LinalgOp root, exec::MachineAttr machine) {
  if (root->getNumResults() != 1 || root.getNumDpsInputs() != 2 ||
      !root->getRegion(0).hasOneBlock())
    return std::nullopt;
  auto body = codegen::matchByteContraction(*root.getBlock());
  if (!body)
    return std::nullopt;
  for (unsigned weights : {1, 0}) {
    auto argument = dyn_cast<BlockArgument>(root.getDpsInputOperand(weights)->get());
    if (!argument || !argument.hasOneUse() ||
        !isa<func::FuncOp>(argument.getOwner()->getParentOp()))
      continue;
    Packing packing{root, *body, weights, 1 - weights, argument, 0, 0, 0, 0, std::nullopt};
    AffineMap map = root.getMatchingIndexingMap(root.getDpsInputOperand(weights));
    AffineMap other = root.getMatchingIndexingMap(root.getDpsInputOperand(1 - weights));
    auto channel = findChannel(root, map, other), sum = findSum(root, map, other);
    bool isSigned = body->factors[weights].isSigned;
    bool otherSigned = body->factors[1 - weights].isSigned;
    // Two signed factors become an unsigned and a signed one.
    packing.flips =
        isSigned && otherSigned && !body->factors[1 - weights].flip &&
        codegen::getDotInstruction(machine, true, false) == codegen::DotInstruction::vpdpbusd;
    codegen::DotInstruction instruction =
        codegen::getDotInstruction(machine, isSigned, otherSigned && !packing.flips);
    packing.group = codegen::getDotGroup(instruction);
    if (!channel || !sum || packing.group == 0 || body->factors[weights].flip)
      continue;
    SmallVector<int64_t> extents = root.getStaticLoopRanges();
    packing.channel = *channel;
    packing.sum = *sum;
    if (extents[*channel] < codegen::getLeastDotLanes(machine))
      continue;
    auto outputType = cast<RankedTensorType>(root->getResult(0).getType());
    int64_t lanes = machine.getLanes(outputType.getElementType());
    packing.panel = choosePanel(extents[*channel], outputType.getNumElements() == extents[*channel],
                                lanes, instruction);
    if (extents[*sum] % packing.group == 0)
      return packing;
    auto window = findWindow(root, map, other);
    bool isContiguous = isa<BlockArgument>(root.getDpsInputOperand(1 - weights)->get());
    if (window && isContiguous &&
        llvm::alignTo(extents[*window] * extents[*sum], packing.group) <=
            extents[*window] * llvm::alignTo(extents[*sum], packing.group))
      packing.wide = *window;
    return packing;
  }
  return std::nullopt;
}

static Loops buildLoops(const Packing &packing) {
  linalg::LinalgOp root = packing.root;
  MLIRContext *context = root->getContext();
  SmallVector<int64_t> extents = root.getStaticLoopRanges();
  Loops loops;
  for (auto [loop, iterator] : llvm::enumerate(root.getIteratorTypesArray())) {
    loops.replacements.push_back(getAffineDimExpr(loops.extents.size(), context));
    if (loop == packing.wide)
      continue;
    loops.extents.push_back(extents[loop]);
    loops.iterators.push_back(iterator);
    if (loop == packing.sum && packing.wide)
      loops.extents.back() *= extents[*packing.wide];
  }
  loops.sum = loops.replacements[packing.sum];
  loops.channel = loops.replacements[packing.channel];
  return loops;
}

/// Returns the loops of the packed weights' dimensions between the panel and the
/// groups, outermost first, by loop of the root: what else the weights move along.
static SmallVector<unsigned> getOuterLoops(const Packing &packing) {
  linalg::LinalgOp root = packing.root;
  AffineMap map = root.getMatchingIndexingMap(root.getDpsInputOperand(packing.weights));
  SmallVector<unsigned> parallel, reductions;
  for (unsigned loop = 0; loop < root.getNumLoops(); ++loop)
    if (map.isFunctionOfDim(loop) && loop != packing.channel && loop != packing.sum &&
        loop != packing.wide)
      (isReduction(root, loop) ? reductions : parallel).push_back(loop);
  parallel.push_back(packing.channel);
  parallel.append(reductions);
  return parallel;
}

/// The loops along which both weights and results move, the channels last.
static SmallVector<unsigned> getChannelLoops(const Packing &packing) {
  SmallVector<unsigned> loops = getOuterLoops(packing);
  loops.erase(llvm::find(loops, packing.channel) + 1, loops.end());
  return loops;
}

static RankedTensorType getCorrectionType(const Packing &packing) {
  linalg::LinalgOp root = packing.root;
  SmallVector<int64_t> extents = root.getStaticLoopRanges(), shape;
  for (unsigned loop : getChannelLoops(packing))
    shape.push_back(extents[loop]);
  return RankedTensorType::get(shape, IntegerType::get(root->getContext(), 32));
}

/// Index of the packed weights, as functions of the new loops.
static AffineMap getPackedMap(const Packing &packing, const Loops &loops) {
  SmallVector<AffineExpr> results;
  for (unsigned loop : getOuterLoops(packing))
    results.push_back(loop == packing.channel ? loops.channel.floorDiv(packing.panel)
                                              : loops.replacements[loop]);
  results.push_back(loops.sum.floorDiv(packing.group));
  results.push_back(loops.channel % packing.panel);
  results.push_back(loops.sum % packing.group);
  return AffineMap::get(loops.extents.size(), 0, results, packing.root->getContext());
}

static RankedTensorType getPackedType(const Packing &packing, const Loops &loops) {
  linalg::LinalgOp root = packing.root;
  SmallVector<int64_t> extents = root.getStaticLoopRanges(), shape;
  for (unsigned loop : getOuterLoops(packing))
    shape.push_back(loop == packing.channel ? extents[loop] / packing.panel : extents[loop]);
  int64_t sum = loops.extents[cast<AffineDimExpr>(loops.sum).getPosition()];
  shape.append({(sum + packing.group - 1) / packing.group, packing.panel, packing.group});
  return RankedTensorType::get(shape, IntegerType::get(root->getContext(), 8));
}

/// Calls `visit` with each element of the weights: its position there, its position in
/// the packed weights, and that of its channel among all channels.
static void forEachWeight(const Packing &packing, RankedTensorType packedType,
                          llvm::function_ref<void(int64_t, int64_t, int64_t)> visit) {
  linalg::LinalgOp root = packing.root;
  AffineMap map = root.getMatchingIndexingMap(root.getDpsInputOperand(packing.weights));
  SmallVector<int64_t> extents = root.getStaticLoopRanges();
  // Position in the packed weights is linear in each loop but those cut into blocks.
  SmallVector<int64_t> strides(extents.size(), 0), packed = llvm::to_vector(packedType.getShape());
  SmallVector<unsigned> outer = getOuterLoops(packing);
  int64_t panelStride = packing.panel * packing.group, stride = 1;
  for (int64_t i = packed.size(); i-- > 0;) {
    if (i < static_cast<int64_t>(outer.size()))
      strides[outer[i]] = stride;
    stride *= packed[i];
  }
  SmallVector<int64_t> channelStrides(extents.size(), 0);
  int64_t channels = 1;
  SmallVector<unsigned> channelLoops = getChannelLoops(packing);
  for (unsigned loop : llvm::reverse(channelLoops)) {
    channelStrides[loop] = channels;
    channels *= extents[loop];
  }
  SmallVector<unsigned> order;
  for (AffineExpr result : map.getResults())
    order.push_back(cast<AffineDimExpr>(result).getPosition());
  SmallVector<int64_t> index(order.size(), 0);
  int64_t count = 1;
  for (unsigned loop : order)
    count *= extents[loop];
  for (int64_t from = 0; from < count; ++from) {
    int64_t to = 0, channel = 0, sum = 0, corrected = 0;
    for (auto [loop, at] : llvm::zip_equal(order, index)) {
      corrected += at * channelStrides[loop];
      if (loop == packing.channel)
        channel = at;
      else if (loop == packing.sum)
        sum += at;
      else if (loop == packing.wide)
        sum += at * extents[packing.sum];
      else
        to += at * strides[loop];
    }
    to += channel / packing.panel * strides[packing.channel] + sum / packing.group * panelStride +
          channel % packing.panel * packing.group + sum % packing.group;
    visit(from, to, corrected);
    for (size_t d = order.size(); d-- > 0;) {
      if (++index[d] < extents[order[d]])
        break;
      index[d] = 0;
    }
  }
}

static HostTensor pack(const Packing &packing, const HostTensor &weights, RankedTensorType type) {
  HostTensor packed = HostTensor::zeros(type);
  ArrayRef<char> from = weights.bytes();
  char *to = packed.data();
  forEachWeight(packing, type, [&](int64_t source, int64_t target, int64_t) {
    to[target] = from[weights.index(source)];
  });
  return packed;
}

/// Returns, by channel, what adding 128 to each activation adds to the sum, negated.
static HostTensor getCorrection(const Packing &packing, const HostTensor &weights,
                                RankedTensorType packedType) {
  HostTensor correction = HostTensor::zeros(getCorrectionType(packing));
  ArrayRef<int8_t> from = weights.as<int8_t>();
  MutableArrayRef<int32_t> to = correction.mutableAs<int32_t>();
  forEachWeight(packing, packedType, [&](int64_t source, int64_t, int64_t channel) {
    // Wraps around like the sum itself.
    to[channel] = static_cast<int32_t>(static_cast<uint32_t>(to[channel]) -
                                       128u * static_cast<uint32_t>(from[weights.index(source)]));
  });
  return correction;
}

//===----------------------------------------------------------------------===//
// Rewrite of the dispatch function
//===----------------------------------------------------------------------===//

/// Makes one dimension of the last two.
static Value collapseLast(OpBuilder &builder, Location loc, Value value) {
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
  SmallVector<ReassociationIndices> groups;
  for (int64_t d = 0; d + 1 < rank; ++d)
    groups.push_back({d});
  groups.back().push_back(rank - 1);
  return tensor::CollapseShapeOp::create(builder, loc, value, groups);
}

static AffineMap getActivationMap(const Packing &packing, const Loops &loops) {
  linalg::LinalgOp root = packing.root;
  OpOperand *operand = root.getDpsInputOperand(packing.activations);
  AffineMap map = root.getMatchingIndexingMap(operand);
  MLIRContext *context = root->getContext();
  SmallVector<AffineExpr> replacements = loops.replacements, results(map.getResults());
  if (packing.wide) {
    // The window loop is part of the sum now.
    replacements[*packing.wide] = getAffineConstantExpr(0, context);
    int64_t channels = cast<RankedTensorType>(operand->get().getType()).getShape().back();
    results.pop_back();
    results.back() = results.back() * channels + getAffineDimExpr(packing.sum, context);
  }
  for (AffineExpr &result : results)
    result = result.replaceDims(replacements);
  return simplifyAffineMap(AffineMap::get(loops.extents.size(), 0, results, context));
}

/// Returns what the sums start from when each activation counts 128 too many.
static Value startFrom(OpBuilder &builder, const Packing &packing, Value correction) {
  linalg::LinalgOp root = packing.root;
  Location loc = root.getLoc();
  Value init = root.getDpsInits()[0];
  int64_t rank = cast<RankedTensorType>(init.getType()).getRank();
  auto fill = init.getDefiningOp<linalg::FillOp>();
  bool isZero = fill && matchPattern(fill.getInputs()[0], m_Zero());
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  AffineMap output = root.getMatchingIndexingMap(root.getDpsInitOperand(0));
  SmallVector<unsigned> channels;
  for (unsigned loop : getChannelLoops(packing))
    channels.push_back(*output.getResultPosition(getAffineDimExpr(loop, builder.getContext())));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, init.getType(), correction, isZero ? fill.getOutputs()[0] : init,
             ArrayRef{identity.getSubMap(channels), identity}, iterators,
             [&](OpBuilder &nested, Location at, ValueRange arguments) {
               Value start = arguments[0];
               if (!isZero)
                 start = arith::AddIOp::create(nested, at, arguments[1], start);
               linalg::YieldOp::create(nested, at, start);
             })
      .getResult(0);
}

/// Builds the body of the packed operation: the root's, with the top bit of
/// activations flipped if need be.
static void buildBody(OpBuilder &builder, const Packing &packing, ValueRange arguments) {
  linalg::LinalgOp root = packing.root;
  IRMapping mapping;
  mapping.map(root.getBlock()->getArgument(0), arguments[0]);
  mapping.map(root.getBlock()->getArgument(1), arguments[1]);
  mapping.map(root.getBlock()->getArgument(2), arguments.back());
  bool flips = packing.flips;
  if (flips) {
    Value top = arith::ConstantOp::create(builder, root.getLoc(), builder.getI8IntegerAttr(-128));
    Value flipped =
        arith::XOrIOp::create(builder, root.getLoc(), arguments[packing.activations], top);
    mapping.map(root.getBlock()->getArgument(packing.activations), flipped);
  }
  for (Operation &op : *root.getBlock()) {
    Value flipped = mapping.lookupOrDefault(root.getBlock()->getArgument(packing.activations));
    auto extension = dyn_cast<arith::ExtSIOp>(op);
    if (flips && extension && mapping.lookupOrDefault(extension.getIn()) == flipped)
      mapping.map(
          extension.getResult(),
          arith::ExtUIOp::create(builder, op.getLoc(), extension.getType(), flipped).getResult());
    else
      builder.clone(op, mapping);
  }
}

static void packInFunction(const Packing &packing) {
  linalg::LinalgOp root = packing.root;
  auto function = root->getParentOfType<func::FuncOp>();
  Location loc = root.getLoc();
  IRRewriter builder(root);
  Loops loops = buildLoops(packing);

  Value init = root.getDpsInits()[0];
  if (packing.flips) {
    Value correction = function.getBody().addArgument(getCorrectionType(packing), loc);
    init = startFrom(builder, packing, correction);
  }
  // From here on the root no longer fits its operands.
  BlockArgument weights = packing.argument;
  RankedTensorType packedType = getPackedType(packing, loops);
  AffineMap packedMap = getPackedMap(packing, loops);
  weights.setType(packedType);
  Value activations = root.getDpsInputOperand(packing.activations)->get();
  SmallVector<Value> inputs(2);
  SmallVector<AffineMap> maps(2);
  inputs[packing.weights] = weights;
  maps[packing.weights] = packedMap;
  inputs[packing.activations] =
      packing.wide ? collapseLast(builder, loc, activations) : activations;
  maps[packing.activations] = getActivationMap(packing, loops);
  if (packing.wide) {
    // Nothing else says how long the loop is; the values are not read.
    int64_t sum = loops.extents[cast<AffineDimExpr>(loops.sum).getPosition()];
    inputs.push_back(tensor::EmptyOp::create(builder, loc, ArrayRef{sum}, builder.getI8Type()));
    maps.push_back(AffineMap::get(loops.extents.size(), 0, loops.sum));
  }
  AffineMap outputMap = root.getMatchingIndexingMap(root.getDpsInitOperand(0));
  maps.push_back(AffineMap::get(
      loops.extents.size(), 0,
      llvm::map_to_vector(outputMap.getResults(),
                          [&](AffineExpr e) { return e.replaceDims(loops.replacements); }),
      builder.getContext()));
  auto packed = linalg::GenericOp::create(builder, loc, root->getResultTypes(), inputs, init, maps,
                                          loops.iterators,
                                          [&](OpBuilder &nested, Location, ValueRange arguments) {
                                            buildBody(nested, packing, arguments);
                                          });
  builder.replaceOp(root, packed);
  function.setType(
      builder.getFunctionType(function.getBody().getArgumentTypes(), function.getResultTypes()));
}

namespace {

struct PackBytes : sinter::impl::PackBytesBase<PackBytes> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto machine = exec::MachineAttr::get(module);
    DispatchCalls callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      for (auto root : llvm::make_early_inc_range(function.getOps<linalg::LinalgOp>())) {
        std::optional<Packing> packing = findPacking(root, machine);
        if (packing && packAtCalls(*packing, callsOf[function.getName()]))
          packInFunction(*packing);
      }
    }
  }

  /// Packs what every call passes; does nothing unless all pass constants.
  bool packAtCalls(const Packing &packing, ArrayRef<flow::DispatchOp> calls) {
    unsigned position = packing.argument.getArgNumber();
    std::optional<SmallVector<HostTensor>> constants = getCallConstants(calls, position);
    if (!constants)
      return false;
    RankedTensorType type = getPackedType(packing, buildLoops(packing));
    for (auto [at, constant] : llvm::enumerate(*constants)) {
      flow::DispatchOp call = calls[at];
      OpBuilder builder(call);
      auto define = [&](const HostTensor &tensor) -> Value {
        return arith::ConstantOp::create(builder, call.getLoc(), cast<TypedAttr>(tensor.toAttr()));
      };
      call->setOperand(position, define(pack(packing, constant, type)));
      if (packing.flips)
        call.getInputsMutable().append(define(getCorrection(packing, constant, type)));
    }
    return true;
  }
};

} // namespace
