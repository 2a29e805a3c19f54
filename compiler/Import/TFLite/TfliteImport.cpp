//===- TfliteImport.cpp - TFLite model to IR ------------------------------===//
//
// FlatBuffers are read in place, so their verifier goes first: after it, following
// offsets is safe. What the model says is checked next, and only then IR is built. All
// problems of a stage are collected and reported together.
//
//===----------------------------------------------------------------------===//

#include "compiler/Import/TFLite/TfliteImport.h"

#include "compiler/Import/TFLite/GraphImport.h"
#include "compiler/Import/TFLite/ModelCheck.h"
#include "dialects/Exec/IR/ExecDialect.h"
#include "dialects/Tflite/IR/TfliteDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "passes/Tflite/UnknownOperators.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
namespace format = sinter::tflite_format;

namespace sinter {

/// Damaged files can have as many problems as bytes.
static constexpr size_t kMostProblems = 100;

/// Returns the model in `bytes`, which are aligned as the format wants, or null.
static const format::Model *verify(StringRef bytes) {
  flatbuffers::Verifier::Options limits;
  limits.max_depth = 32;
  limits.max_tables = 1000000;
  auto *data = reinterpret_cast<const uint8_t *>(bytes.data());
  flatbuffers::Verifier verifier(data, bytes.size(), limits);
  return format::VerifyModelBuffer(verifier) ? format::GetModel(data) : nullptr;
}

static LogicalResult report(Location file, const std::vector<std::string> &problems) {
  for (const std::string &problem : ArrayRef(problems).take_front(kMostProblems))
    emitError(file, problem);
  if (problems.size() > kMostProblems)
    emitError(file) << "and " << problems.size() - kMostProblems << " problems more";
  return success(problems.empty());
}

static FailureOr<OwningOpRef<ModuleOp>> importAligned(StringRef bytes, Location file,
                                                      const TfliteImportOptions &options) {
  constexpr uint32_t version = 3;
  const format::Model *model = verify(bytes);
  if (!model)
    return emitError(file, "the file is not a TFLite model, or it is damaged");
  if (model->version() != version)
    return emitError(file) << "the model has version " << model->version()
                           << " of the TFLite format; supported: " << version;

  std::vector<std::string> problems;
  TfliteConstants constants(bytes, *model);
  std::vector<TfliteGraph> graphs =
      checkTfliteModel(file.getContext(), *model, bytes.size(), constants, problems);
  if (failed(report(file, problems)))
    return failure();
  OwningOpRef<ModuleOp> module(ModuleOp::create(file));
  importTfliteGraphs(*module, *model, graphs, constants, options, problems);
  if (succeeded(report(file, problems)))
    return module;
  // All that is in the way is said at once.
  reportUnknownTfliteOperators(*module);
  return failure();
}

FailureOr<OwningOpRef<ModuleOp>> importTflite(MLIRContext &context, llvm::MemoryBufferRef bytes,
                                              const TfliteImportOptions &options) {
  context.loadDialect<exec::ExecDialect, func::FuncDialect, ml_program::MLProgramDialect,
                      tflite::TfliteDialect>();
  Location file = FileLineColLoc::get(&context, bytes.getBufferIdentifier(), 0, 0);
  StringRef content = bytes.getBuffer();
  if (content.empty())
    return emitError(file, "the file is empty; expected a TFLite model");
  if (content.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return emitError(file, "TFLite models of 2 GiB and above are not supported");
  if (content.size() < 8 || !format::ModelBufferHasIdentifier(content.data()))
    return emitError(file, "the file is not a TFLite model, or it is damaged: it lacks the mark ")
           << format::ModelIdentifier();

  const llvm::Align alignment(16);
  if (llvm::isAddrAligned(alignment, content.data()))
    return importAligned(content, file, options);
  std::unique_ptr<llvm::WritableMemoryBuffer> copy =
      llvm::WritableMemoryBuffer::getNewUninitMemBuffer(content.size(), "", alignment);
  llvm::copy(content, copy->getBufferStart());
  return importAligned(StringRef(copy->getBufferStart(), content.size()), file, options);
}

} // namespace sinter
