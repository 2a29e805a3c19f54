//===- TargetBackend.h - From lowered IR to native code ---------*- C++ -*-===//
//
// What the compiler asks of a target: resolve the user's words into a machine,
// turn a lowered module into code, and link that code. The machine travels in
// the IR (`exec.machine`), so passes need nothing from here.
//
//===----------------------------------------------------------------------===//

#ifndef TARGETS_TARGETBACKEND_H
#define TARGETS_TARGETBACKEND_H

#include "dialects/Exec/IR/ExecDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace sinter {

/// A machine in the user's words. Empty fields follow from the others.
struct TargetSelection {
  std::string preset;   ///< Name in the list of targets; "host" when empty.
  std::string triple;   ///< Overrides the preset's triple, ...
  std::string cpu;      ///< ... its CPU ...
  std::string features; ///< ... and adds to its features: "+a,-b".
  std::string abi;
};

/// May `a * b + c` be computed with one rounding?
enum class FpContract {
  off,  ///< Never.
  on,   ///< Where the IR asks for it (`llvm.intr.fmuladd`).
  fast, ///< Wherever it is faster.
};

struct CodegenOptions {
  unsigned optLevel = 3;
  FpContract fpContract = FpContract::on;
  bool debugSymbols = false;
};

/// What compilation yields for each unit of code.
enum class CodeKind { object, assembly, llvmIR };

/// Code of one dispatch function, of the host functions, or of the builtins.
struct CodeUnit {
  std::string name;
  std::string bytes;
};

/// What linking yields.
enum class LinkKind {
  executable, ///< The embedded ELF that a loader takes.
  object,     ///< One relocatable object.
};

class TargetBackend {
public:
  virtual ~TargetBackend() = default;

  /// Compiles `module`, LLVM-dialect IR with `exec.machine`, into units whose
  /// order and bytes depend on nothing but the module and `options`. Uses the
  /// threads of the module's context. Reports failures as diagnostics.
  virtual mlir::FailureOr<std::vector<CodeUnit>>
  compile(mlir::ModuleOp module, const CodegenOptions &options, CodeKind kind) const = 0;

  /// Links objects that `compile` made of `module`. Reports failures as
  /// diagnostics.
  virtual mlir::FailureOr<std::string> link(mlir::ModuleOp module, std::vector<CodeUnit> objects,
                                            const CodegenOptions &options, LinkKind kind) const = 0;

  /// Returns the sorted names of the features that a CPU must offer to run code
  /// for `machine`, beyond what every CPU of its triple offers.
  virtual std::vector<std::string> getRequiredFeatures(exec::MachineAttr machine) const = 0;
};

/// Returns the backend that generates code with LLVM.
std::unique_ptr<TargetBackend> createLLVMCPUBackend();

} // namespace sinter

#endif // TARGETS_TARGETBACKEND_H
