//===- SkippedFactor.cpp - Products with zero are left out ----------------===//

#include "passes/Codegen/SkippedFactor.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/Codegen/ByteContraction.h"

using namespace mlir;
using namespace sinter::codegen;

/// Returns the factor of `root` that has a center.
static std::optional<ByteFactor> findCentered(const Stage &root) {
  if (root.inputs.size() != 2)
    return std::nullopt;
  if (auto contraction = matchCenteredContraction(*root.body))
    for (const ByteFactor &factor : contraction->factors)
      if (factor.center && !factor.flip)
        return factor;
  return std::nullopt;
}

std::optional<unsigned> sinter::codegen::findSkippedFactor(const Nest &nest, unsigned channels) {
  if (nest.dims[channels].reduction || !nest.hasReduction())
    return std::nullopt;
  std::optional<ByteFactor> factor = findCentered(nest.root());
  if (!factor)
    return std::nullopt;
  const Operand &input = nest.root().inputs[factor->argument];
  bool isShared = input.kind == Operand::Memory && input.at.strides[channels] == 0;
  return isShared ? std::optional(factor->argument) : std::nullopt;
}

ValueRange sinter::codegen::emitUnlessZero(OpBuilder &builder, Location loc, const Stage &root,
                                           Value byte, ValueRange sums,
                                           llvm::function_ref<SmallVector<Value>()> emitSums) {
  auto center = static_cast<int8_t>(findCentered(root)->center);
  Value zero = arith::ConstantOp::create(builder, loc, builder.getI8IntegerAttr(center));
  Value adds = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, byte, zero);
  auto branch = scf::IfOp::create(builder, loc, sums.getTypes(), adds, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, emitSums());
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, sums);
  return branch.getResults();
}
