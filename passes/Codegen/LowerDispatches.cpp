//===- LowerDispatches.cpp - Dispatch functions to the LLVM dialect -------===//
//
// One conversion with one type converter, so that the width of an index is the
// same everywhere. Buffers become plain pointers that the function loads from its
// argument; that they do not overlap is said by alias scopes on every access,
// which needs no help of an inliner.
//
//===----------------------------------------------------------------------===//

#include "dialects/Exec/IR/SymbolicDims.h"
#include "passes/Codegen/Passes.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Support/MathExtras.h"

namespace sinter {
#define GEN_PASS_DEF_LOWERDISPATCHES
#include "passes/Codegen/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

namespace {

struct LowerDispatches : sinter::impl::LowerDispatchesBase<LowerDispatches> {
  using LowerDispatchesBase::LowerDispatchesBase;
  void runOnOperation() override;

private:
  LogicalResult lower(func::FuncOp function, const LLVMTypeConverter &converter);
};

/// A vector of bits in memory is a vector of bytes: a buffer holds one boolean
/// per byte.
struct LoadBooleans : ConvertOpToLLVMPattern<vector::LoadOp> {
  LoadBooleans(const LLVMTypeConverter &converter) : ConvertOpToLLVMPattern(converter, 2) {}

  LogicalResult matchAndRewrite(vector::LoadOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getVectorType();
    if (!type.getElementType().isInteger(1))
      return rewriter.notifyMatchFailure(op, "elements are not booleans");
    Location loc = op.getLoc();
    Value address = getStridedElementPtr(rewriter, loc, op.getMemRefType(), adaptor.getBase(),
                                         adaptor.getIndices());
    Value bytes = LLVM::LoadOp::create(rewriter, loc, type.clone(rewriter.getI8Type()), address,
                                       /*alignment=*/1);
    rewriter.replaceOpWithNewOp<LLVM::TruncOp>(op, type, bytes);
    return success();
  }
};

struct StoreBooleans : ConvertOpToLLVMPattern<vector::StoreOp> {
  StoreBooleans(const LLVMTypeConverter &converter) : ConvertOpToLLVMPattern(converter, 2) {}

  LogicalResult matchAndRewrite(vector::StoreOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getVectorType();
    if (!type.getElementType().isInteger(1))
      return rewriter.notifyMatchFailure(op, "elements are not booleans");
    Location loc = op.getLoc();
    Value address = getStridedElementPtr(rewriter, loc, op.getMemRefType(), adaptor.getBase(),
                                         adaptor.getIndices());
    Value bytes = LLVM::ZExtOp::create(rewriter, loc, type.clone(rewriter.getI8Type()),
                                       adaptor.getValueToStore());
    rewriter.replaceOpWithNewOp<LLVM::StoreOp>(op, bytes, address, /*alignment=*/1);
    return success();
  }
};

/// Replaces the signature by (arguments: ptr, workgroup: i32); returns the pointers
/// that the function now loads, in the order of its buffers.
SmallVector<Value> replaceSignature(func::FuncOp function, const LLVMTypeConverter &converter) {
  Block &entry = function.getBody().front();
  Location loc = function.getLoc();
  auto builder = OpBuilder::atBlockBegin(&entry);
  auto pointerType = LLVM::LLVMPointerType::get(function.getContext());
  unsigned count = entry.getNumArguments();
  Value arguments = entry.addArgument(pointerType, loc);
  Value workgroup = entry.addArgument(builder.getI32Type(), loc);

  SmallVector<Value> pointers;
  for (unsigned i = 0; i < count; ++i) {
    auto type = cast<MemRefType>(entry.getArgument(i).getType());
    Value slot = LLVM::GEPOp::create(builder, loc, pointerType, pointerType, arguments,
                                     ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
    auto pointer = LLVM::LoadOp::create(builder, loc, pointerType, slot);
    pointer.setInvariant(true);
    Type elementType = type.getElementType();
    int64_t bits = elementType.isIndex() ? converter.getIndexTypeBitwidth()
                                         : elementType.getIntOrFloatBitWidth();
    int64_t bytes = type.getNumElements() * llvm::divideCeil(bits, 8);
    // Where calls decide sizes, those of types only stand for them.
    if (!function->hasAttr(exec::kReadsDims))
      pointer.setDereferenceableAttr(
          LLVM::DereferenceableAttr::get(function.getContext(), bytes, /*mayBeNull=*/false));
    pointers.push_back(pointer);
    Value descriptor = MemRefDescriptor::fromStaticShape(builder, loc, converter, type, pointer);
    auto cast = UnrealizedConversionCastOp::create(builder, loc, type, descriptor);
    entry.getArgument(i).replaceAllUsesWith(cast.getResult(0));
  }
  entry.eraseArguments(0, count);
  function.setType(builder.getFunctionType({pointerType, builder.getI32Type()}, {}));
  function.removeArgAttrsAttr();

  function.walk([&](exec::WorkgroupIdOp id) {
    OpBuilder at(id);
    Value index = arith::IndexCastUIOp::create(at, id.getLoc(), at.getIndexType(), workgroup);
    id.replaceAllUsesWith(index);
    id.erase();
  });
  return pointers;
}

/// Says of each access through one of `pointers` that it never meets the others.
void addAliasScopes(LLVM::LLVMFuncOp function, ArrayRef<Value> pointers) {
  MLIRContext *context = function.getContext();
  auto domain = LLVM::AliasScopeDomainAttr::get(context, function.getSymNameAttr());
  SmallVector<Attribute> scopes;
  for (size_t i = 0; i < pointers.size(); ++i)
    scopes.push_back(LLVM::AliasScopeAttr::get(domain));

  auto annotate = [&](LLVM::AliasAnalysisOpInterface access, Value address) {
    while (auto gep = address.getDefiningOp<LLVM::GEPOp>())
      address = gep.getBase();
    auto found = llvm::find(pointers, address);
    if (found == pointers.end())
      return;
    SmallVector<Attribute> others(scopes);
    size_t own = found - pointers.begin();
    others.erase(others.begin() + own);
    access.setAliasScopes(ArrayAttr::get(context, scopes[own]));
    access.setNoAliasScopes(ArrayAttr::get(context, others));
  };
  if (pointers.size() < 2)
    return;
  function.walk([&](Operation *op) {
    if (auto load = dyn_cast<LLVM::LoadOp>(op))
      annotate(load, load.getAddr());
    else if (auto store = dyn_cast<LLVM::StoreOp>(op))
      annotate(store, store.getAddr());
  });
}

void addPatterns(const LLVMTypeConverter &converter, RewritePatternSet &patterns) {
  arith::populateArithToLLVMConversionPatterns(converter, patterns);
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
  cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
  index::populateIndexToLLVMConversionPatterns(converter, patterns);
  populateAffineToStdConversionPatterns(patterns);
  populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
  populateFuncToLLVMConversionPatterns(converter, patterns);
  populateMathToLLVMConversionPatterns(converter, patterns);
  populateVectorToLLVMConversionPatterns(converter, patterns, /*reassociateFPReductions=*/true);
  ub::populateUBToLLVMConversionPatterns(converter, patterns);
  patterns.add<LoadBooleans, StoreBooleans>(converter);
}

} // namespace

LogicalResult LowerDispatches::lower(func::FuncOp function, const LLVMTypeConverter &converter) {
  if (function.getNumResults() != 0)
    return function.emitError("dispatch function returns values");
  for (Type type : function.getArgumentTypes()) {
    auto memref = dyn_cast<MemRefType>(type);
    if (!memref || !memref.hasStaticShape() || !memref.getLayout().isIdentity())
      return function.emitError("dispatch function takes ")
             << type << ", but only dense buffers of static shape can be passed";
  }
  StringAttr name = function.getSymNameAttr();
  MLIRContext *context = &getContext();

  // Views become arithmetic on base, offset and strides first.
  RewritePatternSet views(context);
  memref::populateExpandStridedMetadataPatterns(views);
  if (failed(applyPatternsGreedily(function, std::move(views))))
    return failure();

  SmallVector<Value> pointers = replaceSignature(function, converter);
  RewritePatternSet patterns(context);
  addPatterns(converter, patterns);
  LLVMConversionTarget target(*context);
  target.addLegalOp<UnrealizedConversionCastOp>();
  target.markUnknownOpDynamicallyLegal([](Operation *) { return false; });
  if (failed(applyPartialConversion(function, target, std::move(patterns))))
    return failure();

  auto lowered = SymbolTable::lookupNearestSymbolFrom<LLVM::LLVMFuncOp>(getOperation(), name);
  SmallVector<UnrealizedConversionCastOp> casts;
  lowered.walk([&](UnrealizedConversionCastOp cast) { casts.push_back(cast); });
  reconcileUnrealizedCasts(casts);
  // Folding takes the descriptors apart.
  if (failed(applyPatternsGreedily(lowered, RewritePatternSet(context))))
    return failure();

  addAliasScopes(lowered, pointers);
  lowered.setVisibility(SymbolTable::Visibility::Public);
  lowered.setLinkage(LLVM::Linkage::External);
  lowered.setVisibility_(LLVM::Visibility::Hidden);
  lowered.setNoUnwind(true);
  // A loop that copies stays a loop: there is no library to call.
  lowered.setPassthroughAttr(ArrayAttr::get(context, StringAttr::get(context, "no-builtins")));
  return success();
}

void LowerDispatches::runOnOperation() {
  LowerToLLVMOptions options(&getContext());
  options.useBarePtrCallConv = true;
  options.overrideIndexBitwidth(exec::MachineAttr::get(getOperation()).getIndexBits());
  LLVMTypeConverter converter(&getContext(), options);
  for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
    if (flow::isDispatchFunction(function) && failed(lower(function, converter)))
      return signalPassFailure();
}
