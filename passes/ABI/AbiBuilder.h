//===- AbiBuilder.h - The executable ABI in the LLVM dialect ----*- C++ -*-===//
//
// Types and field numbers mirror schema/executable_abi.h; a change there is a
// change here. (Passes may not include the schema: the ABI's structures are
// those of the machine compiled for, not of the machine that compiles.)
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ABI_ABIBUILDER_H
#define PASSES_ABI_ABIBUILDER_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace sinter {

constexpr uint32_t kExecutableVersion = 3;
constexpr int32_t kCallOk = 0;
constexpr int32_t kCallWrongShape = 1;
constexpr llvm::StringLiteral kQueryName = "sinter_executable_query";

/// Names of what stands behind the query.
constexpr llvm::StringLiteral kInitializeName = "initialize_state";
constexpr llvm::StringLiteral kExecutableTable = "executable";
constexpr llvm::StringLiteral kFunctionTable = "function_table";
constexpr llvm::StringLiteral kElementTypesTable = "element_types";

/// Fields of sinter_frame_t, all pointers.
enum class FrameField { Inputs, Outputs, Constants, Workspace, State, Host, InputDims, OutputDims };
/// Fields of sinter_host_services_t, all pointers.
enum class HostField { Context, ParallelFor, Trace };

/// Builds LLVM operations for the entry points of one module.
class AbiBuilder : public mlir::ImplicitLocOpBuilder {
public:
  AbiBuilder(mlir::Location loc, mlir::ModuleOp module);

  mlir::LLVM::LLVMPointerType pointer;
  mlir::IntegerType i32, i64;

  mlir::LLVM::LLVMStructType planType();       ///< sinter_plan_t
  mlir::LLVM::LLVMStructType functionType();   ///< sinter_function_t
  mlir::LLVM::LLVMStructType executableType(); ///< sinter_executable_t

  mlir::Value constI32(int64_t value);
  mlir::Value constI64(int64_t value);

  /// Loads entry `index` of the pointer array at `base`.
  mlir::Value loadPointer(mlir::Value base, int64_t index);
  mlir::Value loadField(mlir::Value frame, FrameField field);
  mlir::Value loadField(mlir::Value host, HostField field);
  /// Returns base + offset bytes.
  mlir::Value addBytes(mlir::Value base, int64_t offset);
  /// Returns the address of element `index` of an array of `element` at `base`.
  mlir::Value addressOf(mlir::Value base, mlir::Type element, int64_t index);

  /// Starts a function with hidden visibility at the end of the module and
  /// moves the insertion point into its entry block.
  mlir::LLVM::LLVMFuncOp beginFunction(llvm::StringRef name, mlir::Type result,
                                       llvm::ArrayRef<mlir::Type> arguments);

private:
  mlir::ModuleOp module;
};

/// Returns the number of `type` in `ElementType` of schema/module.fbs. Signless
/// integers count as signed, i1 is a bool.
int8_t getElementTypeNumber(mlir::Type type);

/// Returns the dims of all tensor types one after another.
llvm::SmallVector<int64_t> flattenDims(mlir::ArrayAttr types);

using EmitValue = std::function<mlir::Value()>;

/// What a plan function says of a call.
struct PlanAnswer {
  mlir::Value matches; ///< Whether it takes the dims.
  /// If so, bytes of workspace and the outputs' dims, emitted where they are stored.
  EmitValue workspace;
  llvm::SmallVector<EmitValue> outputDims;
};

/// Emits `<name>__plan`, which answers as `emitAnswer` emits from a pointer to the input dims.
mlir::LLVM::LLVMFuncOp emitPlanWith(AbiBuilder &b, llvm::StringRef name,
                                    llvm::function_ref<PlanAnswer(mlir::Value dims)> emitAnswer);

/// Emits `<name>__plan`: checks the input dims, answers with constants.
mlir::LLVM::LLVMFuncOp emitPlan(AbiBuilder &b, llvm::StringRef name,
                                llvm::ArrayRef<int64_t> inputDims,
                                llvm::ArrayRef<int64_t> outputDims, int64_t workspace);

/// Emits the function that writes the initial values that are not zero;
/// null if all are.
mlir::LLVM::LLVMFuncOp emitInitialize(AbiBuilder &b, mlir::ModuleOp module);

/// What the query function tells of one exported function.
struct EntryPoints {
  mlir::LLVM::LLVMFuncOp plan, run;
  llvm::SmallVector<int8_t> elementTypes; ///< Of all inputs, then of all outputs.
  int64_t inputCount, outputCount, inputRankSum, outputRankSum;
};

/// What the query function tells of constants and state. `initialize` may be null.
struct ExecutableFacts {
  int64_t constantsSize, stateSize;
  mlir::LLVM::LLVMFuncOp initialize;
};

/// Emits the tables of the executable and `sinter_executable_query`.
void emitQuery(AbiBuilder &b, llvm::ArrayRef<EntryPoints> functions, const ExecutableFacts &facts);

} // namespace sinter

#endif // PASSES_ABI_ABIBUILDER_H
