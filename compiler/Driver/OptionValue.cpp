//===- OptionValue.cpp - How values of options are written ----------------===//

#include "compiler/Driver/OptionValue.h"

#include "dialects/Exec/IR/SymbolicDims.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace sinter;
using llvm::StringRef;

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

//===----------------------------------------------------------------------===//
// Choices among words
//===----------------------------------------------------------------------===//

namespace {
template <typename T> struct Word {
  StringRef word;
  T value;
  bool isAvailable = true;
};
} // namespace

static constexpr Word<EmitKind> kEmitWords[] = {
    {"module", EmitKind::module},
    {"static-library", EmitKind::staticLibrary},
    {"shared-library", EmitKind::sharedLibrary},
    {"object", EmitKind::object},
    {"assembly", EmitKind::assembly},
    {"llvm-ir", EmitKind::llvmIR},
    {"mlir", EmitKind::mlir},
};
static constexpr Word<ExecutableFormat> kExecutableWords[] = {
    {"embedded-elf", ExecutableFormat::embeddedElf},
    {"system-library", ExecutableFormat::systemLibrary, false},
    {"portable", ExecutableFormat::portable, false},
};
static constexpr Word<InputFormat> kInputWords[] = {
    {"auto", InputFormat::byExtension},
    {"onnx", InputFormat::onnx},
    {"mlir", InputFormat::mlir},
    {"tflite", InputFormat::tflite},
};
static constexpr Word<FpContract> kContractWords[] = {
    {"off", FpContract::off},
    {"on", FpContract::on},
    {"fast", FpContract::fast},
};
static constexpr Word<Schedule> kScheduleWords[] = {
    {"min-peak-memory", Schedule::minPeakMemory},
    {"max-concurrency", Schedule::maxConcurrency},
};
static constexpr Word<TfliteRounding> kRoundingWords[] = {
    {"twice", TfliteRounding::twice},
    {"once", TfliteRounding::once},
};

static std::string joinWords(llvm::ArrayRef<Choice> choices) {
  auto words = llvm::map_range(choices, [](const Choice &choice) { return choice.word; });
  return llvm::join(words, ", ");
}

template <typename T> static std::vector<Choice> listChoices(llvm::ArrayRef<Word<T>> words) {
  std::vector<Choice> choices;
  for (const Word<T> &word : words)
    choices.push_back({word.word, word.isAvailable});
  return choices;
}

template <typename T>
static llvm::Error parseWord(llvm::ArrayRef<Word<T>> words, StringRef text, T &result) {
  for (const Word<T> &word : words) {
    if (word.word != text)
      continue;
    if (!word.isAvailable)
      return error("'" + text + "' is not available yet");
    result = word.value;
    return llvm::Error::success();
  }
  return error("unknown value '" + text + "'; expected one of " + joinWords(listChoices(words)));
}

template <typename T> static std::string printWord(llvm::ArrayRef<Word<T>> words, T value) {
  return llvm::find_if(words, [&](const Word<T> &word) { return word.value == value; })->word.str();
}

#define CHOICE(TYPE, WORDS)                                                                        \
  llvm::Error sinter::parseValue(StringRef text, TYPE &result) {                                   \
    return parseWord<TYPE>(WORDS, text, result);                                                   \
  }                                                                                                \
  std::string sinter::printValue(TYPE value) { return printWord<TYPE>(WORDS, value); }             \
  std::vector<Choice> sinter::getChoices(TYPE) { return listChoices<TYPE>(WORDS); }

CHOICE(EmitKind, kEmitWords)
CHOICE(ExecutableFormat, kExecutableWords)
CHOICE(InputFormat, kInputWords)
CHOICE(FpContract, kContractWords)
CHOICE(Schedule, kScheduleWords)
CHOICE(TfliteRounding, kRoundingWords)

llvm::Error sinter::parseValue(StringRef text, std::optional<Phase> &result) {
  result = parsePhase(text);
  if (!result)
    return error("unknown phase '" + text + "'; expected one of " + joinWords(getChoices(result)));
  return llvm::Error::success();
}

std::string sinter::printValue(const std::optional<Phase> &value) {
  return value ? getPhaseName(*value).str() : "";
}

std::vector<Choice> sinter::getChoices(const std::optional<Phase> &) {
  std::vector<Choice> choices;
  for (Phase phase : getPhases())
    choices.push_back({getPhaseName(phase)});
  return choices;
}

//===----------------------------------------------------------------------===//
// Free values
//===----------------------------------------------------------------------===//

llvm::Error sinter::parseValue(StringRef text, std::string &result) {
  if (text.empty())
    return error("the value is empty");
  result = text.str();
  return llvm::Error::success();
}

std::string sinter::printValue(const std::string &value) { return value; }

llvm::Error sinter::parseValue(StringRef text, std::vector<std::string> &result) {
  return parseValue(text, result.emplace_back());
}

std::string sinter::printValue(const std::vector<std::string> &value) {
  return llvm::join(value, ", ");
}

llvm::Error sinter::parseValue(StringRef text, bool &result) {
  if (!text.empty())
    return error("it takes no value");
  result = true;
  return llvm::Error::success();
}

std::string sinter::printValue(bool) { return ""; }

llvm::Error sinter::parseValue(StringRef text, OptLevel &result) {
  if (text.size() != 1 || !StringRef("0123s").contains(text))
    return error("unknown level '" + text + "'; expected one of 0, 1, 2, 3, s");
  result = text == "s" ? OptLevel::forSize : OptLevel(text[0] - '0');
  return llvm::Error::success();
}

std::string sinter::printValue(OptLevel value) {
  return value == OptLevel::forSize ? "s" : std::to_string(unsigned(value));
}

llvm::Error sinter::parseValue(StringRef text, Threads &result) {
  unsigned count;
  if (text.getAsInteger(10, count) || count > 1024)
    return error("'" + text + "' is not a number from 0 to 1024");
  result = Threads(count);
  return llvm::Error::success();
}

std::string sinter::printValue(Threads value) { return std::to_string(unsigned(value)); }

llvm::Error sinter::parseValue(StringRef text, std::optional<Seconds> &result) {
  unsigned count = 60;
  if (!text.empty() && (text.getAsInteger(10, count) || count < 1 || count > 86400))
    return error("'" + text + "' is not a number from 1 to 86400");
  result = Seconds(count);
  return llvm::Error::success();
}

std::string sinter::printValue(std::optional<Seconds> value) {
  return value ? std::to_string(unsigned(*value)) : "";
}

llvm::Error sinter::parseValue(StringRef text, std::optional<ByteSize> &result) {
  StringRef digits = text.take_while(llvm::isDigit), unit = text.drop_front(digits.size());
  static constexpr std::pair<StringRef, unsigned> units[] = {
      {"", 0}, {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}};
  auto *known = llvm::find_if(units, [&](auto &entry) { return entry.first == unit; });
  uint64_t count;
  if (digits.getAsInteger(10, count) || known == std::end(units) || count >> 30)
    return error("'" + text + "' is not a size; expected a number as 20000, 64KiB, 1MiB or 1GiB");
  result = ByteSize(count << known->second);
  return llvm::Error::success();
}

std::string sinter::printValue(std::optional<ByteSize> value) {
  return value ? std::to_string(uint64_t(*value)) : "";
}

llvm::Error sinter::parseValue(StringRef text, HelpKind &result) {
  if (!text.empty() && text != "markdown")
    return error("unknown value '" + text + "'; expected nothing or markdown");
  result = text.empty() ? HelpKind::text : HelpKind::markdown;
  return llvm::Error::success();
}

std::string sinter::printValue(HelpKind) { return ""; }

llvm::Error sinter::parseValue(StringRef text, std::vector<InputShape> &result) {
  // An ONNX name may hold colons; dims never do.
  auto [name, dimsText] = text.rsplit(':');
  llvm::SmallVector<StringRef> parts;
  dimsText.split(parts, 'x');
  InputShape shape{name.str(), {}};
  for (StringRef part : parts) {
    int64_t dim;
    if (part.getAsInteger(10, dim) || dim < 0)
      return error("'" + text + "' is not of the form NAME:1x3x224x224");
    shape.dims.push_back(dim);
  }
  if (name.empty())
    return error("'" + text + "' names no input; expected NAME:1x3x224x224");
  result.push_back(std::move(shape));
  return llvm::Error::success();
}

std::string sinter::printValue(const std::vector<InputShape> &) { return ""; }

llvm::Error sinter::parseValue(StringRef text, std::vector<DimBounds> &result) {
  auto [name, bounds] = text.rsplit(':');
  auto [range, step] = bounds.split('/');
  auto [low, high] = range.split("..");
  DimBounds dim{name.str(), 0, 0};
  if (name.empty() || low.getAsInteger(10, dim.min) ||
      (range.contains("..") ? high : low).getAsInteger(10, dim.max) ||
      (bounds.contains('/') && (!range.contains("..") || step.getAsInteger(10, dim.step))))
    return error("'" + text + "' is not of the form NAME:4, NAME:1..16 or NAME:32..640/32");
  constexpr int64_t most = exec::SymbolicDims::kMaxSize, mostStep = 4096;
  if (bounds.contains('/') && (dim.step < 1 || dim.step > mostStep))
    return error("'" + text + "' asks for multiples of a number that is not from 1 to " +
                 llvm::Twine(mostStep));
  if (dim.min < 1 || dim.max < dim.min || dim.max > most)
    return error("'" + text + "' is no range of sizes from 1 to " + llvm::Twine(most));
  result.push_back(std::move(dim));
  return llvm::Error::success();
}

std::string sinter::printValue(const std::vector<DimBounds> &) { return ""; }

llvm::Error sinter::parseValue(StringRef, NotAvailableYet &) {
  return error("it is not available yet");
}

std::string sinter::printValue(NotAvailableYet) { return ""; }
