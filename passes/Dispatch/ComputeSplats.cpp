//===- ComputeSplats.cpp - Constants of one number ------------------------===//
//
// A file of a few bytes can ask for a constant of gigabytes: FILL, ConstantOfShape. While
// it is one number many times over it takes no space, until it is stored in the module.
// Elementwise loops read the number instead; what else needs a very large one gets it
// from a computation.
//
//===----------------------------------------------------------------------===//

#include "passes/Dispatch/Passes.h"

namespace sinter {
#define GEN_PASS_DEF_COMPUTESPLATS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;

/// Smaller constants cost less than another form of the code that reads them.
static constexpr int64_t kLeastBytesRead = 4096;
/// Smaller constants stay in the module: computed ones need workspace in each call, and cannot
/// be arranged beforehand as weights are.
static constexpr int64_t kLeastBytesComputed = int64_t(16) << 20;

/// Returns the number of a constant that has at least `bytes`, or null.
static TypedAttr getSplat(Value value, int64_t bytes) {
  DenseElementsAttr elements;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!type || !constant || !type.getElementType().isIntOrFloat())
    return {};
  elements = dyn_cast<DenseElementsAttr>(constant.getValue());
  int64_t width = std::max<int64_t>(type.getElementTypeBitWidth() / 8, 1);
  if (!elements || !elements.isSplat() || type.getNumElements() < bytes / width)
    return {};
  return cast<TypedAttr>(elements.getSplatValue<Attribute>());
}

/// Says whether the operands other than input `splat` tell the size of each loop.
static bool tellLoops(linalg::GenericOp op, unsigned splat) {
  SmallVector<AffineMap> maps;
  for (auto [i, map] : llvm::enumerate(op.getIndexingMapsArray()))
    if (i != splat)
      maps.push_back(map);
  AffineMap all = concatAffineMaps(maps, op.getContext());
  return all && inversePermutation(all);
}

/// Lets the body read the number of input `splat` as a constant.
static linalg::GenericOp dropInput(linalg::GenericOp op, unsigned splat, TypedAttr number) {
  OpBuilder builder(op);
  SmallVector<Value> inputs = op.getDpsInputs();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  inputs.erase(inputs.begin() + splat);
  maps.erase(maps.begin() + splat);
  auto other = linalg::GenericOp::create(builder, op.getLoc(), op.getResultTypes(), inputs,
                                         op.getDpsInits(), maps, op.getIteratorTypesArray());
  other->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  other.getRegion().takeBody(op.getRegion());
  Block &body = other.getRegion().front();
  builder.setInsertionPointToStart(&body);
  body.getArgument(splat).replaceAllUsesWith(
      arith::ConstantOp::create(builder, op.getLoc(), number));
  body.eraseArgument(splat);
  op.replaceAllUsesWith(other.getResults());
  op.erase();
  return other;
}

static void readNumbers(linalg::GenericOp op) {
  for (unsigned i = op.getNumDpsInputs(); i-- > 0;)
    if (TypedAttr number = getSplat(op.getDpsInputs()[i], kLeastBytesRead))
      if (tellLoops(op, i))
        op = dropInput(op, i, number);
}

/// Replaces a constant by a loop that writes its number everywhere.
static void compute(arith::ConstantOp constant, TypedAttr number) {
  OpBuilder builder(constant);
  Location loc = constant.getLoc();
  auto type = cast<RankedTensorType>(constant.getType());
  Value init = tensor::EmptyOp::create(builder, loc, type.getShape(), type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  auto body = [&](OpBuilder &inner, Location at, ValueRange) {
    linalg::YieldOp::create(inner, at, Value(arith::ConstantOp::create(inner, at, number)));
  };
  auto filled =
      linalg::GenericOp::create(builder, loc, type, ValueRange(), init, identity, loops, body);
  constant.replaceAllUsesWith(filled.getResult(0));
  constant.erase();
}

namespace {

struct ComputeSplats : sinter::impl::ComputeSplatsBase<ComputeSplats> {
  void runOnOperation() override {
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) { generics.push_back(op); });
    llvm::for_each(generics, readNumbers);
    SmallVector<arith::ConstantOp> constants;
    getOperation().walk([&](arith::ConstantOp op) { constants.push_back(op); });
    for (arith::ConstantOp constant : constants)
      if (constant.use_empty())
        constant.erase();
      else if (TypedAttr number = getSplat(constant, kLeastBytesComputed))
        compute(constant, number);
  }
};

} // namespace
