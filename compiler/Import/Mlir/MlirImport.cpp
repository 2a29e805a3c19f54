//===- MlirImport.cpp - MLIR text as a model ------------------------------===//

#include "compiler/Import/Mlir/MlirImport.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

FailureOr<OwningOpRef<ModuleOp>> sinter::importMlir(MLIRContext &context,
                                                    llvm::MemoryBufferRef model) {
  Location file = FileLineColLoc::get(&context, model.getBufferIdentifier(), 0, 0);
  if (model.getBuffer().trim().empty())
    return emitError(file, "the file is empty; expected MLIR");
  if (isBytecode(model))
    return emitError(file, "MLIR bytecode is not available yet as input\n"
                           "as text it is: sinter-opt FILE.mlirbc -o FILE.mlir");
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(
      model.getBuffer(), ParserConfig(&context), model.getBufferIdentifier());
  if (!module)
    return failure();
  return module;
}
