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
    if (needs("v") || needs("zve32x"))
      refuseCpu("!defined(__riscv_vector)", "the vector extension");
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
