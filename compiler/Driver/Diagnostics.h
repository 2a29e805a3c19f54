//===- Diagnostics.h - Messages for the user --------------------*- C++ -*-===//
//
// Every message has the form `file[:line:column]: error: text`, where a
// location that is a name of the model reads `node 'name'`. Further lines of a
// text, such as the way out, are printed as notes.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_DRIVER_DIAGNOSTICS_H
#define COMPILER_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace sinter {

/// Prints what goes through the context's diagnostics while it lives.
class DiagnosticPrinter {
public:
  /// `input` is the model's file as the user named it; locations know only the
  /// last part of the path, so that no path gets into the output.
  DiagnosticPrinter(mlir::MLIRContext *context, llvm::StringRef input, llvm::raw_ostream &os);

private:
  void print(mlir::Diagnostic &diagnostic);
  void printOne(const mlir::Diagnostic &diagnostic);

  std::string input;
  llvm::raw_ostream &os;
  mlir::ScopedDiagnosticHandler handler;
};

/// Prints an error that has no place in the model: `origin: error: text`.
void printError(llvm::raw_ostream &os, llvm::StringRef origin, const llvm::Twine &text);

/// Prints what happened without being asked: `origin: remark: text`.
void printRemark(llvm::raw_ostream &os, llvm::StringRef origin, const llvm::Twine &text);

/// The location of a model as a whole: messages name only its file.
mlir::Location getFileLocation(mlir::MLIRContext *context, llvm::StringRef input);

} // namespace sinter

#endif // COMPILER_DRIVER_DIAGNOSTICS_H
