//===- Import.h - What holds of any import ----------------------*- C++ -*-===//

#ifndef TEST_FUZZ_IMPORT_H
#define TEST_FUZZ_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdio>
#include <cstdlib>

namespace sinter::test {

/// Imports bytes. Aborts unless valid IR comes out, or else a message.
template <typename Importer>
int checkImport(const uint8_t *data, size_t size, llvm::StringRef name, Importer import) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  int errors = 0;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    errors += diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
  });
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> module =
      import(context, llvm::MemoryBufferRef(bytes, name));
  if (mlir::failed(module) == (errors == 0)) {
    std::fprintf(stderr, "import %s with %d errors\n", mlir::failed(module) ? "fails" : "succeeds",
                 errors);
    std::abort();
  }
  if (mlir::succeeded(module) && mlir::failed(mlir::verify(**module))) {
    std::fprintf(stderr, "what was imported is not valid\n");
    std::abort();
  }
  return 0;
}

} // namespace sinter::test

#endif // TEST_FUZZ_IMPORT_H
