//===- TuningFile.cpp - Choices that were measured, in a file -------------===//

#include "compiler/Driver/TuningFile.h"

#include "dialects/Exec/IR/Tuning.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace sinter;
using llvm::StringRef;

constexpr llvm::StringLiteral kHeader = "sinter-tuning 1";

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static llvm::Error error(const llvm::Twine &message) { return llvm::createStringError(message); }

static bool isKey(StringRef text) {
  return text.size() == 16 &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'f'); });
}

namespace {
struct LineReader {
  TuningFile file;
  llvm::StringSet<> known; ///< Machines, and regions of the last one.

  llvm::Error read(StringRef line) {
    auto [content, comment] = line.split('#');
    auto [word, rest] = content.trim().split(' ');
    auto [key, tail] = rest.trim().split(' ');
    if (word.empty())
      return llvm::Error::success();
    if (word != "machine" && word != "region")
      return error("unknown word '" + word + "'; a line begins with machine or region");
    if (!isKey(key))
      return error("'" + key + "' is no key; expected 16 hexadecimal digits");
    if (word == "machine")
      return addMachine(key, tail.trim());
    return addRegion(key, tail.trim(), comment.trim());
  }

private:
  llvm::Error addMachine(StringRef key, StringRef cpu) {
    if (file.find(key))
      return error("machine " + key + " stands in the file twice");
    file.machines.push_back({key.str(), cpu.str(), {}});
    known.clear();
    return llvm::Error::success();
  }

  llvm::Error addRegion(StringRef key, StringRef choices, StringRef comment) {
    if (file.machines.empty())
      return error("region " + key + " stands before any machine");
    if (!known.insert(key).second)
      return error("region " + key + " stands twice under one machine");
    llvm::Expected<exec::Tuning> tuning = exec::Tuning::parse(choices);
    if (!tuning)
      return tuning.takeError();
    file.machines.back().regions.push_back({key.str(), choices.str(), comment.str()});
    return llvm::Error::success();
  }
};
} // namespace

llvm::Expected<TuningFile> TuningFile::parse(StringRef text, StringRef path) {
  LineReader reader;
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (auto [number, line] : llvm::enumerate(lines)) {
    llvm::Error problem = llvm::Error::success();
    if (number > 0)
      problem = reader.read(line.rtrim("\r"));
    else if (line.rtrim() != kHeader)
      problem =
          error("this is no tuning file of this version; it would begin with '" + kHeader + "'");
    if (problem)
      return error("tuning file '" + path + "', line " + llvm::Twine(number + 1) + ": " +
                   llvm::toString(std::move(problem)));
  }
  return std::move(reader.file);
}

llvm::Expected<TuningFile> TuningFile::read(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return error("cannot read tuning file '" + path + "': " + buffer.getError().message());
  return parse((*buffer)->getBuffer(), path);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

void TuningFile::Machine::set(Region region) {
  auto known = llvm::find_if(regions, [&](Region &other) { return other.key == region.key; });
  if (known == regions.end())
    regions.push_back(std::move(region));
  else
    *known = std::move(region);
}

const TuningFile::Machine *TuningFile::find(StringRef key) const {
  auto found = llvm::find_if(machines, [&](const Machine &m) { return m.key == key; });
  return found == machines.end() ? nullptr : &*found;
}

TuningFile::Machine &TuningFile::get(StringRef key, StringRef cpu) {
  if (const Machine *found = find(key))
    return const_cast<Machine &>(*found);
  machines.push_back({key.str(), cpu.str(), {}});
  return machines.back();
}

std::string TuningFile::print() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << kHeader << '\n';
  for (const Machine &machine : machines) {
    os << "machine " << machine.key << ' ' << machine.cpu << '\n';
    for (const Region &region : machine.regions) {
      os << "region " << region.key << ' ' << region.choices;
      if (!region.comment.empty())
        os << "  # " << region.comment;
      os << '\n';
    }
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

LogicalResult sinter::attachTuning(ModuleOp module, const std::string &path) {
  llvm::Expected<TuningFile> file = TuningFile::read(path);
  if (!file)
    return module.emitError() << llvm::toString(file.takeError());
  auto machine = exec::MachineAttr::get(module);
  const TuningFile::Machine *entries = file->find(exec::getMachineKey(machine));
  if (!entries) {
    module.emitWarning("tuning file '")
        << path << "' has nothing for this machine (" << exec::getMachineKey(machine) << ", "
        << machine.getCpu() << ")";
    return success();
  }
  Builder builder(module.getContext());
  SmallVector<NamedAttribute> choices;
  for (const TuningFile::Region &region : entries->regions)
    choices.push_back(builder.getNamedAttr(region.key, builder.getStringAttr(region.choices)));
  module->setAttr(exec::kTuning, builder.getDictionaryAttr(choices));
  return success();
}
