//===- Signature.cpp - What a dispatch function computes, as text ---------===//

#include "passes/Dispatch/Signature.h"

using namespace mlir;

std::string sinter::getSignature(func::FuncOp function) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.useLocalScope();
  stream << function.getFunctionType() << '\n';
  for (Operation &op : function.getBody().front()) {
    op.print(stream, flags);
    stream << '\n';
  }
  return text;
}
