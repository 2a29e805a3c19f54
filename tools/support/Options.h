//===- Options.h - Command lines of the runtime's tools ---------*- C++ -*-===//
//
// A declarative table of options: the parser, the help and the refusals come
// from it. The runtime's tools start in a millisecond and run where LLVM is not,
// so this is not llvm::cl.
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SUPPORT_OPTIONS_H
#define TOOLS_SUPPORT_OPTIONS_H

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::tools {

enum ExitCode { ExitSuccess = 0, ExitRefused = 1, ExitUsage = 2 };

/// One option. Written --name=VALUE, or --name when it takes no value.
struct Option {
  std::string name;
  std::string value; ///< What the value is called in the help; empty for a flag.
  std::string help;
  /// Takes the value; returns why it is refused, or an empty string.
  std::function<std::string(std::string_view)> apply;
};

/// Options that store what they are given.
Option flag(std::string name, std::string help, bool &target);
Option text(std::string name, std::string value, std::string help, std::string &target);
Option texts(std::string name, std::string value, std::string help,
             std::vector<std::string> &target);
Option number(std::string name, std::string help, uint32_t &target);
Option real(std::string name, std::string help, double &target);
/// One of several words.
Option choice(std::string name, const std::vector<std::string> &words, std::string help,
              std::string &target);

struct CommandLine {
  std::string tool;       ///< "sinter-run"
  std::string positional; ///< "MODULE"
  std::string summary;
  std::vector<Option> options;

  /// Reads the arguments; `argument` is the one positional argument. Returns the
  /// exit code when the program should end now: after --help, or on wrong usage.
  std::optional<int> parse(int argc, char **argv, std::string &argument) const;

  /// Reports wrong usage; returns the exit code for it.
  int refuse(std::string_view message) const;
};

/// Prints "tool: error: message" and returns ExitRefused.
int fail(std::string_view tool, std::string_view message);

/// Writes out what was printed. Returns `code`, or ExitRefused with a message if
/// standard output cannot take it (a full disk, a closed pipe).
int finish(std::string_view tool, int code);

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_OPTIONS_H
