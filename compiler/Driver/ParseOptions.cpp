//===- ParseOptions.cpp - From arguments to options -----------------------===//
//
// `-o FILE`, `-O3`, `--switch` and `--option=VALUE`; what starts with no dash
// is the input. An option given twice is refused unless it is repeatable.
//
//===----------------------------------------------------------------------===//

#include "compiler/Driver/OptionTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace sinter;
using llvm::StringRef;

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

namespace {
/// An argument taken apart.
struct Argument {
  const OptionEntry *entry = nullptr;
  std::optional<StringRef> value; // what is attached to the flag
};
} // namespace

static const OptionEntry *findOption(StringRef flag) {
  for (const OptionEntry &entry : getOptionTable())
    if (entry.flag == flag)
      return &entry;
  return nullptr;
}

static Argument splitArgument(StringRef text) {
  if (!text.starts_with("--")) { // one letter, the value attached
    StringRef value = text.drop_front(2);
    return {findOption(text.take_front(2)), value.empty() ? std::nullopt : std::optional(value)};
  }
  size_t equals = text.find('=');
  if (equals == StringRef::npos)
    return {findOption(text), std::nullopt};
  return {findOption(text.take_front(equals)), text.drop_front(equals + 1)};
}

static std::string describeUse(const OptionEntry &entry) {
  bool isLetter = !entry.flag.starts_with("--");
  return (entry.flag + (isLetter ? " " : "=") + entry.value).str();
}

/// Parses one argument, or two when the value stands apart.
static llvm::Error parseArgument(llvm::ArrayRef<const char *> arguments, size_t &position,
                                 llvm::StringSet<> &seen, Options &options) {
  StringRef text = arguments[position];
  if (!text.starts_with("-") || text == "-") {
    if (!options.input.empty())
      return error("more than one input: '" + options.input + "' and '" + text + "'");
    options.input = text.str();
    return llvm::Error::success();
  }

  Argument argument = splitArgument(text);
  if (!argument.entry)
    return error("unknown option '" + text + "'; see --help");
  const OptionEntry &entry = *argument.entry;
  if (!entry.isAvailable)
    return error("option " + entry.flag + " is not available yet");
  bool needsValue = !entry.value.empty() && !entry.value.starts_with("[");
  if (needsValue && !argument.value) {
    if (entry.flag != "-o" || position + 1 == arguments.size())
      return error("option " + entry.flag + " needs a value: " + describeUse(entry));
    argument.value = arguments[++position];
  }
  if (!seen.insert(entry.flag).second && !entry.isRepeatable)
    return error("option " + entry.flag + " is given twice");
  if (llvm::Error problem = entry.parse(argument.value.value_or(""), options))
    return error("option " + entry.flag + ": " + llvm::toString(std::move(problem)));
  return llvm::Error::success();
}

llvm::Error sinter::parseOptions(llvm::ArrayRef<const char *> arguments, Options &options) {
  llvm::StringSet<> seen;
  for (size_t position = 0; position < arguments.size(); ++position)
    if (llvm::Error problem = parseArgument(arguments, position, seen, options))
      return problem;
  return llvm::Error::success();
}
