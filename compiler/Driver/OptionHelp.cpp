//===- OptionHelp.cpp - The options as text -------------------------------===//

#include "compiler/Driver/OptionTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace sinter;

constexpr llvm::StringLiteral kUsage = "sinter-compile INPUT -o OUTPUT [OPTION...]";
constexpr llvm::StringLiteral kInput = "INPUT is a model: .onnx, .tflite or .mlir";

static std::string getSpelling(const OptionEntry &entry) {
  if (entry.value.empty())
    return entry.flag.str();
  if (entry.value.starts_with("["))
    return (entry.flag + "[=" + entry.value.drop_front()).str();
  llvm::StringRef separator = entry.flag == "-o" ? " " : entry.flag.starts_with("--") ? "=" : "";
  return (entry.flag + separator + entry.value).str();
}

/// Returns help with choices and default: all there is to know.
static std::string getText(const OptionEntry &entry) {
  std::string text = entry.help.str();
  if (!entry.isAvailable)
    return text + " (not available yet)";
  if (!entry.choices.empty()) {
    auto words = llvm::map_range(entry.choices, [](const Choice &choice) {
      return choice.word.str() + (choice.isAvailable ? "" : " (not available yet)");
    });
    text += ": " + llvm::join(words, ", ");
  }
  if (!entry.defaultValue.empty())
    text += "; default: " + entry.defaultValue;
  return text;
}

/// Prints `text` from `column` on, broken between words.
static void printWrapped(llvm::StringRef text, unsigned column, llvm::raw_ostream &os) {
  constexpr unsigned width = 100;
  unsigned position = column;
  llvm::SmallVector<llvm::StringRef> words;
  text.split(words, ' ');
  for (auto [index, word] : llvm::enumerate(words)) {
    if (index > 0 && position + 1 + word.size() > width) {
      os << '\n';
      os.indent(column);
      position = column;
    } else if (index > 0) {
      os << ' ';
      ++position;
    }
    os << word;
    position += word.size();
  }
  os << '\n';
}

void sinter::printHelp(llvm::raw_ostream &os) {
  constexpr unsigned column = 34;
  os << "usage: " << kUsage << "\n  " << kInput << '\n';
  llvm::StringRef section;
  for (const OptionEntry &entry : getOptionTable()) {
    if (entry.section != section)
      os << '\n' << entry.section << ":\n";
    section = entry.section;
    std::string spelling = getSpelling(entry);
    os << "  " << spelling;
    if (spelling.size() + 4 > column)
      os << '\n' << std::string(column, ' ');
    else
      os.indent(column - 2 - spelling.size());
    printWrapped(getText(entry), column, os);
  }
}

void sinter::printMarkdownHelp(llvm::raw_ostream &os) {
  os << "`" << kUsage << "`\n\n" << kInput << ".\n";
  llvm::StringRef section;
  for (const OptionEntry &entry : getOptionTable()) {
    if (entry.section != section)
      os << "\n### " << entry.section << "\n\n| Option | Meaning |\n| --- | --- |\n";
    section = entry.section;
    // A bar would end the cell.
    std::string spelling = llvm::join(llvm::split(getSpelling(entry), '|'), "\\|");
    os << "| `" << spelling << "` | " << getText(entry) << " |\n";
  }
}
