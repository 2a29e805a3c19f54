//===- Families.cpp - What sets kinds of CPUs apart -----------------------===//

#include "targets/LLVMCPU/Families.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <string>

using namespace sinter;
using llvm::StringRef;
using llvm::Triple;

template <typename... Values> static llvm::Error error(const char *format, Values &&...values) {
  return llvm::createStringError(llvm::formatv(format, std::forward<Values>(values)...).str());
}

static llvm::Error completeNothing(Triple &triple, const Subtarget &subtarget, std::string &abi) {
  return llvm::Error::success();
}

static llvm::Error checkFeatures(const Subtarget &subtarget, StringRef family,
                                 llvm::ArrayRef<StringRef> features) {
  for (StringRef feature : features)
    if (!subtarget.has(feature))
      return error("code for {0} needs CPU feature '{1}'", family, feature);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// x86-64
//===----------------------------------------------------------------------===//

/// LLVM ends the program when it has no registers to pass numbers in.
static llvm::Error checkX86(const Subtarget &subtarget, StringRef abi) {
  if (!abi.empty())
    return error("unknown ABI '{0}'\nx86_64 has only one; leave --target-abi out", abi);
  if (subtarget.has("soft-float"))
    return error("CPU feature 'soft-float' is not available for x86_64");
  return checkFeatures(subtarget, "x86_64", {"64bit", "sse2"});
}

/// The instruction for sums of integer products, at every width of vector.
static StringRef getX86DotProduct(const Subtarget &subtarget, int64_t vectorBits) {
  // 512 bits of 16-bit numbers came after AVX-512; bytes are widened by SSE4.1.
  bool hasPairs = vectorBits == 512 ? subtarget.has("avx512bw") : subtarget.has("sse4.1");
  if (!hasPairs)
    return "";
  bool hasBytes = vectorBits == 512 ? subtarget.has("avx512vnni") && subtarget.has("avx512vl")
                                    : subtarget.has("avxvnni");
  return hasBytes ? "vpdpbusd" : "pmaddwd";
}

static CpuAbilities getX86Abilities(const Subtarget &subtarget) {
  bool hasAvx512 = subtarget.has("avx512f");
  int64_t vectorBits = hasAvx512 ? 512 : subtarget.has("avx2") ? 256 : 128;
  return {vectorBits, hasAvx512 ? 32 : 16, subtarget.has("fma"),
          getX86DotProduct(subtarget, vectorBits)};
}

//===----------------------------------------------------------------------===//
// AArch64
//===----------------------------------------------------------------------===//

static llvm::Error checkAArch64(const Subtarget &subtarget, StringRef abi) {
  if (!abi.empty())
    return error("unknown ABI '{0}'\naarch64 has only one; leave --target-abi out", abi);
  return checkFeatures(subtarget, "aarch64", {"fp-armv8", "neon"});
}

/// SVE leaves the length of its registers to the CPU. Where that is NEON's, NEON serves as well:
/// so of any other CPU. Values are those of the CPUs' manuals.
static int64_t getSveBits(const Subtarget &subtarget) {
  static constexpr std::pair<llvm::StringLiteral, int64_t> known[] = {{"a64fx", 512},
                                                                      {"neoverse-v1", 256}};
  if (subtarget.has("sve"))
    for (auto &[cpu, bits] : known)
      if (cpu == subtarget.getCpu())
        return bits;
  return kNeonBits;
}

static CpuAbilities getAArch64Abilities(const Subtarget &subtarget) {
  StringRef dotProduct = !subtarget.has("dotprod") ? "" : subtarget.has("i8mm") ? "usdot" : "sdot";
  return {getSveBits(subtarget), 32, /*hasFma=*/true, dotProduct};
}

//===----------------------------------------------------------------------===//
// ARM, 32 bits: from Cortex-M0 to v7-A
//===----------------------------------------------------------------------===//

static bool hasFpuRegisters(const Subtarget &subtarget) {
  return subtarget.has("vfp2sp") || subtarget.has("mve");
}

/// The triple tells how numbers are passed, unless it ends with the file format; then the ABI
/// does, and what the CPU has. Microcontrollers know Thumb only, whatever the triple begins with.
static llvm::Error completeArm(Triple &triple, const Subtarget &subtarget, std::string &abi) {
  if (!abi.empty() && abi != "eabi" && abi != "eabihf")
    return error("unknown ABI '{0}'\nthose of arm: eabi, eabihf", abi);
  if (triple.getEnvironment() == Triple::UnknownEnvironment) {
    bool isHard = abi.empty() ? hasFpuRegisters(subtarget) : abi == "eabihf";
    triple.setEnvironment(isHard ? Triple::EABIHF : Triple::EABI);
  } else if (!abi.empty() && triple.getEnvironmentName() != abi) {
    return error(
        "ABI '{0}' is not that of triple {1}\nleave --target-abi out, or give --target-triple={2}",
        abi, triple.str(),
        (triple.getArchName() + "-" + triple.getVendorName() + "-" + triple.getOSName() + "-" + abi)
            .str());
  }
  abi.clear();
  if (StringRef name = triple.getArchName(); subtarget.has("mclass") && name.consume_front("arm"))
    triple.setArchName(("thumb" + name).str());
  return llvm::Error::success();
}

static llvm::Error checkArm(const Subtarget &subtarget, StringRef abi) {
  const Triple &triple = subtarget.getTriple();
  if (!triple.isTargetAEABI() && !triple.isTargetGNUAEABI() && !triple.isTargetMuslAEABI())
    return error("triple {0} does not tell how numbers are passed\nend it with eabi or eabihf",
                 triple.str());
  if (triple.getEnvironmentName().ends_with("hf") && !hasFpuRegisters(subtarget))
    return error("triple {0} passes numbers in registers of an FPU, which the CPU does not "
                 "have\nend it with eabi",
                 triple.str());
  return llvm::Error::success();
}

static CpuAbilities getArmAbilities(const Subtarget &subtarget) {
  bool hasFma = subtarget.has("vfp4d16sp");
  if (subtarget.has("neon"))
    return {128, 16, hasFma, ""};
  if (subtarget.has("mve.fp"))
    return {128, 8, hasFma, "vmladava", /*laneBits=*/32};
  // Of sixteen integer registers, three have other duties; the first Thumb computes with eight.
  bool hasThumbOnly = subtarget.has("mclass") && !subtarget.has("thumb2");
  return {0, hasThumbOnly ? 8 : 13, hasFma, subtarget.has("dsp") ? "smlad" : ""};
}

//===----------------------------------------------------------------------===//
// RISC-V
//===----------------------------------------------------------------------===//

static llvm::Error completeRiscv(Triple &triple, const Subtarget &subtarget, std::string &abi) {
  if (!abi.empty())
    return llvm::Error::success();
  abi = triple.isArch64Bit() ? "lp64" : "ilp32";
  for (StringRef feature : {"e", "d", "f"})
    if (subtarget.has(feature)) {
      abi += feature;
      break;
    }
  return llvm::Error::success();
}

static llvm::Error checkRiscv(const Subtarget &subtarget, StringRef abi) {
  StringRef family = subtarget.getTriple().getArchName();
  bool is64 = subtarget.getTriple().isArch64Bit();
  if (llvm::Error problem = checkFeatures(subtarget, family, {is64 ? "64bit" : "32bit"}))
    return problem;
  StringRef base = is64 ? "lp64" : "ilp32", registers = abi;
  if (!registers.consume_front(base) || !llvm::is_contained({"", "e", "f", "d"}, registers))
    return error("unknown ABI '{0}'\nthose of {1}: {2}, {2}e, {2}f, {2}d", abi, family, base);
  if (!registers.empty() && !subtarget.has(registers))
    return error("ABI '{0}' needs CPU feature '{1}'", abi, registers);
  if (registers != "e" && subtarget.has("e"))
    return error("CPU feature 'e' needs ABI '{0}e'", base);
  return llvm::Error::success();
}

/// Vectors have the least length that every CPU with these features has.
static CpuAbilities getRiscvAbilities(const Subtarget &subtarget) {
  CpuAbilities abilities{0, 26, subtarget.has("f"), ""};
  if (!subtarget.has("zve32f"))
    return abilities;
  abilities.vectorRegisters = 32;
  abilities.vectorGroup = 8;
  abilities.laneBits = subtarget.has("zve64x") ? 64 : 32;
  for (int64_t bits = 64; bits <= 1024; bits *= 2)
    if (subtarget.has(llvm::formatv("zvl{0}b", bits).str()))
      abilities.vectorBits = bits;
  return abilities;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static constexpr Triple::ArchType kX86[] = {Triple::x86_64};
static constexpr Triple::ArchType kAArch64[] = {Triple::aarch64};
static constexpr Triple::ArchType kArm[] = {Triple::arm, Triple::thumb};
static constexpr Triple::ArchType kRiscv32[] = {Triple::riscv32};
static constexpr Triple::ArchType kRiscv64[] = {Triple::riscv64};

static constexpr CpuFamily kFamilies[] = {
    {"x86_64", kX86, "x86-64", completeNothing, checkX86, getX86Abilities},
    {"aarch64", kAArch64, "generic", completeNothing, checkAArch64, getAArch64Abilities},
    {"arm, thumb", kArm, "generic", completeArm, checkArm, getArmAbilities},
    {"riscv32", kRiscv32, "generic-rv32", completeRiscv, checkRiscv, getRiscvAbilities},
    {"riscv64", kRiscv64, "generic-rv64", completeRiscv, checkRiscv, getRiscvAbilities},
};

const CpuFamily *sinter::findFamily(const Triple &triple) {
  if (triple.isX32())
    return nullptr;
  auto found = llvm::find_if(kFamilies, [&](const CpuFamily &family) {
    return llvm::is_contained(family.architectures, triple.getArch());
  });
  return found == std::end(kFamilies) ? nullptr : found;
}

std::string sinter::listFamilies() {
  return llvm::join(llvm::map_range(kFamilies, [](auto &family) { return family.name; }), ", ");
}
