//===- JsonReport.h - What was compiled, for programs to read ---*- C++ -*-===//

#ifndef COMPILER_REPORT_JSONREPORT_H
#define COMPILER_REPORT_JSONREPORT_H

#include "compiler/Package/Describe.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "llvm/Support/raw_ostream.h"

namespace sinter {

/// What the report tells beyond the module's description.
struct ReportFacts {
  exec::MachineAttr machine;
  uint64_t codeBytes = 0;
  uint64_t constantsBytes = 0;
};

/// Writes the report of `--report-json`. `module` gives each dispatch's root.
void writeJsonReport(const schema::ModuleT &description, mlir::ModuleOp module,
                     const ReportFacts &facts, llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_REPORT_JSONREPORT_H
