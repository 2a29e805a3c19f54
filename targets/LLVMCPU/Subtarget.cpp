//===- Subtarget.cpp - What LLVM knows of a CPU ---------------------------===//

#include "targets/LLVMCPU/Subtarget.h"

#include "targets/LLVMCPU/Families.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include <mutex>

using namespace sinter;
using llvm::StringRef;

#define INITIALIZE(ARCH)                                                                           \
  LLVMInitialize##ARCH##TargetInfo();                                                              \
  LLVMInitialize##ARCH##Target();                                                                  \
  LLVMInitialize##ARCH##TargetMC();                                                                \
  LLVMInitialize##ARCH##AsmPrinter();                                                              \
  LLVMInitialize##ARCH##AsmParser()

void sinter::initializeTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    INITIALIZE(X86);
    INITIALIZE(AArch64);
    INITIALIZE(ARM);
    INITIALIZE(RISCV);
  });
}

template <typename... Values> static llvm::Error error(const char *format, Values &&...values) {
  return llvm::createStringError(llvm::formatv(format, std::forward<Values>(values)...).str());
}

llvm::Expected<const llvm::Target *> sinter::lookupTarget(const llvm::Triple &triple) {
  initializeTargets();
  std::string unused;
  if (const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, unused))
    return target;
  return error("unknown target triple '{0}'\narchitectures: {1}", triple.str(), listFamilies());
}

//===----------------------------------------------------------------------===//
// Subtarget
//===----------------------------------------------------------------------===//

Subtarget::Subtarget(std::unique_ptr<llvm::MCSubtargetInfo> info) : info(std::move(info)) {}
Subtarget::~Subtarget() = default;
Subtarget::Subtarget(Subtarget &&) = default;

/// x86 tables hold CPUs of 32 bits as well; to generate 64-bit code for those
/// ends the program.
static bool isUsableCpu(const llvm::Triple &triple, const llvm::MCSubtargetInfo &info,
                        StringRef cpu) {
  if (triple.getArch() == llvm::Triple::x86_64)
    return llvm::X86::parseArchX86(cpu, /*Only64Bit=*/true) != llvm::X86::CK_None;
  return info.isCPUStringValid(cpu);
}

static bool isKnownFeature(const llvm::MCSubtargetInfo &info, StringRef name) {
  return llvm::any_of(info.getAllProcessorFeatures(),
                      [&](auto &entry) { return name == entry.Key; });
}

llvm::Expected<Subtarget> Subtarget::get(const llvm::Triple &triple, StringRef cpu,
                                         StringRef features) {
  llvm::Expected<const llvm::Target *> target = lookupTarget(triple);
  if (!target)
    return target.takeError();
  std::unique_ptr<llvm::MCSubtargetInfo> tables((*target)->createMCSubtargetInfo(triple, "", ""));
  if (!isUsableCpu(triple, *tables, cpu))
    return error("unknown CPU '{0}' for {1}\nknown ones: --list-cpus={1}", cpu, triple.str());

  llvm::SmallVector<StringRef> entries;
  features.split(entries, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef entry : entries) {
    if (!entry.starts_with("+") && !entry.starts_with("-"))
      return error("CPU feature '{0}' starts with neither '+' nor '-'", entry);
    if (!isKnownFeature(*tables, entry.drop_front()))
      return error("unknown CPU feature '{0}' for {1}", entry.drop_front(), triple.str());
  }
  return Subtarget(std::unique_ptr<llvm::MCSubtargetInfo>(
      (*target)->createMCSubtargetInfo(triple, cpu, features)));
}

const llvm::Triple &Subtarget::getTriple() const { return info->getTargetTriple(); }

StringRef Subtarget::getCpu() const { return info->getCPU(); }

bool Subtarget::has(StringRef name) const { return llvm::is_contained(getFeatures(), name); }

std::vector<StringRef> Subtarget::getFeatures() const {
  std::vector<StringRef> names;
  for (const llvm::SubtargetFeatureKV &entry : info->getAllProcessorFeatures())
    if (info->getFeatureBits().test(entry.Value))
      names.push_back(entry.Key);
  llvm::sort(names);
  return names;
}

std::vector<StringRef> Subtarget::getKnownFeatures() const {
  std::vector<StringRef> names;
  for (const llvm::SubtargetFeatureKV &entry : info->getAllProcessorFeatures())
    names.push_back(entry.Key);
  llvm::sort(names);
  return names;
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

llvm::Expected<std::vector<std::string>> sinter::listCpus(const llvm::Triple &triple) {
  llvm::Expected<const llvm::Target *> target = lookupTarget(triple);
  if (!target)
    return target.takeError();
  std::unique_ptr<llvm::MCSubtargetInfo> tables((*target)->createMCSubtargetInfo(triple, "", ""));
  std::vector<std::string> names;
  for (const llvm::SubtargetSubTypeKV &entry : tables->getAllProcessorDescriptions())
    if (isUsableCpu(triple, *tables, entry.Key))
      names.push_back(entry.Key);
  llvm::sort(names);
  return names;
}

// Of the names that imply each other, and of those for the system, for speed and for instructions
// that models have no use for, modules require none: runtime/platform knows all of these.
static constexpr StringRef kAArch64Features[] = {
    "bf16", "complxnum", "cssc", "dotprod", "f32mm", "f64mm", "fp16fml", "fptoint", "fullfp16",
    "i8mm", "jsconv",    "lse",  "mops",    "rdm",   "sve",   "sve2",    "sve2p1"};
static constexpr StringRef kArmFeatures[] = {
    "bf16",      "d32",       "dotprod", "dsp",        "fp-armv8d16sp", "fp16",     "fp64",
    "hwdiv",     "hwdiv-arm", "i8mm",    "lob",        "mve",           "mve.fp",   "fullfp16",
    "neon",      "thumb2",    "v7",      "v8.1m.main", "v8m",           "v8m.main", "vfp2sp",
    "vfp3d16sp", "vfp4d16sp"};
static constexpr StringRef kRiscvFeatures[] = {
    "a",       "c",       "d",       "f",        "m",        "v",       "zba",     "zbb",
    "zbc",     "zbs",     "zca",     "zcb",      "zfh",      "zfhmin",  "zicond",  "zmmul",
    "zve32f",  "zve32x",  "zve64d",  "zve64f",   "zve64x",   "zvfh",    "zvfhmin", "zvl64b",
    "zvl128b", "zvl256b", "zvl512b", "zvl1024b", "zvl2048b", "zvl4096b"};

bool sinter::selectsInstructions(const llvm::Triple &triple, StringRef name) {
  if (triple.isAArch64())
    return llvm::is_contained(kAArch64Features, name);
  if (triple.isARM() || triple.isThumb())
    return llvm::is_contained(kArmFeatures, name);
  if (triple.isRISCV())
    return llvm::is_contained(kRiscvFeatures, name);
  static constexpr StringRef names[] = {"aes",   "bmi",  "bmi2",  "cx16",       "f16c",   "fma",
                                        "fma4",  "gfni", "lzcnt", "movbe",      "pclmul", "popcnt",
                                        "ssse3", "tbm",  "vaes",  "vpclmulqdq", "xop"};
  static constexpr StringRef prefixes[] = {"amx-", "avx", "sse", "sha"};
  return llvm::is_contained(names, name) ||
         llvm::any_of(prefixes, [&](StringRef prefix) { return name.starts_with(prefix); });
}

std::vector<std::string> sinter::listRequiredFeatures(const llvm::Triple &triple, StringRef cpu,
                                                      StringRef features) {
  llvm::Expected<Subtarget> subtarget = Subtarget::get(triple, cpu, features);
  if (!subtarget) { // resolved before, so this is a promise to ourselves
    llvm::consumeError(subtarget.takeError());
    return {};
  }
  const CpuFamily *family = findFamily(triple);
  // A triple of ARM names an architecture, which is beyond the least one.
  llvm::Triple leastTriple = triple;
  if (triple.isARM() || triple.isThumb())
    leastTriple.setArch(triple.getArch()); // without "v7em"
  llvm::Expected<Subtarget> least = Subtarget::get(leastTriple, family ? family->leastCpu : "", "");
  std::vector<StringRef> given;
  if (least)
    given = least->getFeatures();
  else
    llvm::consumeError(least.takeError());

  std::vector<std::string> names;
  for (StringRef name : subtarget->getFeatures())
    if (!llvm::is_contained(given, name) && selectsInstructions(triple, name))
      names.push_back(name.str());
  return names;
}
