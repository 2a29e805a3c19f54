//===- ExportFunctions.cpp - Describe public functions to callers ---------===//

#include "passes/Input/Passes.h"

#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Exec/IR/LeastUnits.h"
#include "dialects/Exec/IR/SymbolicDims.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringSet.h"

namespace sinter {
#define GEN_PASS_DEF_EXPORTFUNCTIONS
#include "passes/Input/Passes.h.inc"
} // namespace sinter

using namespace mlir;
using namespace sinter;

/// Returns true if a buffer of `element` has a meaning outside of the compiler.
static bool canBePassed(Type element) {
  if (element.isIndex())
    return false;
  if (auto integer = dyn_cast<IntegerType>(element))
    return llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element);
}

/// Collects names and described types of one side of a signature.
namespace {
struct Signature {
  SmallVector<StringRef> names;
  SmallVector<Type> types;
};
} // namespace

/// Describes `types`; `attributes(i)` returns the attributes of value i. `kind`
/// is "input" or "output".
static LogicalResult describe(func::FuncOp function, TypeRange types, StringRef kind,
                              function_ref<DictionaryAttr(unsigned)> attributes,
                              Signature &signature) {
  OpBuilder builder(function.getContext());
  llvm::StringSet<> used;
  for (auto [index, type] : llvm::enumerate(types)) {
    DictionaryAttr dictionary = attributes(index);
    auto name = dictionary ? dictionary.getAs<StringAttr>(exec::kName) : StringAttr();
    if (!name)
      name = builder.getStringAttr(kind + Twine(index));
    if (!used.insert(name.getValue()).second)
      return function.emitError("has two ") << kind << "s named '" << name.getValue() << "'";

    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape() || !canBePassed(tensor.getElementType()))
      return function.emitError(kind) << " '" << name.getValue() << "' has type " << type
                                      << "; supported are tensors of static shape of i1, i8, i16, "
                                         "i32, i64, f16, bf16, f32 and f64";
    if (dictionary && dictionary.contains(exec::kUnsigned))
      tensor = tensor.clone(IntegerType::get(type.getContext(), tensor.getElementTypeBitWidth(),
                                             IntegerType::Unsigned));
    if (auto element = dictionary ? dictionary.getAs<TypeAttr>(exec::kElement) : TypeAttr())
      tensor = tensor.clone(element.getValue());
    signature.names.push_back(name.getValue());
    signature.types.push_back(tensor);
  }
  return success();
}

namespace {

/// Makes the dims that a function's data decide those of the module. Fails if several have such.
static LogicalResult collectDims(ModuleOp module) {
  func::FuncOp owner;
  for (auto function : module.getOps<func::FuncOp>()) {
    Attribute dims = function->removeAttr(exec::kDims);
    if (!dims)
      continue;
    if (owner)
      return function.emitError("function '")
             << function.getName() << "' has results of a shape that data decide, as has '"
             << owner.getName() << "'; compile them one by one";
    owner = function;
    module->setAttr(exec::kDims, dims);
  }
  return success();
}

struct ExportFunctions : sinter::impl::ExportFunctionsBase<ExportFunctions> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(collectDims(module)))
      return signalPassFailure();
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    bool valid = true, any = false;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isPrivate() || function.isExternal())
        continue;
      any = true;
      valid &= succeeded(exportFunction(function, builder));
    }
    raiseBounds(module);
    if (!any)
      module.emitError("has no public function to compile");
    if (!valid || !any)
      signalPassFailure();
  }

  /// Makes what functions need of the dims of calls a bound of the dims.
  static void raiseBounds(ModuleOp module) {
    SmallVector<exec::SymbolicDim> dims(exec::SymbolicDims::get(module).getDims());
    bool any = false;
    for (auto function : module.getOps<func::FuncOp>())
      if (auto least =
              dyn_cast_or_null<DenseI64ArrayAttr>(function->removeAttr(exec::kLeastUnits))) {
        any = true;
        for (auto [dim, units] : llvm::zip(dims, least.asArrayRef()))
          dim.min = std::max(dim.min, units * dim.step);
      }
    OpBuilder builder(module.getContext());
    if (any)
      module->setAttr(exec::kDims, exec::SymbolicDims(dims).toAttr(builder));
  }

  static LogicalResult exportFunction(func::FuncOp function, OpBuilder &builder) {
    Signature inputs, outputs;
    auto argumentAttributes = [&](unsigned i) { return function.getArgAttrDict(i); };
    auto resultAttributes = [&](unsigned i) { return function.getResultAttrDict(i); };
    if (failed(
            describe(function, function.getArgumentTypes(), "input", argumentAttributes, inputs)) ||
        failed(describe(function, function.getResultTypes(), "output", resultAttributes, outputs)))
      return failure();
    auto exported = exec::ExportOp::create(
        builder, function.getLoc(), builder.getStringAttr(function.getName()),
        builder.getStrArrayAttr(inputs.names), builder.getTypeArrayAttr(inputs.types),
        builder.getStrArrayAttr(outputs.names), builder.getTypeArrayAttr(outputs.types),
        /*workspace=*/IntegerAttr());
    if (Attribute floatNodes = function->removeAttr(exec::kFloatNodes))
      exported->setAttr(exec::kFloatNodes, floatNodes);
    return success();
  }
};

} // namespace
