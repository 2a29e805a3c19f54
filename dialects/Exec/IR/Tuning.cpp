//===- Tuning.cpp - Choices that were measured ----------------------------===//

#include "dialects/Exec/IR/Tuning.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace sinter::exec;
using llvm::StringRef;

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

namespace {
/// A choice that is a number.
struct NumberWord {
  llvm::StringLiteral name;
  std::optional<int64_t> Tuning::*member;
  int64_t least, most;
};
} // namespace

static constexpr NumberWord kNumbers[] = {
    {"panel", &Tuning::panel, 0, 64},
    {"rows", &Tuning::rows, 1, 64},
    {"vectors", &Tuning::vectors, 1, 64},
    {"workgroups", &Tuning::workgroups, 1, 1024},
};

static llvm::Error setOrder(StringRef value, Tuning &tuning) {
  if (tuning.order)
    return error("'order' is given twice");
  if (value == "panels")
    tuning.order = Tuning::Order::Panels;
  else if (value == "rows")
    tuning.order = Tuning::Order::Rows;
  else
    return error("unknown order '" + value + "'; expected panels or rows");
  return llvm::Error::success();
}

static llvm::Error setChoice(StringRef word, Tuning &tuning) {
  auto [name, value] = word.split('=');
  if (name == "order")
    return setOrder(value, tuning);
  for (const NumberWord &known : kNumbers) {
    if (known.name != name)
      continue;
    std::optional<int64_t> &member = tuning.*known.member;
    int64_t number;
    if (member)
      return error("'" + name + "' is given twice");
    if (value.getAsInteger(10, number) || number < known.least || number > known.most)
      return error("'" + value + "' is not a number from " + llvm::Twine(known.least) + " to " +
                   llvm::Twine(known.most) + ", as '" + name + "' takes");
    member = number;
    return llvm::Error::success();
  }
  return error("unknown choice '" + name +
               "'; expected one of panel, rows, vectors, order, workgroups");
}

llvm::Expected<Tuning> Tuning::parse(StringRef text) {
  Tuning tuning;
  llvm::SmallVector<StringRef> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef word : words)
    if (llvm::Error problem = setChoice(word, tuning))
      return problem;
  return tuning;
}

mlir::FailureOr<Tuning> Tuning::get(mlir::Operation *function) {
  mlir::Attribute attribute = function->getAttr(kTuning);
  if (!attribute)
    return Tuning();
  auto text = mlir::dyn_cast<mlir::StringAttr>(attribute);
  if (!text)
    return function->emitError() << kTuning << " is no string";
  llvm::Expected<Tuning> tuning = parse(text.getValue());
  if (!tuning)
    return function->emitError() << kTuning << ": " << llvm::toString(tuning.takeError());
  return *tuning;
}

std::string sinter::exec::getMachineKey(MachineAttr machine) {
  // Not the threads: how many this process may run says nothing of the machine.
  std::string text;
  llvm::raw_string_ostream(text) << machine.getTriple() << '\n'
                                 << machine.getCpu() << '\n'
                                 << machine.getFeatures() << '\n'
                                 << machine.getVectorBits() << ' ' << machine.getVectorRegisters()
                                 << ' ' << machine.getIndexBits() << ' ' << machine.getL1Bytes()
                                 << ' ' << machine.getL2Bytes();
  return llvm::utohexstr(llvm::xxh3_64bits(text), /*LowerCase=*/true, /*Width=*/16);
}
