//===- PlaceParts.cpp - Dispatches that work inside of larger buffers -----===//
//
// Offsets are static, so a dispatch that works on parts has a function of its own
// for each place.
//
//===----------------------------------------------------------------------===//

#include "passes/Memory/Parts.h"
#include "passes/Memory/Passes.h"

#include "llvm/ADT/MapVector.h"

namespace sinter {
#define GEN_PASS_DEF_PLACEPARTS
#include "passes/Memory/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Each operand is computed by a dispatch or another concatenation, and nothing
/// but dispatches and this concatenation reads it: those can be given a part.
static LogicalResult verifyConcat(tensor::ConcatOp concat) {
  for (Value operand : concat.getInputs()) {
    Operation *producer = operand.getDefiningOp();
    bool isPlaceable = isa_and_nonnull<flow::DispatchOp, tensor::ConcatOp>(producer) &&
                       llvm::count_if(operand.getUses(), [](OpOperand &use) {
                         return isa<tensor::ConcatOp>(use.getOwner());
                       }) == 1;
    for (Operation *user : operand.getUsers())
      isPlaceable &= isa<flow::DispatchOp, tensor::ConcatOp>(user);
    if (!isPlaceable)
      return concat.emitOpError("has an operand of type ")
             << operand.getType() << " that cannot be computed in place";
  }
  return success();
}

namespace {

struct PlaceParts : sinter::impl::PlacePartsBase<PlaceParts> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<flow::DispatchOp> calls;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (flow::isDispatchFunction(function))
        continue;
      for (auto concat : function.getOps<tensor::ConcatOp>())
        if (failed(verifyConcat(concat)))
          return signalPassFailure();
      llvm::append_range(calls, function.getOps<flow::DispatchOp>());
    }
    SymbolTable symbols(module);
    llvm::MapVector<func::FuncOp, llvm::MapVector<Attribute, SmallVector<flow::DispatchOp>>> users;
    for (flow::DispatchOp call : calls)
      if (auto function = symbols.lookup<func::FuncOp>(call.getDispatch()))
        users[function][describeParts(call)].push_back(call);
    for (auto &[function, places] : users)
      place(function, places.getArrayRef(), symbols);
  }

  /// For each operand and result of `call`: its kPart, or a unit for the others.
  static ArrayAttr describeParts(flow::DispatchOp call) {
    Builder builder(call.getContext());
    SmallVector<Attribute> parts;
    for (ValueRange values : {ValueRange(call.getInputs()), ValueRange(call.getResults())})
      for (Value value : values) {
        std::optional<Part> part = findPart(value);
        parts.push_back(part ? getPartAttr(*part) : builder.getUnitAttr());
      }
    return builder.getArrayAttr(parts);
  }

  /// Gives the calls at each of the `places` a function that knows its parts. The
  /// calls at the first place keep the one that they have.
  static void place(func::FuncOp function,
                    ArrayRef<std::pair<Attribute, SmallVector<flow::DispatchOp>>> places,
                    SymbolTable &symbols) {
    SmallVector<func::FuncOp> copies;
    for (size_t i = 1; i < places.size(); ++i)
      copies.push_back(function.clone());
    describe(function, cast<ArrayAttr>(places.front().first));
    Operation *last = function;
    for (auto [copy, place] : llvm::zip_equal(copies, places.drop_front())) {
      describe(copy, cast<ArrayAttr>(place.first));
      symbols.insert(copy, std::next(last->getIterator()));
      last = copy;
      for (flow::DispatchOp call : place.second)
        call.setDispatchAttr(FlatSymbolRefAttr::get(copy.getSymNameAttr()));
    }
  }

  static void describe(func::FuncOp function, ArrayAttr parts) {
    unsigned inputs = function.getNumArguments();
    for (auto [index, part] : llvm::enumerate(parts)) {
      if (isa<UnitAttr>(part))
        continue;
      if (index < inputs)
        function.setArgAttr(index, kPart, part);
      else
        function.setResultAttr(index - inputs, kPart, part);
    }
  }
};

} // namespace
