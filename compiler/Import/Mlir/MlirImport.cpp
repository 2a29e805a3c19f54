//===- MlirImport.cpp - MLIR text or bytecode as a model ------------------===//

#include "compiler/Import/Mlir/MlirImport.h"

#include "mlir/Parser/Parser.h"

using namespace mlir;

FailureOr<OwningOpRef<ModuleOp>> sinter::importMlir(MLIRContext &context,
                                                    llvm::MemoryBufferRef model) {
  if (model.getBuffer().trim().empty())
    return emitError(FileLineColLoc::get(&context, model.getBufferIdentifier(), 0, 0),
                     "the file is empty; expected MLIR");
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(
      model.getBuffer(), ParserConfig(&context), model.getBufferIdentifier());
  if (!module)
    return failure();
  return module;
}
