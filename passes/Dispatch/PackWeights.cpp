//===- PackWeights.cpp - Store weights in the order kernels read them -----===//
//
// A matmul or convolution kernel walks panels of n0 output channels: for each
// panel it reads n0 neighbours of every row of the weights. Stored row by row,
// these reads are a page apart; stored panel by panel ([N/n0][K][n0]) they are
// one stream. Only the dispatch function's view of the weights changes: the
// indexing map gains `n floordiv n0` and `n mod n0`.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/Tuning.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "passes/Dispatch/CallConstants.h"
#include "passes/Tensor/HostMovement.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

/// Weights of a dispatch function that can be packed.
struct Candidate {
  func::FuncOp function;
  linalg::LinalgOp root;
  BlockArgument weights; ///< Its last dimension is the output channel.
  int64_t panel;         ///< n0
};

} // namespace

static linalg::LinalgOp findRoot(func::FuncOp function) {
  for (auto op : function.getOps<linalg::LinalgOp>())
    if (isa<linalg::MatmulOp, linalg::Conv2DNhwcHwcfOp>(op))
      return op;
  return nullptr;
}

/// Part of the second-level cache that one panel may fill: the next panel and the
/// rows that both meet need the rest.
constexpr double kPanelShare = 3.0 / 8;

/// Points that fill two register tiles of two vectors.
constexpr int64_t kManyPoints = 28;

/// Returns true if the register tiles of a convolution are two vectors wide, for they
/// have as many rows as fit.
static bool hasNarrowTiles(linalg::LinalgOp root, int64_t channels) {
  auto outputType = cast<RankedTensorType>(root->getResult(0).getType());
  return isa<linalg::Conv2DNhwcHwcfOp>(root) &&
         outputType.getNumElements() / channels >= kManyPoints;
}

/// Returns the width of a panel for `channels` output channels: the widest
/// multiple of the vector length that divides them, up to what one register tile
/// reads at once. A matmul takes narrower panels if a wide one would
/// fill the cache, and panels that do not divide the channels if none does and the
/// weights are many; a convolution takes narrower ones if its tiles are narrow: then
/// each of them reads one stream. 0 if packing brings nothing. `tuned` vectors are preferred.
static int64_t choosePanel(linalg::LinalgOp root, ArrayRef<int64_t> weights,
                           exec::MachineAttr machine, std::optional<int64_t> tuned) {
  auto outputType = cast<RankedTensorType>(root->getResult(0).getType());
  int64_t lanes = machine.getLanes(outputType.getElementType()), channels = weights.back();
  bool isMatrixVector = outputType.getNumElements() == channels;
  static constexpr int64_t matrixVector[] = {8, 6, 4, 3, 2};
  static constexpr int64_t matrix[] = {4, 3, 2};
  auto fits = [&](int64_t vectors) {
    if (isMatrixVector || !isa<linalg::MatmulOp>(root) || !machine.getL2Bytes())
      return true;
    int64_t bytes = weights.front() * vectors * lanes * outputType.getElementTypeBitWidth() / 8;
    return bytes <= kPanelShare * machine.getL2Bytes();
  };
  if (tuned && channels % std::max<int64_t>(1, *tuned * lanes) == 0)
    return *tuned * lanes == channels ? 0 : *tuned * lanes;
  if (lanes > 1 && channels % (2 * lanes) == 0 && hasNarrowTiles(root, channels))
    return channels == 2 * lanes ? 0 : 2 * lanes;
  auto choose = [&](ArrayRef<int64_t> candidates, auto suits) {
    int64_t panel = 0;
    for (int64_t vectors : candidates) {
      if (lanes <= 1 || !suits(vectors * lanes))
        continue;
      panel = vectors * lanes;
      if (fits(vectors))
        break;
    }
    return panel;
  };
  int64_t panel = choose(isMatrixVector ? ArrayRef(matrixVector) : ArrayRef(matrix),
                         [&](int64_t width) { return channels % width == 0; });
  // A last panel that is not full costs less than rows of weights a page apart.
  int64_t bytes = ShapedType::getNumElements(weights) * outputType.getElementTypeBitWidth() / 8;
  int64_t l1Bytes = machine.getUsualL1Bytes();
  if (!panel && isa<linalg::MatmulOp>(root) && bytes > l1Bytes)
    panel = choose(matrix,
                   [&](int64_t width) { return channels > width && channels % width >= lanes; });
  return panel == channels ? 0 : panel;
}

static std::optional<Candidate> findCandidate(func::FuncOp function, const exec::Tuning &tuning) {
  linalg::LinalgOp root = findRoot(function);
  if (!root)
    return std::nullopt;
  auto weights = dyn_cast<BlockArgument>(root.getDpsInputOperand(1)->get());
  if (!weights || !weights.hasOneUse() || weights.getOwner() != &function.getBody().front())
    return std::nullopt;
  int64_t panel = choosePanel(root, cast<RankedTensorType>(weights.getType()).getShape(),
                              exec::MachineAttr::get(function), tuning.panel);
  if (!panel)
    return std::nullopt;
  return Candidate{function, root, weights, panel};
}

/// [..., N] becomes [N / panel, ..., panel], rounded up.
static SmallVector<int64_t> packShape(ArrayRef<int64_t> shape, int64_t panel) {
  SmallVector<int64_t> packed = {static_cast<int64_t>(llvm::divideCeil(shape.back(), panel))};
  llvm::append_range(packed, shape.drop_back());
  packed.push_back(panel);
  return packed;
}

/// Appends zeros to the last dimension until panels divide it.
static HostTensor fillPanels(const HostTensor &constant, int64_t panel) {
  SmallVector<int64_t> missing(constant.getShape());
  missing.back() = llvm::alignTo(missing.back(), panel) - missing.back();
  if (missing.back() == 0)
    return constant;
  HostTensor zeros = HostTensor::zeros(constant.getType().clone(missing), /*splat=*/true);
  return concatenated({constant, zeros}, missing.size() - 1);
}

static ElementsAttr packConstant(const HostTensor &given, int64_t panel) {
  HostTensor constant = fillPanels(given, panel);
  SmallVector<int64_t> split(constant.getShape().drop_back());
  split.append({constant.getShape().back() / panel, panel});
  int64_t rank = split.size();
  SmallVector<int64_t> permutation = {rank - 2};
  llvm::append_range(permutation, llvm::seq<int64_t>(0, rank - 2));
  permutation.push_back(rank - 1);
  return transposed(constant.reshaped(split), permutation).toAttr();
}

static void packInFunction(Candidate candidate) {
  IRRewriter rewriter(candidate.function.getContext());
  linalg::LinalgOp root = candidate.root;
  rewriter.setInsertionPoint(root);
  auto generic = *linalg::generalizeNamedOp(rewriter, root);

  SmallVector<AffineMap> maps = generic.getIndexingMapsArray();
  ArrayRef<AffineExpr> old = maps[1].getResults();
  SmallVector<AffineExpr> results = {old.back().floorDiv(candidate.panel)};
  llvm::append_range(results, old.drop_back());
  results.push_back(old.back() % candidate.panel);
  maps[1] = AffineMap::get(maps[1].getNumDims(), 0, results, rewriter.getContext());

  BlockArgument weights = candidate.weights;
  auto type = cast<RankedTensorType>(weights.getType());
  weights.setType(type.clone(packShape(type.getShape(), candidate.panel)));
  generic.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
  func::FuncOp function = candidate.function;
  function.setType(
      rewriter.getFunctionType(function.getBody().getArgumentTypes(), function.getResultTypes()));
}

namespace {

struct PackWeights : sinter::impl::PackWeightsBase<PackWeights> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    DispatchCalls callsOf = collectCalls(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (!flow::isDispatchFunction(function))
        continue;
      FailureOr<exec::Tuning> tuning = exec::Tuning::get(function);
      if (failed(tuning))
        return signalPassFailure();
      std::optional<Candidate> candidate = findCandidate(function, *tuning);
      if (candidate && packAtCalls(*candidate, callsOf[function.getName()]))
        packInFunction(*candidate);
    }
  }

  /// Packs what every call passes; does nothing unless all pass constants.
  bool packAtCalls(const Candidate &candidate, ArrayRef<flow::DispatchOp> calls) {
    unsigned position = candidate.weights.getArgNumber();
    std::optional<SmallVector<HostTensor>> constants = getCallConstants(calls, position);
    if (!constants)
      return false;
    for (auto [at, constant] : llvm::enumerate(*constants)) {
      flow::DispatchOp call = calls[at];
      OpBuilder builder(call);
      auto packed = cast<TypedAttr>(packConstant(constant, candidate.panel));
      Value value = arith::ConstantOp::create(builder, call.getLoc(), packed);
      call->setOperand(position, value);
    }
    return true;
  }
};

} // namespace
