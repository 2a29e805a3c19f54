//===- JsonReport.h - What was compiled, for programs to read ---*- C++ -*-===//

#ifndef COMPILER_REPORT_JSONREPORT_H
#define COMPILER_REPORT_JSONREPORT_H

#include "compiler/Package/Describe.h"
#include "compiler/Package/Footprint.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// What the report tells beyond the module's description.
struct ReportFacts {
  llvm::ArrayRef<mlir::ModuleOp> modules; ///< Per executable; gives each dispatch's root.
  llvm::ArrayRef<uint64_t> codeBytes;     ///< Per executable.
  Footprint footprint;
};

/// Writes the report of `--report-json`. The first executable, the preferred one,
/// stands at the top; others are listed as variants.
void writeJsonReport(const schema::ModuleT &description, const ReportFacts &facts,
                     llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_REPORT_JSONREPORT_H
