//===- CheckCases.h - Run a model's cases and compare -----------*- C++ -*-===//

#ifndef TOOLS_SINTER_CHECK_CHECKCASES_H
#define TOOLS_SINTER_CHECK_CHECKCASES_H

#include "compiler/Driver/Options.h"
#include "tools/support/Compare.h"
#include "tools/support/Device.h"
#include "tools/support/Invocation.h"

namespace sinter::tools {

struct CheckArguments {
  std::string function;
  std::string references;                    ///< Folder of values inside of the graph, or empty.
  std::vector<std::string> inputs, expected; ///< A case of the command line.
  Tolerance tolerance{-1, -1};               ///< Negative: not given.
  Binding binding;
};

/// Checks the model `options.input` and prints what comes out. Returns the exit code.
int checkCases(const CheckArguments &arguments, const Options &options, Device &device);

} // namespace sinter::tools

#endif // TOOLS_SINTER_CHECK_CHECKCASES_H
