//===- Machine.cpp - The machine that code is generated for ---------------===//

#include "targets/LLVMCPU/Machine.h"

#include "targets/LLVMCPU/Families.h"
#include "targets/LLVMCPU/Host.h"
#include "targets/LLVMCPU/Presets.h"
#include "targets/LLVMCPU/Subtarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace sinter;

namespace {
/// A selection with every gap filled.
struct Facts {
  std::string triple, cpu, features, abi;
  int64_t l1Bytes = 0, l2Bytes = 0, threads = 1;
};
} // namespace

static llvm::Expected<Facts> getPresetFacts(llvm::StringRef name) {
  if (name.empty() || name == "host") {
    HostFacts host = getHostFacts();
    return Facts{host.triple,  host.cpu,     host.features, "",
                 host.l1Bytes, host.l2Bytes, host.threads};
  }
  if (const TargetPreset *preset = findTargetPreset(name))
    return Facts{preset->triple.str(), preset->cpu.str(), preset->features.str(), preset->abi.str(),
                 preset->l1Bytes,      preset->l2Bytes,   preset->threads};
  std::string wayOut = name.contains(',') ? "for several machines, give --target once for each"
                                          : "known ones: --list-targets; any other CPU: "
                                            "--target-triple=TRIPLE --target-cpu=NAME";
  if (StringRef similar = findSimilarPreset(name); !similar.empty())
    wayOut = ("did you mean '" + similar + "'? " + wayOut).str();
  return llvm::createStringError("unknown target '" + name + "'\n" + wayOut);
}

/// What code of one kind of CPU can replace: Thumb and ARM code are of the same.
static llvm::StringRef getArchitecture(const llvm::Triple &triple) {
  return triple.isThumb() || triple.isARM() ? "arm"
                                            : llvm::Triple::getArchTypeName(triple.getArch());
}

/// A triple or CPU of the user's own has the caches and cores of the preset that is named after the
/// CPU, else usual ones: never those of the machine that compiles. 32 bits without an operating
/// system are a microcontroller's.
static void forgetPreset(Facts &facts) {
  llvm::Triple triple(facts.triple);
  bool isSmall = triple.isArch32Bit() && !triple.isOSLinux();
  facts.features.clear();
  facts.abi.clear();
  facts.l1Bytes = isSmall ? 0 : 32 * 1024;
  facts.l2Bytes = isSmall ? 0 : 256 * 1024;
  facts.threads = isSmall ? 1 : 4;
  if (const TargetPreset *preset = findTargetPreset(facts.cpu)) {
    facts.l1Bytes = preset->l1Bytes;
    facts.l2Bytes = preset->l2Bytes;
    facts.threads = preset->threads;
  }
}

/// RISC-V's vectors and their length, which LLVM does not take without them.
static bool isVectorExtension(llvm::StringRef feature) {
  return feature == "+v" || feature.starts_with("+zve") || feature.starts_with("+zvl");
}

/// Features that follow from the triple; LLVM ends the program if they contradict it.
static constexpr llvm::StringLiteral kModes[] = {"16bit-mode", "32bit", "32bit-mode", "64bit",
                                                 "64bit-mode", "noarm", "thumb-mode"};

static llvm::Error checkChanges(llvm::StringRef changes, llvm::StringRef triple) {
  llvm::SmallVector<llvm::StringRef> names;
  changes.split(names, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef change : names)
    if (llvm::is_contained(kModes, change.drop_front()))
      return llvm::createStringError("CPU feature '" + change.drop_front() +
                                     "' is no choice: it follows from the triple, " + triple +
                                     "\nleave it out, or give another --target-triple");
  return llvm::Error::success();
}

/// Adds the user's `changes` to a preset's features. What they take away is not asked for first:
/// LLVM would keep what it implies.
static void changeFeatures(std::string &features, llvm::StringRef changes) {
  llvm::SmallVector<llvm::StringRef> kept, taken;
  changes.split(taken, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  llvm::StringRef(features).split(kept, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  bool takesVectors = llvm::any_of(
      taken, [](llvm::StringRef change) { return change == "-v" || change.starts_with("-zve"); });
  llvm::erase_if(kept, [&](llvm::StringRef feature) {
    return llvm::is_contained(taken, ("-" + feature.drop_front()).str()) ||
           (takesVectors && isVectorExtension(feature));
  });
  llvm::append_range(kept, taken);
  features = llvm::join(kept, ",");
}

static llvm::Expected<Facts> getFacts(const TargetSelection &selection) {
  llvm::Expected<Facts> facts = getPresetFacts(selection.preset);
  if (!facts)
    return facts.takeError();
  if (!selection.triple.empty()) {
    std::string normalized = llvm::Triple::normalize(selection.triple);
    llvm::StringRef known = getArchitecture(llvm::Triple(facts->triple));
    llvm::StringRef asked = getArchitecture(llvm::Triple(normalized));
    const CpuFamily *family = findFamily(llvm::Triple(normalized));
    if (known != asked && family && findTargetPreset(selection.preset))
      return llvm::createStringError("target '" + selection.preset + "' is a CPU of " + known +
                                     ", but the triple " + normalized + " is for " + asked +
                                     "\nleave --target out, or give a triple of " + known);
    if (known != asked) {
      facts->triple = normalized;
      facts->cpu = family ? family->leastCpu.str() : "generic";
      forgetPreset(*facts);
    }
    facts->triple = normalized;
  }
  if (!selection.cpu.empty()) {
    facts->cpu = selection.cpu;
    forgetPreset(*facts);
  }
  if (llvm::Error problem = checkChanges(selection.features, facts->triple))
    return problem;
  if (!selection.features.empty())
    changeFeatures(facts->features, selection.features);
  if (!selection.abi.empty())
    facts->abi = selection.abi;
  return facts;
}

/// Returns the CPU if we can generate code for it; completes triple and ABI.
static llvm::Expected<Subtarget> getSubtarget(Facts &facts) {
  llvm::Triple triple(facts.triple);
  const CpuFamily *family = findFamily(triple);
  if (!family)
    return llvm::createStringError("target " + triple.str() +
                                   " is not available\navailable: " + listFamilies());
  if (!triple.isOSBinFormatELF())
    return llvm::createStringError("target " + triple.str() +
                                   " is not available yet: its object format is not ELF");
  llvm::Expected<Subtarget> subtarget = Subtarget::get(triple, facts.cpu, facts.features);
  if (!subtarget)
    return subtarget.takeError();
  if (llvm::Error problem = family->complete(triple, *subtarget, facts.abi))
    return problem;
  if (triple.str() != facts.triple) {
    facts.triple = triple.str();
    subtarget = Subtarget::get(triple, facts.cpu, facts.features);
    if (!subtarget)
      return subtarget.takeError();
  }
  if (llvm::Error problem = family->check(*subtarget, facts.abi))
    return problem;
  return subtarget;
}

llvm::Expected<exec::MachineAttr> sinter::resolveMachine(const TargetSelection &selection,
                                                         MLIRContext *context) {
  llvm::Expected<Facts> facts = getFacts(selection);
  if (!facts)
    return facts.takeError();
  llvm::Expected<Subtarget> subtarget = getSubtarget(*facts);
  if (!subtarget)
    return subtarget.takeError();
  context->getOrLoadDialect<exec::ExecDialect>();
  llvm::Triple triple(facts->triple);
  CpuAbilities abilities = findFamily(triple)->getAbilities(*subtarget);
  return exec::MachineAttr::get(context, llvm::StringRef(facts->triple),
                                llvm::StringRef(facts->cpu), llvm::StringRef(facts->features),
                                llvm::StringRef(facts->abi), abilities.vectorBits,
                                abilities.vectorRegisters, int64_t(triple.isArch64Bit() ? 64 : 32),
                                abilities.hasFma, facts->l1Bytes, facts->l2Bytes, facts->threads,
                                abilities.dotProduct, abilities.laneBits, abilities.vectorGroup);
}

llvm::Error sinter::checkMachine(const TargetSelection &selection) {
  llvm::Expected<Facts> facts = getFacts(selection);
  if (!facts)
    return facts.takeError();
  return getSubtarget(*facts).takeError();
}

void sinter::printTargets(llvm::raw_ostream &os) {
  HostFacts host = getHostFacts();
  os << llvm::formatv("{0,-14} this machine: {1}\n", "host", host.cpu);
  for (const TargetPreset &preset : getTargetPresets())
    os << llvm::formatv("{0,-14} {1}\n", preset.name, preset.description);
}

llvm::Error sinter::printCpus(llvm::StringRef triple, llvm::raw_ostream &os) {
  llvm::Expected<std::vector<std::string>> cpus =
      listCpus(llvm::Triple(llvm::Triple::normalize(triple)));
  if (!cpus)
    return cpus.takeError();
  for (const std::string &cpu : *cpus)
    os << cpu << '\n';
  return llvm::Error::success();
}
