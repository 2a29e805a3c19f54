//===- OnnxImport.cpp - ONNX model to IR ----------------------------------===//
//
// Protocol Buffers read the bytes; what they hold is checked piece by piece
// afterwards. All problems are collected and reported together.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/ONNX/OnnxImport.h"

#include "compiler/Import/ONNX/GraphImport.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Onnx/IR/OnnxDialect.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Onnx/Passes.h"
#include "passes/Onnx/UnknownOperators.h"

#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

using namespace mlir;

namespace sinter {

/// Parses `bytes`, without Protocol Buffers' own messages on stderr.
static bool parse(llvm::MemoryBufferRef bytes, ::onnx::ModelProto &model) {
  google::protobuf::LogSilencer quiet;
  return bytes.getBufferSize() <= INT_MAX &&
         model.ParseFromArray(bytes.getBufferStart(), int(bytes.getBufferSize()));
}

/// Returns the version of each operator set that the model imports.
static OnnxOpsets findOpsets(const ::onnx::ModelProto &model, std::vector<std::string> &problems) {
  OnnxOpsets opsets;
  for (const ::onnx::OperatorSetIdProto &import : model.opset_import()) {
    StringRef domain = onnxDomain(import.domain());
    if (import.version() < 1)
      problems.push_back("version " + std::to_string(import.version()) + " of operator set '" +
                         (domain.empty() ? "ai.onnx" : domain.str()) + "' does not exist");
    if (!opsets.try_emplace(domain, import.version()).second)
      problems.push_back("operator set '" + (domain.empty() ? "ai.onnx" : domain.str()) +
                         "' is imported twice");
  }
  // Before IR version 3 models named no operator set and meant the first.
  if (opsets.empty() && model.ir_version() >= 3)
    problems.push_back("the model does not name the operator set (opset) that its nodes mean, or "
                       "it is damaged");
  opsets.try_emplace("", 1);
  return opsets;
}

/// Reports what else is in the way of a model that something is wrong with: with open shapes,
/// operators that nobody converts, else all that conversion refuses.
static void reportRefusals(func::FuncOp func) {
  bool isOpen = llvm::any_of(func.getArgumentTypes(),
                             [](Type type) { return !cast<ShapedType>(type).hasStaticShape(); });
  if (isOpen)
    return reportUnknownOperators(func);
  PassManager manager(func.getContext(), func::FuncOp::getOperationName());
  manager.enableVerifier(false);
  manager.addPass(createConvertOnnx());
  (void)manager.run(func);
}

FailureOr<OwningOpRef<ModuleOp>> importOnnx(MLIRContext &context, llvm::MemoryBufferRef bytes,
                                            const OnnxImportOptions &options) {
  context
      .loadDialect<arith::ArithDialect, exec::ExecDialect, func::FuncDialect, onnx::OnnxDialect>();
  Location file = FileLineColLoc::get(&context, bytes.getBufferIdentifier(), 0, 0);

  ::onnx::ModelProto model;
  if (bytes.getBufferSize() == 0)
    return emitError(file, "the file is empty; expected an ONNX model");
  if (bytes.getBufferSize() > INT_MAX)
    return emitError(file, "models above 2 GiB are not supported by the ONNX file format");
  if (!parse(bytes, model))
    return emitError(file, "the file is not an ONNX model, or it is damaged");
  if (!model.has_graph())
    return emitError(file, "the file is not an ONNX model, or it is damaged: it holds no graph");

  std::vector<std::string> problems;
  OnnxOpsets opsets = findOpsets(model, problems);
  OnnxFunctions functions(model, problems);
  OwningOpRef<ModuleOp> module(ModuleOp::create(file));
  importGraph(*module, *model.mutable_graph(), opsets, functions, options, problems);
  for (const std::string &problem : problems)
    emitError(file, problem);
  if (problems.empty())
    return module;
  for (auto func : module->getOps<func::FuncOp>())
    reportRefusals(func);
  return failure();
}

} // namespace sinter
