//===- sinter-check.cpp - Hold a model against its stored cases -----------===//

#include "tools/sinter-check/CaseFiles.h"
#include "tools/sinter-check/CheckCases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <unistd.h>

using namespace sinter;
using namespace sinter::tools;

/// LLVM gives up on IR that no pass should have made.
static void giveUp(void *, const char *reason, bool) {
  fail("sinter-check", std::string("internal error: ") + reason);
  _exit(ExitRefused);
}

/// Returns whether an argument is one of ours; others are the compiler's.
static bool isOwn(const CommandLine &line, llvm::StringRef argument) {
  if (!argument.starts_with("-") || argument == "-h" || argument == "--help")
    return true;
  llvm::StringRef name = argument.split('=').first;
  return name.consume_front("--") &&
         llvm::any_of(line.options, [&](const Option &option) { return option.name == name; });
}

/// Returns why options of the compiler make no sense here, or an empty string.
static std::string findConflict(const Options &options) {
  if (options.emit != EmitKind::module || options.compileTo || options.tune ||
      options.listTargets || !options.listCpus.empty() || options.version ||
      !options.output.empty())
    return "what is compiled here is run; to keep it or stop before, use sinter-compile";
  return "";
}

int main(int argc, char **argv) {
  llvm::install_fatal_error_handler(giveUp);
  CheckArguments arguments;
  Device device;
  CommandLine line = {
      "sinter-check",
      "FOLDER|MODEL",
      "Compiles a model, runs its stored cases and compares. FOLDER is in the layout of ONNX's\n"
      "tests: model.onnx, test_data_set_*/input_*.pb and output_*.pb, or .npy files. Options\n"
      "that are not listed here go to the compiler (see sinter-compile --help).",
      {}};
  line.options = {
      text("reference-outputs", "DIR",
           "values inside of the graph, NAME.npy or NAME.pb: on a mismatch, name "
           "the first node that differs",
           arguments.references),
      real("rtol", "tolerance relative to the expected value (default: 0.001 for floats)",
           arguments.tolerance.relative),
      real("atol", "absolute tolerance (default: 1e-5 for floats, 0 for integers)",
           arguments.tolerance.absolute),
      texts("input", "VALUE", "an input of a case of your own, as sinter-run takes it",
            arguments.inputs),
      texts("expected-output", "VALUE",
            "what an output must be in that case, instead of stored ones", arguments.expected),
      text("function", "NAME", "function to run (default: the only one, or main)",
           arguments.function),
  };
  device.addOptions(line.options);
  arguments.binding.addOptions(line.options);

  std::vector<char *> own = {argv[0]};
  std::vector<const char *> compilers;
  for (char *argument : llvm::ArrayRef(argv + 1, argc - 1))
    if (isOwn(line, argument))
      own.push_back(argument);
    else
      compilers.push_back(argument);
  std::string path;
  if (std::optional<int> code = line.parse(int(own.size()), own.data(), path))
    return *code;
  Options options;
  if (llvm::Error error = parseOptions(compilers, options))
    return line.refuse(llvm::toString(std::move(error)));
  if (path.empty())
    return line.refuse("no folder or model given");
  if (arguments.expected.empty() && !arguments.inputs.empty())
    return line.refuse("--input needs an --expected-output to compare with");
  std::string error = findConflict(options);
  if (error.empty())
    error = device.findConflict();
  if (!error.empty())
    return line.refuse(error);
  error = findModel(path, options.input);
  return finish(line.tool,
                error.empty() ? checkCases(arguments, options, device) : fail(line.tool, error));
}
