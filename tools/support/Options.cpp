//===- Options.cpp - Command lines of the runtime's tools -----------------===//

#include "tools/support/Options.h"
#include <charconv>
#include <cmath>
#include <cstdio>

using namespace sinter::tools;

Option sinter::tools::flag(std::string name, std::string help, bool &target) {
  return {std::move(name), "", std::move(help), [&target](std::string_view) {
            target = true;
            return std::string();
          }};
}

Option sinter::tools::text(std::string name, std::string value, std::string help,
                           std::string &target) {
  return {std::move(name), std::move(value), std::move(help), [&target](std::string_view given) {
            target = given;
            return std::string();
          }};
}

Option sinter::tools::texts(std::string name, std::string value, std::string help,
                            std::vector<std::string> &target) {
  return {std::move(name), std::move(value), std::move(help), [&target](std::string_view given) {
            target.emplace_back(given);
            return std::string();
          }};
}

Option sinter::tools::number(std::string name, std::string help, uint32_t &target) {
  return {std::move(name), "N", std::move(help), [&target](std::string_view given) {
            auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), target);
            bool complete = error == std::errc() && end == given.data() + given.size();
            return std::string(complete ? "" : "expected a whole number");
          }};
}

Option sinter::tools::real(std::string name, std::string help, double &target) {
  return {std::move(name), "X", std::move(help), [&target](std::string_view given) {
            auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), target);
            bool complete = error == std::errc() && end == given.data() + given.size();
            return std::string(complete && target >= 0 ? "" : "expected a number, 0 or more");
          }};
}

Option sinter::tools::choice(std::string name, const std::vector<std::string> &words,
                             std::string help, std::string &target) {
  std::string list;
  for (const std::string &word : words)
    list += (list.empty() ? "" : "|") + word;
  auto apply = [&target, words, list](std::string_view given) {
    for (const std::string &word : words)
      if (word == given) {
        target = word;
        return std::string();
      }
    return "expected " + list;
  };
  return {std::move(name), list, std::move(help), apply};
}

static void printHelp(const CommandLine &line) {
  std::printf("usage: %s %s [option]...\n\n%s\n\n", line.tool.c_str(), line.positional.c_str(),
              line.summary.c_str());
  for (const Option &option : line.options) {
    std::string left = "  --" + option.name + (option.value.empty() ? "" : "=" + option.value);
    if (left.size() > 34)
      std::printf("%s\n%-34s  %s\n", left.c_str(), "", option.help.c_str());
    else
      std::printf("%-34s  %s\n", left.c_str(), option.help.c_str());
  }
  std::printf("  %-32s  %s\n", "--help", "print this");
}

/// Applies one argument that begins with "--". Returns why it is refused.
static std::string applyOption(const CommandLine &line, std::string_view argument) {
  size_t equals = argument.find('=');
  std::string_view name = argument.substr(2, equals - 2);
  if (equals == std::string_view::npos)
    name = argument.substr(2);
  for (const Option &option : line.options) {
    if (option.name != name)
      continue;
    bool hasValue = equals != std::string_view::npos;
    if (hasValue && option.value.empty())
      return "--" + option.name + " takes no value";
    if (!hasValue && !option.value.empty())
      return "--" + option.name + " needs a value: --" + option.name + "=" + option.value;
    std::string why = option.apply(hasValue ? argument.substr(equals + 1) : std::string_view());
    return why.empty() ? why : std::string(argument) + ": " + why;
  }
  return "unknown option --" + std::string(name);
}

std::optional<int> CommandLine::parse(int argc, char **argv, std::string &argument) const {
  for (int i = 1; i < argc; ++i) {
    std::string_view given = argv[i];
    if (given == "--help" || given == "-h") {
      printHelp(*this);
      return ExitSuccess;
    }
    if (given.size() > 2 && given.substr(0, 2) == "--") {
      std::string why = applyOption(*this, given);
      if (!why.empty())
        return refuse(why);
      continue;
    }
    if (!argument.empty())
      return refuse("more than one " + positional + ": " + std::string(given));
    argument = given;
  }
  return std::nullopt;
}

int CommandLine::refuse(std::string_view message) const {
  fail(tool, message);
  std::fprintf(stderr, "usage: %s %s [option]... (see --help)\n", tool.c_str(), positional.c_str());
  return ExitUsage;
}

int sinter::tools::fail(std::string_view tool, std::string_view message) {
  std::fflush(stdout);
  std::fprintf(stderr, "%.*s: error: %.*s\n", int(tool.size()), tool.data(), int(message.size()),
               message.data());
  return ExitRefused;
}

int sinter::tools::finish(std::string_view tool, int code) {
  bool isWritten = std::fflush(stdout) == 0 && !std::ferror(stdout);
  return isWritten ? code : fail(tool, "standard output cannot be written");
}
