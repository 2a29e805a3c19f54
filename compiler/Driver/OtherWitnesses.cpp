//===- OtherWitnesses.cpp - Proof that no number stands for a size --------===//

#include "compiler/Driver/OtherWitnesses.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "dialects/Flow/IR/FlowDialect.h"
#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace sinter;

OwningOpRef<ModuleOp> sinter::replaceWitnesses(ModuleOp imported,
                                               const exec::SymbolicDims &others) {
  auto dims = exec::SymbolicDims::get(imported);
  OwningOpRef<ModuleOp> copy = imported.clone();
  Builder builder(imported.getContext());
  (*copy)->setAttr(exec::kDims, others.toAttr(builder));
  // What was imported has the dims themselves in its types, and nothing that was computed of them.
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](RankedTensorType type) {
    SmallVector<int64_t> shape(type.getShape());
    for (int64_t &size : shape)
      for (auto [dim, other] : llvm::zip_equal(dims.getDims(), others.getDims()))
        if (size == dim.getSize()) {
          size = other.getSize();
          break;
        }
    return type.clone(shape);
  });
  replacer.recursivelyReplaceElementsIn(*copy, /*replaceAttrs=*/true, /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
  return copy;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

namespace {

/// Compares two programs in lockstep.
class Comparison {
public:
  bool areEqual(Operation &a, Operation &b) { return pair(a, b) && compare(a, b); }

private:
  bool pair(Operation &a, Operation &b);
  bool pair(Region &a, Region &b);
  bool compare(Operation &a, Operation &b);

  IRMapping inOther; ///< Values and blocks of the one in the other.
};

} // namespace

/// What the memory of two accesses has to do with each other says nothing of what they do, and is
/// distinct for each program.
static bool isAliasScope(NamedAttribute attribute) {
  return attribute.getName() == "alias_scopes" || attribute.getName() == "noalias_scopes";
}

/// Resources have names of their own.
static bool haveEqualElements(Attribute a, Attribute b) {
  auto one = dyn_cast<DenseResourceElementsAttr>(a), other = dyn_cast<DenseResourceElementsAttr>(b);
  if (!one || !other)
    return a == b;
  AsmResourceBlob *bytes = one.getRawHandle().getBlob(), *others = other.getRawHandle().getBlob();
  return one.getType() == other.getType() &&
         (bytes == others || (bytes && others && bytes->getData() == others->getData()));
}

static bool haveEqualAttributes(Operation &a, Operation &b) {
  auto listed = [](Operation &op) {
    SmallVector<NamedAttribute> attributes(op.getAttrDictionary().getValue());
    llvm::erase_if(attributes, isAliasScope);
    return attributes;
  };
  SmallVector<NamedAttribute> one = listed(a), other = listed(b);
  return one.size() == other.size() && llvm::all_of(llvm::zip(one, other), [](auto both) {
           auto [x, y] = both;
           return x.getName() == y.getName() && haveEqualElements(x.getValue(), y.getValue());
         });
}

/// Maps results, arguments and blocks, if there are as many.
bool Comparison::pair(Operation &a, Operation &b) {
  if (a.getName() != b.getName() || a.getNumOperands() != b.getNumOperands() ||
      a.getNumSuccessors() != b.getNumSuccessors() || a.getNumRegions() != b.getNumRegions() ||
      a.getResultTypes() != b.getResultTypes())
    return false;
  inOther.map(a.getResults(), b.getResults());
  return llvm::all_of(llvm::zip_equal(a.getRegions(), b.getRegions()),
                      [&](auto both) { return pair(std::get<0>(both), std::get<1>(both)); });
}

bool Comparison::pair(Region &a, Region &b) {
  if (llvm::range_size(a) != llvm::range_size(b))
    return false;
  for (auto [x, y] : llvm::zip_equal(a, b)) {
    if (x.getArgumentTypes() != y.getArgumentTypes() || llvm::range_size(x) != llvm::range_size(y))
      return false;
    inOther.map(&x, &y);
    inOther.map(x.getArguments(), y.getArguments());
    for (auto [op, twin] : llvm::zip_equal(x, y))
      if (!pair(op, twin))
        return false;
  }
  return true;
}

bool Comparison::compare(Operation &a, Operation &b) {
  auto isTwin = [&](auto both) {
    return inOther.lookupOrNull(std::get<0>(both)) == std::get<1>(both);
  };
  // Only the body of a function is code; its attributes tell people of sizes.
  if (!isa<LLVM::LLVMFuncOp>(a) && !haveEqualAttributes(a, b))
    return false;
  if (!llvm::all_of(llvm::zip_equal(a.getOperands(), b.getOperands()), isTwin) ||
      !llvm::all_of(llvm::zip_equal(a.getSuccessors(), b.getSuccessors()), isTwin))
    return false;
  for (auto [x, y] : llvm::zip_equal(a.getRegions(), b.getRegions()))
    for (auto [block, other] : llvm::zip_equal(x, y))
      for (auto [op, twin] : llvm::zip_equal(block, other))
        if (!compare(op, twin))
          return false;
  return true;
}

/// Returns what becomes code or constants; the rest describes it.
static SmallVector<Operation *> listContent(ModuleOp program) {
  SmallVector<Operation *> content;
  for (Operation &op : program.getOps())
    if (!isa<exec::ExecDialect>(op.getDialect()))
      content.push_back(&op);
  return content;
}

static LogicalResult refuse(ModuleOp program, Location loc) {
  InFlightDiagnostic error = emitError(loc) << "has a size that follows from dimension ";
  auto dims = exec::SymbolicDims::get(program);
  llvm::interleave(
      dims.getDims(), [&](const exec::SymbolicDim &dim) { error << "'" << dim.name << "'"; },
      [&] { error << " or "; });
  return error << ", which calls decide, in a way that is not supported; fix it with --dim="
               << dims.getDims().front().name << ":N";
}

LogicalResult sinter::refuseSizes(ModuleOp program) { return refuse(program, program.getLoc()); }

LogicalResult sinter::checkSameCode(ModuleOp program, ModuleOp other) {
  SmallVector<Operation *> content = listContent(program), others = listContent(other);
  for (auto [op, twin] : llvm::zip(content, others))
    if (!Comparison().areEqual(*op, *twin))
      return refuse(program, op->hasAttr(flow::kNodes) ? op->getLoc() : program.getLoc());
  return content.size() == others.size() ? success() : refuseSizes(program);
}
