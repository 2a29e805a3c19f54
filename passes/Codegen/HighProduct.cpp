//===- HighProduct.cpp - Upper halves of doubled products -----------------===//
//
// vqrdmulh saturates where both factors are -2^31, which TFLite's kernels do too;
// the fractions of factors never are.
//
//===----------------------------------------------------------------------===//

#include "passes/Codegen/HighProduct.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace sinter::codegen;

static bool isConstant(Value value, int64_t number) {
  APInt bits;
  return matchPattern(value, m_ConstantInt(&bits)) && bits.getSExtValue() == number;
}

static arith::ExtSIOp getExtended(Value value) {
  auto extended = value.getDefiningOp<arith::ExtSIOp>();
  return extended && getElementTypeOrSelf(extended.getIn().getType()).isInteger(32)
             ? extended
             : arith::ExtSIOp();
}

std::optional<HighProduct> sinter::codegen::matchHighProduct(arith::TruncIOp op) {
  Operation *shift = op.getIn().getDefiningOp();
  if (!getElementTypeOrSelf(op.getType()).isInteger(32) ||
      !getElementTypeOrSelf(op.getIn().getType()).isInteger(64) ||
      !isa_and_nonnull<arith::ShRSIOp, arith::ShRUIOp>(shift) ||
      !isConstant(shift->getOperand(1), 31))
    return std::nullopt;
  auto add = shift->getOperand(0).getDefiningOp<arith::AddIOp>();
  if (!add || !isConstant(add.getRhs(), int64_t(1) << 30))
    return std::nullopt;
  auto product = add.getLhs().getDefiningOp<arith::MulIOp>();
  if (!product)
    return std::nullopt;
  HighProduct high{
      getExtended(product.getLhs()), getExtended(product.getRhs()), 0, {product, add, shift}};
  if (!high.x)
    return std::nullopt;
  if (high.y)
    return high;
  APInt bits;
  if (!matchPattern(product.getRhs(), m_ConstantInt(&bits)) || !bits.isSignedIntN(32))
    return std::nullopt;
  high.constant = bits.getSExtValue();
  return high;
}

static bool isHelium(sinter::exec::MachineAttr machine) {
  return machine.getDotProduct() == "vmladava";
}

bool sinter::codegen::hasHighProduct(exec::MachineAttr machine) {
  return isHelium(machine) ||
         (machine.getTriple().starts_with("riscv") && machine.getVectorBits() > 0);
}

namespace {
struct UseHighProduct : OpRewritePattern<arith::TruncIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncIOp op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || type.getRank() != 1 || type.getNumElements() != 4)
      return rewriter.notifyMatchFailure(op, "not four lanes");
    std::optional<HighProduct> high = matchHighProduct(op);
    if (!high)
      return rewriter.notifyMatchFailure(op, "not the upper half of a product");
    Value y = high->y ? high->y.getIn() : Value();
    if (!y)
      y = arith::ConstantOp::create(
          rewriter, op.getLoc(),
          DenseElementsAttr::get(type, rewriter.getI32IntegerAttr(high->constant)));
    rewriter.replaceOpWithNewOp<LLVM::CallIntrinsicOp>(
        op, type, rewriter.getStringAttr("llvm.arm.mve.vqrdmulh.v4i32"),
        ValueRange{high->x.getIn(), y});
    return success();
  }
};
} // namespace

void sinter::codegen::populateHighProductPatterns(RewritePatternSet &patterns,
                                                  exec::MachineAttr machine) {
  if (isHelium(machine))
    patterns.add<UseHighProduct>(patterns.getContext());
}
