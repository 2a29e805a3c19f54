//===- CHeader.cpp - The header of a library ------------------------------===//
//
// The tag is made of the header's own text, so a change of anything that it says, of sizes
// as well as of signatures, keeps a program from being linked with another library.
//
//===----------------------------------------------------------------------===//

#include "compiler/Package/CHeader.h"

#include "compiler/Package/CMachine.h"
#include "compiler/Package/CNames.h"
#include "compiler/Package/CTensors.h"
#include "dialects/Exec/IR/BufferAlignment.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace sinter;
using llvm::StringRef;

std::vector<FunctionNames> sinter::nameFunctions(const LibraryFacts &facts) {
  const auto &functions = facts.module->functions;
  std::string macro = StringRef(facts.prefix).upper();
  if (functions.size() == 1)
    return {{facts.prefix, macro}};
  CScope scope;
  std::vector<FunctionNames> names;
  for (const auto &function : functions) {
    std::string name = scope.add(function->name);
    names.push_back({facts.prefix + "_" + name, macro + "_" + StringRef(name).upper()});
  }
  return names;
}

std::string sinter::getTaggedName(StringRef function, StringRef tag) {
  return (function + "_matching_header_" + tag).str();
}

namespace {
class HeaderPrinter {
public:
  HeaderPrinter(const LibraryFacts &facts, StringRef tag, llvm::raw_ostream &os)
      : facts(facts), tag(tag), os(os), macro(StringRef(facts.prefix).upper()),
        names(nameFunctions(facts)) {}

  void print() {
    std::string guard = macro + "_H_";
    os << "/* A model as C functions, written by " << facts.module->producer << ". It goes with "
       << facts.library << " and with no other. */\n\n"
       << "#ifndef " << guard << "\n#define " << guard << "\n\n"
       << "#include <stddef.h>\n#include <stdint.h>\n\n";
    printMachine();
    printMemory();
    for (auto [function, name, offsets] :
         llvm::zip_equal(facts.module->functions, names, facts.ioOffsets))
      printTensors(*function, name, offsets, os);
    printStatus();
    printFunctions();
    os << "#endif /* " << guard << " */\n";
  }

private:
  void define(const llvm::Twine &name, const llvm::Twine &value) {
    os << "#define " << macro << "_" << name << " " << value << "\n";
  }

  void printMachine() {
    os << "/* The code is for " << facts.machine.getTriple() << ", " << facts.machine.getCpu()
       << ". */\n#ifndef " << macro << "_SKIP_MACHINE_CHECK\n";
    printMachineChecks(facts, os);
    int64_t bits = facts.machine.getIndexBits();
    os << "typedef char " << facts.prefix << "_is_for_pointers_of_" << bits
       << "_bits[sizeof(void *) == " << bits / 8 << " ? 1 : -1];\n#endif\n\n";
  }

  bool hasIoInWorkspace() const {
    return llvm::any_of(facts.ioOffsets, [](const auto &offsets) { return !offsets.empty(); });
  }

  bool hasState() const { return facts.footprint.state > 0; }

  void printMemory() {
    const Footprint &footprint = facts.footprint;
    int64_t alignment = exec::getBufferAlignment(facts.machine);
    os << "/* Memory. The workspace is needed during a call only; calls may share one unless they\n"
          "   run at the same time. STACK is the most that any function takes, with all it calls. "
          "*/\n";
    define("WORKSPACE_BYTES", llvm::Twine(footprint.workspace));
    define("WORKSPACE_ALIGNMENT", llvm::Twine(alignment));
    define("STATE_BYTES", llvm::Twine(footprint.state));
    define("STATE_ALIGNMENT", llvm::Twine(alignment));
    define("CONSTANTS_BYTES", llvm::Twine(footprint.constants));
    define("CODE_BYTES", llvm::Twine(footprint.code));
    if (footprint.stackProblem.empty())
      define("STACK_BYTES", llvm::Twine(footprint.stack));
    os << "\n/* Define memory that is large enough and aligned: static " << macro
       << "_WORKSPACE(workspace); */\n"
       << "#if defined(__GNUC__)\n#define " << macro << "_ALIGNED(name) __attribute__((aligned("
       << alignment << "))) uint8_t name\n#elif defined(__cplusplus)\n#define " << macro
       << "_ALIGNED(name) uint8_t name alignas(" << alignment << ")\n#else\n#define " << macro
       << "_ALIGNED(name) _Alignas(" << alignment << ") uint8_t name\n#endif\n";
    defineBuffer("WORKSPACE", footprint.workspace);
    if (hasState())
      defineBuffer("STATE", footprint.state);
    os << "\n";
  }

  void defineBuffer(StringRef kind, uint64_t bytes) {
    define(kind + "(name)",
           macro + "_ALIGNED(name)[" + llvm::Twine(std::max<uint64_t>(bytes, 1)) + "]");
  }

  void printStatus() {
    os << "/* What run returns. Anything but OK means that nothing was written. */\n";
    define("OK", "0");
    define("NULL_POINTER", "1 /* of a buffer, or in its place */");
    define("MISALIGNED", "2 /* workspace, state, or an input or output for its element type */");
    os << "\n";
  }

  void printFunctions() {
    os << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
       << "/* Programs that were compiled with this header link with no other library. */\n";
    for (const FunctionNames &name : names)
      os << "#define " << name.symbol << "_run " << getTaggedName(name.symbol + "_run", tag)
         << "\n";
    if (hasState())
      os << "\n/* Begins: sets the state to its first values. reset begins anew, and is the same. "
            "*/\n"
         << "void " << facts.prefix << "_init(void *state);\n"
         << "void " << facts.prefix << "_reset(void *state);\n";
    for (const FunctionNames &name : names) {
      os << "\n/* Computes the outputs. Keeps nothing" << (hasState() ? " but the state" : "")
         << "; calls at the same time need a workspace each"
         << (hasState() ? ",\n   and a state each" : "") << ". */\n"
         << "int32_t " << name.symbol << "_run("
         << (hasIoInWorkspace() ? "" : "const struct " + name.symbol + "_io *io, ")
         << "void *workspace" << (hasState() ? ", void *state" : "") << ");\n";
    }
    os << "\n#ifdef __cplusplus\n}\n#endif\n\n";
  }

  const LibraryFacts &facts;
  StringRef tag;
  llvm::raw_ostream &os;
  std::string macro;
  std::vector<FunctionNames> names;
};
} // namespace

static std::string printHeader(const LibraryFacts &facts, StringRef tag) {
  std::string text;
  llvm::raw_string_ostream os(text);
  HeaderPrinter(facts, tag, os).print();
  return text;
}

CHeader sinter::makeHeader(const LibraryFacts &facts) {
  std::string tagless = printHeader(facts, "");
  uint64_t hash = llvm::xxh3_64bits(StringRef(tagless));
  std::string tag = llvm::utohexstr(hash, /*LowerCase=*/true, /*Width=*/16);
  return {printHeader(facts, tag), tag};
}
