//===- Signature.cpp - What a dispatch function computes, as text ---------===//

#include "passes/Dispatch/Signature.h"

#include "mlir/IR/AsmState.h"

using namespace mlir;

std::string sinter::getSignature(func::FuncOp function) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.useLocalScope();
  stream << function.getFunctionType() << '\n';
  AsmState names(function, flags); // Once: values are numbered for the whole function.
  for (Operation &op : function.getBody().front()) {
    op.print(stream, names);
    stream << '\n';
  }
  return text;
}
