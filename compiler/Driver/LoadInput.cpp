//===- LoadInput.cpp - From the input file to IR --------------------------===//

#include "compiler/Driver/LoadInput.h"

#include "compiler/Driver/Diagnostics.h"
#include "compiler/Import/Mlir/MlirImport.h"
#include "compiler/Import/ONNX/OnnxImport.h"
#include "compiler/Import/TFLite/TfliteImport.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace sinter;

static FailureOr<InputFormat> getFormat(const Options &options, Location file) {
  if (options.inputFormat != InputFormat::byExtension)
    return options.inputFormat;
  StringRef extension = llvm::sys::path::extension(options.input);
  auto format = llvm::StringSwitch<InputFormat>(extension)
                    .Case(".onnx", InputFormat::onnx)
                    .Cases({".mlir", ".mlirbc"}, InputFormat::mlir)
                    .Case(".tflite", InputFormat::tflite)
                    .Default(InputFormat::byExtension);
  if (format == InputFormat::byExtension)
    return emitError(file) << "the extension '" << extension
                           << "' tells no input format; name one with --input-format";
  return format;
}

static FailureOr<std::unique_ptr<llvm::MemoryBuffer>> readFile(const Options &options,
                                                               Location file) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(options.input);
  if (!buffer)
    return emitError(file) << "cannot read the input: " << buffer.getError().message();
  return std::move(*buffer);
}

/// Returns the folder of a file; standard input has none.
static std::string getFolder(StringRef file) {
  if (file == "-")
    return "";
  StringRef folder = llvm::sys::path::parent_path(file);
  return folder.empty() ? "." : folder.str();
}

FailureOr<OwningOpRef<ModuleOp>> sinter::loadInput(const Options &options, MLIRContext &context) {
  Location file = getFileLocation(&context, options.input);
  if (llvm::sys::fs::is_directory(options.input))
    return emitError(file, "cannot read the input: it is a directory");
  FailureOr<InputFormat> format = getFormat(options, file);
  if (failed(format))
    return failure();
  if (*format == InputFormat::mlir && !options.inputShapes.empty())
    return emitError(
        file, "--input-shape fixes inputs of ONNX and TFLite models; in MLIR, write the shape");
  if (*format != InputFormat::onnx && !options.dims.empty())
    return emitError(file, "--dim bounds dimensions that ONNX models name; inputs of other models "
                           "have none");
  if (*format != InputFormat::mlir && options.compileFrom.value_or(Phase::Import) != Phase::Import)
    return emitError(file) << "--compile-from=" << getPhaseName(*options.compileFrom)
                           << " needs IR of that phase, a .mlir file";
  if (*format != InputFormat::onnx && !options.extraOutputs.empty())
    return emitError(file, "--extra-output names values of ONNX graphs; this is another format");
  FailureOr<std::unique_ptr<llvm::MemoryBuffer>> bytes = readFile(options, file);
  if (failed(bytes))
    return failure();

  // The folder is no part of what is compiled.
  llvm::MemoryBufferRef model((*bytes)->getBuffer(), llvm::sys::path::filename(options.input));
  if (*format == InputFormat::mlir)
    return importMlir(context, model);
  GivenShapes shapes;
  for (const InputShape &shape : options.inputShapes)
    shapes.push_back({shape.name, shape.dims});
  if (*format == InputFormat::onnx) {
    std::vector<GivenDim> dims;
    for (const DimBounds &dim : options.dims)
      dims.push_back({dim.name, dim.min, dim.max, dim.step});
    return importOnnx(context, model,
                      {shapes, options.extraOutputs, getFolder(options.input), dims});
  }
  return importTflite(context, model, {shapes});
}
