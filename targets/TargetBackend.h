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
#include "targets/CodeUnit.h"
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
  bool forSize = false;   ///< Little code is worth more than little time.
  std::string sharedName; ///< By which programs look for a shared library that they link with.
};

/// What compilation yields for each unit of code.
enum class CodeKind { object, assembly, llvmIR };

/// Attribute of an LLVM function: code outside of what is linked calls it by name.
constexpr llvm::StringLiteral kPublicFunction = "sinter-public";

/// What to link for.
enum class LinkKind {
  executable,    ///< The embedded ELF that a loader takes.
  object,        ///< One relocatable object.
  sharedLibrary, ///< A library that shows its public functions to a system's loader.
};

/// Bytes that an object holds, and where programs find them.
struct DataObject {
  std::string symbol, section;
  uint64_t alignment;
  std::string bytes;
};

class TargetBackend {
public:
  virtual ~TargetBackend() = default;

  /// Compiles `module`, LLVM-dialect IR with `exec.machine`, into units whose
  /// order and bytes depend on nothing but the module and `options`. Uses the
  /// threads of the module's context. Reports failures as diagnostics.
  virtual mlir::FailureOr<std::vector<CodeUnit>>
  compile(mlir::ModuleOp module, const CodegenOptions &options, CodeKind kind) const = 0;

  /// Makes an object of data for the machine of `module`.
  virtual mlir::FailureOr<CodeUnit> compileData(mlir::ModuleOp module, const DataObject &data,
                                                const CodegenOptions &options) const = 0;

  /// Links objects that `compile` made of `module`, and adds builtins that they call. Only
  /// symbols in `provided` may be left for another link to define. Reports failures as
  /// diagnostics.
  virtual mlir::FailureOr<LinkedCode> link(mlir::ModuleOp module, std::vector<CodeUnit> objects,
                                           const CodegenOptions &options, LinkKind kind,
                                           llvm::ArrayRef<std::string> provided = {}) const = 0;

  /// Returns the sorted names of the features that a CPU must offer to run code
  /// for `machine`, beyond what every CPU of its triple offers.
  virtual std::vector<std::string> getRequiredFeatures(exec::MachineAttr machine) const = 0;
};

/// Returns the backend that generates code with LLVM.
std::unique_ptr<TargetBackend> createLLVMCPUBackend();

} // namespace sinter

#endif // TARGETS_TARGETBACKEND_H
