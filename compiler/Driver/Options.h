//===- Options.h - What a user may ask of the compiler ----------*- C++ -*-===//
//
// The table below declares each option once. The fields of `Options`, the
// parser, --help and docs/command-line.md all come from it.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_DRIVER_OPTIONS_H
#define COMPILER_DRIVER_OPTIONS_H

#include "compiler/Pipeline/Phases.h"
#include "targets/TargetBackend.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace sinter {

enum class EmitKind { module, staticLibrary, sharedLibrary, object, assembly, llvmIR, mlir };
enum class ExecutableFormat { embeddedElf, systemLibrary, portable };
enum class InputFormat { byExtension, onnx, tflite, mlir };

/// Dims that fix a dynamic input of the model.
struct InputShape {
  std::string name;
  llvm::SmallVector<int64_t> dims;
};

/// Bounds of a dim that the model leaves open; equal ones fix it. Calls give multiples of `step`;
/// 0 leaves it to the model.
struct DimBounds {
  std::string name;
  int64_t min, max;
  int64_t step = 0;
};

/// An option of the contract that no code serves yet: giving it is an error.
struct NotAvailableYet {};

// SECTION(title)
// OPTION(type, member, flag, value, default, help)
//   type     of the field; it decides how values are written (OptionValue.h)
//   flag     as the user writes it, without dashes when longer than a letter
//   value    what stands for the value, and its unit, in help; empty for a switch, in
//            brackets if the option may stand without
//   default  of the field
// clang-format off
#define SINTER_OPTIONS(SECTION, OPTION)                                                            \
  SECTION("Files")                                                                                 \
  OPTION(std::string, output, "-o", "FILE", {},                                                    \
         "File to write; - is standard output")                                                    \
  OPTION(EmitKind, emit, "--emit", "KIND", EmitKind::module,                                       \
         "What to write")                                                                          \
  OPTION(ExecutableFormat, executableFormat, "--executable-format", "FORMAT",                      \
         ExecutableFormat::embeddedElf,                                                            \
         "How the module holds code")                                                              \
  OPTION(std::string, symbolPrefix, "--symbol-prefix", "NAME", {},                                 \
         "What names in a library begin with; without it the library's own name")                  \
  OPTION(std::string, weightsSection, "--weights-section", "NAME", {},                             \
         "Section of a library's weights; without it .rodata.PREFIX.weights")                      \
  OPTION(bool, ioInWorkspace, "--io-in-workspace", "", false,                                      \
         "Keep a library's inputs and outputs in its workspace, at places that its header tells")   \
  OPTION(InputFormat, inputFormat, "--input-format", "FORMAT", InputFormat::byExtension,           \
         "What the input is")                                                                      \
  OPTION(std::vector<InputShape>, inputShapes, "--input-shape", "NAME:1x3x224x224", {},            \
         "Fix the dims of a dynamic input; repeatable")                                            \
  OPTION(std::vector<DimBounds>, dims, "--dim", "NAME:1..16", {},                                  \
         "Bound a dimension that the model leaves open, to multiples of a number if one follows "   \
         "(NAME:32..640/32), or fix it (NAME:4); repeatable")                                      \
  OPTION(std::vector<std::string>, extraOutputs, "--extra-output", "NAME", {},                     \
         "Return this value of an ONNX graph, too, after its outputs; repeatable")                 \
  SECTION("Machine")                                                                               \
  OPTION(std::vector<std::string>, targets, "--target", "NAME", {},                                \
         "Machine to compile for; without it host, this one with all its features; repeatable: "   \
         "the module then holds code for each, and the best that a machine can run is taken there")                \
  OPTION(std::string, targetTriple, "--target-triple", "TRIPLE", {},                               \
         "Override the target's LLVM triple")                                                      \
  OPTION(std::string, targetCpu, "--target-cpu", "NAME", {},                                       \
         "Override the target's CPU")                                                              \
  OPTION(std::string, targetCpuFeatures, "--target-cpu-features", "+A,-B", {},                     \
         "Add CPU features to, or take them from, the target")                                     \
  OPTION(std::string, targetAbi, "--target-abi", "NAME", {},                                       \
         "Override the target's calling convention")                                               \
  OPTION(bool, listTargets, "--list-targets", "", false,                                           \
         "Print the names that --target takes, and exit")                                          \
  OPTION(std::string, listCpus, "--list-cpus", "TRIPLE", {},                                       \
         "Print the CPUs of a triple, and exit")                                                   \
  SECTION("Code")                                                                                  \
  OPTION(OptLevel, optLevel, "-O", "0|1|2|3|s", OptLevel{3},                                       \
         "How much to optimize; s: for little code")                                               \
  OPTION(FpContract, fpContract, "--fp-contract", "MODE", FpContract::on,                          \
         "Where a multiplication and an addition may be fused into one rounding")                  \
  OPTION(bool, fastMath, "--fast-math", "", false,                                                 \
         "Take faster methods whatever their rounding errors, as for convolutions")                                       \
  OPTION(bool, strictFp, "--strict-fp", "", false,                                                 \
         "Compute each product of the model as such, with no method that rounds otherwise")    \
  OPTION(TfliteRounding, tfliteRounding, "--tflite-rounding", "MODE", TfliteRounding::twice,       \
         "How often sums of 8-bit products of TFLite models are rounded: twice as TFLite Micro does, "         \
         "or once as LiteRT does with XNNPACK")                                                    \
  OPTION(std::string, tuningFile, "--tuning-file", "FILE", {},                                     \
         "Read measured choices of strategies from a file; --tune writes it")                      \
  OPTION(std::optional<Seconds>, tune, "--tune", "[SECONDS]", std::nullopt,                        \
         "Measure strategies on this machine, for 60 seconds unless told; needs --tuning-file")    \
  OPTION(Schedule, schedule, "--schedule", "KIND", Schedule::minPeakMemory,                        \
         "Order dispatches for least memory or most parallel work")                                \
  OPTION(std::optional<ByteSize>, maxRam, "--max-ram", "SIZE", std::nullopt,                       \
         "Fail when workspace and state need more bytes; as 20000, 64KiB or 1MiB")                 \
  OPTION(std::optional<ByteSize>, maxFlash, "--max-flash", "SIZE", std::nullopt,                   \
         "Fail when code and constants need more bytes")                                           \
  OPTION(std::optional<ByteSize>, maxStack, "--max-stack", "SIZE", std::nullopt,                   \
         "Fail when a call may need more bytes of stack")                                          \
  OPTION(bool, debugSymbols, "--debug-symbols", "", false,                                         \
         "Keep symbols and line tables in the code, for debuggers and profilers")                  \
  OPTION(bool, strip, "--strip", "", false,                                                        \
         "Leave the table of dispatches out, which reports and profiles use")                      \
  SECTION("Insight")                                                                               \
  OPTION(std::optional<Phase>, compileFrom, "--compile-from", "PHASE", std::nullopt,               \
         "The input is IR on which this phase works")                                              \
  OPTION(std::optional<Phase>, compileTo, "--compile-to", "PHASE", std::nullopt,                   \
         "Stop after this phase and write what it made")                                           \
  OPTION(std::string, dumpPhases, "--dump-phases", "DIR", {},                                      \
         "Write the IR after each phase to a file, large constants shortened")                     \
  OPTION(std::string, dumpExecutables, "--dump-executables", "DIR", {},                            \
         "Write LLVM IR, assembly and object of each dispatch, and the linked code, to files")     \
  OPTION(NotAvailableYet, report, "--report", "FILE.html", {},                                     \
         "Write a page that shows memory, cost and decisions")                                     \
  OPTION(std::string, reportJson, "--report-json", "FILE", {},                                     \
         "Write functions, dispatches and their memory as JSON")                                   \
  OPTION(bool, quiet, "--quiet", "", false,                                                        \
         "Do not tell how much flash, RAM and stack the model needs")                              \
  OPTION(Threads, threads, "--threads", "COUNT", Threads{0},                                       \
         "Threads that compile; 0 for one per core")                                               \
  OPTION(HelpKind, help, "--help", "", HelpKind::none,                                             \
         "Print this list, and exit; --help=markdown for the manual page")                         \
  OPTION(bool, version, "--version", "", false,                                                    \
         "Print the version, and exit")
// clang-format on

enum class HelpKind { none, text, markdown };
enum class OptLevel : unsigned { forSize = 4 };
enum class Threads : unsigned {};
enum class Seconds : unsigned {};
enum class ByteSize : uint64_t {};

/// A compilation in values.
struct Options {
  std::string input;
#define SINTER_NO_SECTION(title)
#define SINTER_DECLARE_FIELD(type, member, flag, value, otherwise, help) type member = otherwise;
  SINTER_OPTIONS(SINTER_NO_SECTION, SINTER_DECLARE_FIELD)
#undef SINTER_DECLARE_FIELD
#undef SINTER_NO_SECTION
};

/// Sets `options` by the arguments that follow a program's name. Fails with one
/// message for the user; whether the input is any good is not looked at.
llvm::Error parseOptions(llvm::ArrayRef<const char *> arguments, Options &options);

/// Prints the options for a terminal.
void printHelp(llvm::raw_ostream &os);

/// Prints the options as a table in Markdown.
void printMarkdownHelp(llvm::raw_ostream &os);

} // namespace sinter

#endif // COMPILER_DRIVER_OPTIONS_H
