//===- CMachine.cpp - Is a C program for the machine of the code? ---------===//
//
// What differs is found while compiling, with a sentence that says what to change; a linker
// would say it later and darker, or not at all. On machines that run programs of several
// generations, as x86-64 does, a program may find out by itself what the CPU can do, so
// CPU features are asked for where one board has one CPU.
//
//===----------------------------------------------------------------------===//

#include "compiler/Package/CMachine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace sinter;
using llvm::StringRef;

namespace {
class CheckPrinter {
public:
  CheckPrinter(const LibraryFacts &facts, llvm::raw_ostream &os)
      : facts(facts), triple(facts.machine.getTriple()), os(os) {}

  void print() {
    refuse("defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__",
           "is for little-endian machines");
    if (triple.isX86())
      refuse("!defined(__x86_64__) && !defined(_M_X64)", "is for x86-64");
    else if (triple.isAArch64())
      refuse("!defined(__aarch64__) && !defined(_M_ARM64)", "is for 64-bit Arm");
    else if (triple.isARM() || triple.isThumb())
      printArm();
    else if (triple.isRISCV())
      printRiscv();
  }

private:
  void refuse(const llvm::Twine &condition, const llvm::Twine &text) {
    os << "#if " << condition << "\n#error \"" << facts.library << " " << text << "\"\n#endif\n";
  }

  bool needs(StringRef feature) const { return llvm::is_contained(facts.features, feature); }

  void printArm() {
    refuse("!defined(__arm__) && !defined(_M_ARM)", "is for 32-bit Arm");
    bool isHard = StringRef(triple.getEnvironmentName()).ends_with("hf");
    refuse(isHard ? "!defined(__ARM_PCS_VFP)" : "defined(__ARM_PCS_VFP)",
           isHard ? "passes numbers in registers of the FPU; compile with -mfloat-abi=hard"
                  : "passes numbers in integer registers; compile with -mfloat-abi=soft or softfp");
    StringRef architecture = triple.getArchName();
    for (auto [name, number] : {std::pair("v8", "8"), {"v7", "7"}, {"v6", "6"}})
      if (architecture.contains(name)) {
        refuse("defined(__ARM_ARCH) && __ARM_ARCH < " + llvm::Twine(number),
               llvm::Twine("needs Armv") + number +
                   "; compile with -mcpu=" + facts.machine.getCpu());
        break;
      }
    if (needs("dsp"))
      refuseCpu("!defined(__ARM_FEATURE_DSP)", "DSP instructions");
    if (needs("mve"))
      refuseCpu("!defined(__ARM_FEATURE_MVE)", "Helium vectors");
    if (needs("neon"))
      refuseCpu("!defined(__ARM_NEON)", "NEON");
  }

  void printRiscv() {
    StringRef bits = triple.isArch64Bit() ? "64" : "32";
    refuse("!defined(__riscv) || __riscv_xlen != " + bits, "is for RISC-V of " + bits + " bits");
    StringRef abi = facts.machine.getAbi();
    auto [macro, registers] = abi.ends_with("d")   ? std::pair("double", "double precision")
                              : abi.ends_with("f") ? std::pair("single", "single precision")
                                                   : std::pair("soft", "");
    StringRef place = registers;
    refuse(
        "!defined(__riscv_float_abi_" + llvm::Twine(macro) + ")",
        "passes numbers in " +
            (place.empty() ? std::string("integer registers") : ("registers of " + place).str()) +
            "; compile with -mabi=" + abi);
    std::string march = getRiscvArchitecture(bits);
    auto check = [&](StringRef feature, StringRef condition, StringRef what) {
      if (needs(feature))
        refuse(condition, "uses " + what + "; compile with -march=" + march);
    };
    check("m", "!defined(__riscv_mul)", "multiplication");
    check("c", "!defined(__riscv_compressed)", "compressed instructions");
    check("f", "!defined(__riscv_flen)", "an FPU");
    check("d", "!defined(__riscv_flen) || __riscv_flen < 64", "an FPU of double precision");
    check("zve32x", "!defined(__riscv_vector)", "the vector extension");
    for (int length = 128; length <= 1024; length *= 2)
      if (std::string bytes = std::to_string(length); needs("zvl" + bytes + "b"))
        refuse("defined(__riscv_v_min_vlen) && __riscv_v_min_vlen < " + bytes,
               "needs vectors of " + bytes + " bits; compile with -march=" + march);
  }

  /// Returns what compilers take as -march: letters in their order, then the other vectors.
  std::string getRiscvArchitecture(StringRef bits) const {
    std::string name = ("rv" + bits + "i").str();
    for (StringRef letter : {"m", "a", "f", "d", "c", "v"})
      if (needs(letter))
        name += letter;
    for (StringRef vectors : {"zve64d", "zve64f", "zve64x", "zve32f", "zve32x"})
      if (needs(vectors) && !needs("v")) {
        name += ("_" + vectors).str();
        break;
      }
    for (StringRef length : {"zvl1024b", "zvl512b", "zvl256b", "zvl128b"})
      if (needs(length) && (length != "zvl128b" || !needs("v"))) {
        name += ("_" + length).str();
        break;
      }
    return name;
  }

  void refuseCpu(StringRef condition, StringRef what) {
    refuse(condition, "uses " + what + "; compile with -mcpu=" + facts.machine.getCpu());
  }

  const LibraryFacts &facts;
  llvm::Triple triple;
  llvm::raw_ostream &os;
};
} // namespace

void sinter::printMachineChecks(const LibraryFacts &facts, llvm::raw_ostream &os) {
  CheckPrinter(facts, os).print();
}
