//===- MlirImport.cpp - MLIR text as a model ------------------------------===//

#include "compiler/Import/Mlir/MlirImport.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

/// Returns the position after the string or comment that begins at `at`, or
/// `at` if there is none.
static size_t skipOpaque(StringRef text, size_t at) {
  if (text.substr(at).starts_with("//"))
    return std::min(text.find('\n', at), text.size());
  if (text[at] != '"')
    return at;
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
    if (text[at] == '\\')
      ++at;
  return std::min(at + 1, text.size());
}

/// MLIR's parser calls itself for what is between brackets. Returns where they
/// are nested too deeply for its stack, or null.
static const char *findDeepNesting(StringRef text) {
  constexpr int largest = 256;
  int depth = 0;
  for (size_t i = 0; i < text.size();) {
    if (size_t end = skipOpaque(text, i); end != i) {
      i = end;
      continue;
    }
    StringRef rest = text.substr(i);
    if (rest.starts_with("->") || rest.starts_with(">=") || rest.starts_with("<=")) {
      i += 2;
      continue;
    }
    if (StringRef("([{<").contains(text[i]) && ++depth > largest)
      return text.data() + i;
    if (StringRef(")]}>").contains(text[i]))
      depth = std::max(depth - 1, 0);
    ++i;
  }
  return nullptr;
}

FailureOr<OwningOpRef<ModuleOp>> sinter::importMlir(MLIRContext &context,
                                                    llvm::MemoryBufferRef model) {
  Location file = FileLineColLoc::get(&context, model.getBufferIdentifier(), 0, 0);
  if (model.getBuffer().trim().empty())
    return emitError(file, "the file is empty; expected MLIR");
  if (isBytecode(model))
    return emitError(file, "MLIR bytecode is not available yet as input\n"
                           "as text it is: sinter-opt FILE.mlirbc -o FILE.mlir");
  if (const char *deep = findDeepNesting(model.getBuffer())) {
    StringRef before = model.getBuffer().take_front(deep - model.getBufferStart());
    auto place = FileLineColLoc::get(&context, model.getBufferIdentifier(), before.count('\n') + 1,
                                     before.size() - (before.rfind('\n') + 1) + 1);
    return emitError(place, "brackets are nested more than 256 deep");
  }
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(
      model.getBuffer(), ParserConfig(&context), model.getBufferIdentifier());
  if (!module)
    return failure();
  return module;
}
