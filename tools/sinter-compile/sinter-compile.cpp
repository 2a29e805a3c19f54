//===- sinter-compile.cpp - From a model to a module ----------------------===//

#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/Diagnostics.h"
#include "targets/LLVMCPU/Machine.h"
#include "tools/sinter-compile/Tune.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Signals.h"
#include <unistd.h>

using namespace sinter;

enum ExitCode { kSuccess = 0, kRefused = 1, kWrongUsage = 2 };

static int fail(llvm::Error error, ExitCode code) {
  printError(llvm::errs(), kCompilerName, llvm::toString(std::move(error)));
  return code;
}

/// Answers a question about the compiler itself, if the user asks one.
static std::optional<int> answer(const Options &options) {
  if (options.help == HelpKind::text)
    printHelp(llvm::outs());
  else if (options.help == HelpKind::markdown)
    printMarkdownHelp(llvm::outs());
  else if (options.version)
    llvm::outs() << "sinter-compile " SINTER_VERSION "\n";
  else if (options.listTargets)
    printTargets(llvm::outs());
  else if (options.listCpus.empty())
    return std::nullopt;
  else if (llvm::Error error = printCpus(options.listCpus, llvm::outs()))
    return fail(std::move(error), kWrongUsage);
  llvm::outs().flush();
  std::error_code problem = llvm::outs().error();
  llvm::outs().clear_error();
  return problem ? fail(llvm::createStringError("cannot write the answer: " + problem.message()),
                        kRefused)
                 : kSuccess;
}

/// LLVM gives up on IR that no pass should have made. Its own message would tell
/// users to report a bug to LLVM.
static void giveUp(void *, const char *reason, bool) {
  printError(llvm::errs(), kCompilerName, llvm::Twine("internal error: ") + reason);
  llvm::sys::RunInterruptHandlers(); // removes unfinished files
  _exit(kRefused);
}

int main(int argc, char **argv) {
  llvm::install_fatal_error_handler(giveUp);
  llvm::install_bad_alloc_error_handler(giveUp);
  Options options;
  if (llvm::Error error = parseOptions(llvm::ArrayRef(argv + 1, argc - 1), options))
    return fail(std::move(error), kWrongUsage);
  if (std::optional<int> code = answer(options))
    return *code;
  if (llvm::Error error = checkOptions(options))
    return fail(std::move(error), kWrongUsage);
  if (options.tune && !tune(options, llvm::errs()))
    return kRefused;
  return succeeded(compile(options, llvm::errs())) ? kSuccess : kRefused;
}
