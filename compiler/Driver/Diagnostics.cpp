//===- Diagnostics.cpp - Messages for the user ----------------------------===//

#include "compiler/Driver/Diagnostics.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace sinter;

namespace {
/// What a location tells a user: the first line and the first name in it.
struct Place {
  FileLineColLoc line;
  StringAttr node;

  void add(Location location) {
    llvm::TypeSwitch<Location>(location)
        .Case([&](FileLineColLoc found) { line = line ? line : found; })
        .Case([&](NameLoc found) {
          node = node ? node : found.getName();
          add(found.getChildLoc());
        })
        .Case([&](CallSiteLoc found) {
          add(found.getCallee());
          add(found.getCaller());
        })
        .Case([&](FusedLoc found) {
          for (Location part : found.getLocations())
            add(part);
        })
        .Default([](Location) {});
  }
};
} // namespace

static StringRef getWord(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

static void printWord(llvm::raw_ostream &os, DiagnosticSeverity severity) {
  llvm::HighlightColor color = severity == DiagnosticSeverity::Error ? llvm::HighlightColor::Error
                               : severity == DiagnosticSeverity::Warning
                                   ? llvm::HighlightColor::Warning
                                   : llvm::HighlightColor::Note;
  llvm::WithColor(os, color, os.has_colors() ? llvm::ColorMode::Auto : llvm::ColorMode::Disable)
      << getWord(severity) << ": ";
}

/// Names come from model files: what would control a terminal is shown, not sent.
static std::string showControls(StringRef line) {
  std::string shown;
  for (char c : line)
    shown += c == '\t' || !llvm::isASCII(c) || llvm::isPrint(c)
                 ? std::string(1, c)
                 : llvm::formatv("\\x{0:x-2}", unsigned(c)).str();
  return shown;
}

/// Prints the first line of `text` with `severity`, the others as notes.
static void printLines(llvm::raw_ostream &os, StringRef origin, DiagnosticSeverity severity,
                       StringRef text) {
  SmallVector<StringRef> lines;
  text.trim().split(lines, '\n');
  for (StringRef line : lines) {
    os << origin << ": ";
    printWord(os, severity);
    os << showControls(line) << '\n';
    severity = DiagnosticSeverity::Note;
  }
}

DiagnosticPrinter::DiagnosticPrinter(MLIRContext *context, StringRef input, llvm::raw_ostream &os)
    : input(input.str()), os(os),
      handler(context, [this](Diagnostic &diagnostic) { print(diagnostic); }) {}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  printOne(diagnostic);
  for (const Diagnostic &note : diagnostic.getNotes())
    printOne(note);
}

void DiagnosticPrinter::printOne(const Diagnostic &diagnostic) {
  Place place;
  place.add(diagnostic.getLocation());
  std::string origin = input;
  if (place.line && place.line.getFilename() != llvm::sys::path::filename(input))
    origin = place.line.getFilename().str();
  if (place.line && place.line.getLine() > 0)
    origin += llvm::formatv(":{0}:{1}", place.line.getLine(), place.line.getColumn());

  std::string text = diagnostic.str();
  // A pass that tells more about its node names it itself.
  if (place.node && !StringRef(text).starts_with("node '"))
    text = ("node '" + place.node.getValue() + "': " + text).str();
  printLines(os, origin, diagnostic.getSeverity(), text);
}

void sinter::printError(llvm::raw_ostream &os, StringRef origin, const llvm::Twine &text) {
  printLines(os, origin, DiagnosticSeverity::Error, text.str());
}

void sinter::printRemark(llvm::raw_ostream &os, StringRef origin, const llvm::Twine &text) {
  printLines(os, origin, DiagnosticSeverity::Remark, text.str());
}

Location sinter::getFileLocation(MLIRContext *context, StringRef input) {
  return FileLineColLoc::get(context, llvm::sys::path::filename(input), 0, 0);
}
