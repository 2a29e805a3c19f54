//===- OutlineDispatchRegions.cpp - Regions become functions --------------===//

#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "passes/Dispatch/DispatchGroups.h"
#include "passes/Dispatch/NodeNames.h"
#include "passes/Dispatch/Passes.h"
#include "passes/Dispatch/RegionCost.h"

#include "mlir/Transforms/RegionUtils.h"

namespace sinter {
#define GEN_PASS_DEF_OUTLINEDISPATCHREGIONS
#include "passes/Dispatch/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// The model's nodes that `region` computes, in order, without repetition. What is
/// merely carried along (a fill that several roots share) names another's node.
static ArrayAttr getNodes(flow::RegionOp region) {
  llvm::SetVector<StringAttr> names;
  for (Operation &op : region.getBody().front().without_terminator())
    if (!isCarriedAlong(&op))
      collectNodeNames(op.getLoc(), names);
  SmallVector<Attribute> nodes(names.begin(), names.end());
  return ArrayAttr::get(region.getContext(), nodes);
}

static int64_t countBytes(TypeRange types) {
  int64_t bytes = 0;
  for (Type type : types)
    bytes += plan::getByteSize(cast<ShapedType>(type)).value_or(0);
  return bytes;
}

static func::FuncOp createFunction(flow::RegionOp region, ValueRange arguments, StringRef name) {
  OpBuilder builder(region.getContext());
  auto type = builder.getFunctionType(arguments.getTypes(), region.getResultTypes());
  auto function = func::FuncOp::create(region.getLoc(), name, type);
  function.setPrivate();
  function->setAttr(flow::kRoot, region.getRootAttr());
  function->setAttr(flow::kNodes, getNodes(region));
  if (auto reason = region->getAttrOfType<StringAttr>(flow::kReason))
    function->setAttr(flow::kReason, reason);
  function->setAttr(flow::kFlops, builder.getI64IntegerAttr(countFlops(region.getBody())));
  function->setAttr(flow::kBytesRead, builder.getI64IntegerAttr(countBytes(arguments.getTypes())));
  function->setAttr(flow::kBytesWritten,
                    builder.getI64IntegerAttr(countBytes(region.getResultTypes())));

  Region &body = function.getBody();
  body.takeBody(region.getBody());
  Block &entry = body.front();
  for (Value value : arguments) {
    BlockArgument argument = entry.addArgument(value.getType(), value.getLoc());
    replaceAllUsesInRegionWith(value, argument, body);
  }
  auto yield = cast<flow::YieldOp>(entry.getTerminator());
  builder.setInsertionPoint(yield);
  func::ReturnOp::create(builder, yield.getLoc(), yield.getValues());
  yield.erase();
  return function;
}

/// Turns constants that code reads as immediates into operations of the region.
static void sinkScalarConstants(flow::RegionOp region) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(region.getBody(), captured);
  auto builder = OpBuilder::atBlockBegin(&region.getBody().front());
  for (Value value : captured) {
    Operation *producer = value.getDefiningOp();
    if (!producer || !producer->hasTrait<OpTrait::ConstantLike>() ||
        isa<TensorType>(value.getType()))
      continue;
    Value copy = builder.clone(*producer)->getResult(0);
    replaceAllUsesInRegionWith(value, copy, region.getBody());
  }
}

namespace {

struct OutlineDispatchRegions : sinter::impl::OutlineDispatchRegionsBase<OutlineDispatchRegions> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<flow::RegionOp> regions;
    module.walk([&](flow::RegionOp region) { regions.push_back(region); });

    SymbolTable symbols(module);
    auto dims = exec::SymbolicDims::get(module);
    for (auto [index, region] : llvm::enumerate(regions)) {
      sinkScalarConstants(region);
      llvm::SetVector<Value> captured;
      getUsedValuesDefinedAbove(region.getBody(), captured);
      SmallVector<int64_t> needed = dims.findComputed(region);
      std::string name = ("dispatch_" + Twine(index) + "_" + region.getRoot()).str();

      OpBuilder builder(region);
      func::FuncOp function = createFunction(region, captured.getArrayRef(), name);
      // A model function may have the name already; then ours gets another.
      StringAttr unique = symbols.insert(function, module.getBody()->end());
      auto call = flow::DispatchOp::create(builder, region.getLoc(), region.getResultTypes(),
                                           FlatSymbolRefAttr::get(unique), captured.getArrayRef());
      call->setAttr(flow::kNodes, function->getAttr(flow::kNodes));
      if (!needed.empty())
        call->setAttr(exec::kNeedsDims, builder.getDenseI64ArrayAttr(needed));
      region.replaceAllUsesWith(call.getResults());
      region.erase();
    }
  }
};

} // namespace
