//===- Machine.cpp - The machine that code is generated for ---------------===//

#include "targets/LLVMCPU/Machine.h"

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
  StringRef wayOut = name.contains(',')
                         ? "for several machines, give --target once for each"
                         : "known ones: --list-targets; any other CPU: --target-cpu=NAME";
  return llvm::createStringError("unknown target '" + name + "'\n" + wayOut);
}

/// A triple or CPU of the user's own has no caches that we know of.
static void forgetPreset(Facts &facts) {
  facts.features.clear();
  facts.l1Bytes = 32 * 1024;
  facts.l2Bytes = 256 * 1024;
}

static llvm::Expected<Facts> getFacts(const TargetSelection &selection) {
  llvm::Expected<Facts> facts = getPresetFacts(selection.preset);
  if (!facts)
    return facts.takeError();
  if (!selection.triple.empty()) {
    std::string normalized = llvm::Triple::normalize(selection.triple);
    if (llvm::Triple(normalized).getArch() != llvm::Triple(facts->triple).getArch()) {
      facts->cpu =
          llvm::Triple(normalized).getArch() == llvm::Triple::x86_64 ? "x86-64" : "generic";
      forgetPreset(*facts);
    }
    facts->triple = normalized;
  }
  if (!selection.cpu.empty()) {
    facts->cpu = selection.cpu;
    forgetPreset(*facts);
  }
  if (!selection.features.empty())
    facts->features += (facts->features.empty() ? "" : ",") + selection.features;
  if (!selection.abi.empty())
    facts->abi = selection.abi;
  return facts;
}

/// The instruction for sums of integer products, at every width of vector.
static llvm::StringRef getX86DotProduct(const Subtarget &subtarget, int64_t vectorBits) {
  // 512 bits of 16-bit numbers came after AVX-512; bytes are widened by SSE4.1.
  bool hasPairs = vectorBits == 512 ? subtarget.has("avx512bw") : subtarget.has("sse4.1");
  if (!hasPairs)
    return "";
  bool hasBytes = vectorBits == 512 ? subtarget.has("avx512vnni") && subtarget.has("avx512vl")
                                    : subtarget.has("avxvnni");
  return hasBytes ? "vpdpbusd" : "pmaddwd";
}

/// Vector registers, multiply-add and dot product of an x86-64 CPU.
static exec::MachineAttr getX86Machine(const Facts &facts, const Subtarget &subtarget,
                                       MLIRContext *context) {
  bool hasAvx512 = subtarget.has("avx512f");
  int64_t vectorBits = hasAvx512 ? 512 : subtarget.has("avx2") ? 256 : 128;
  int64_t vectorRegisters = hasAvx512 ? 32 : 16;
  return exec::MachineAttr::get(context, llvm::StringRef(facts.triple), llvm::StringRef(facts.cpu),
                                llvm::StringRef(facts.features), vectorBits, vectorRegisters,
                                /*indexBits=*/int64_t(64), subtarget.has("fma"), facts.l1Bytes,
                                facts.l2Bytes, facts.threads,
                                getX86DotProduct(subtarget, vectorBits));
}

/// LLVM ends the program when it has no registers to pass numbers in.
static llvm::Error checkX86Features(const Subtarget &subtarget) {
  for (llvm::StringRef feature : {"64bit", "sse2"})
    if (!subtarget.has(feature))
      return llvm::createStringError("code for x86_64 needs CPU feature '" + feature + "'");
  if (subtarget.has("soft-float"))
    return llvm::createStringError("CPU feature 'soft-float' is not available for x86_64");
  return llvm::Error::success();
}

/// Returns the CPU if we can generate code for it.
static llvm::Expected<Subtarget> getSubtarget(const Facts &facts) {
  llvm::Triple triple(facts.triple);
  llvm::Expected<Subtarget> subtarget = Subtarget::get(triple, facts.cpu, facts.features);
  if (!subtarget)
    return subtarget.takeError();
  if (triple.getArch() != llvm::Triple::x86_64 || triple.isX32())
    return llvm::createStringError("target " + triple.str() +
                                   " is not available yet\navailable: x86_64");
  if (!triple.isOSBinFormatELF())
    return llvm::createStringError("target " + triple.str() +
                                   " is not available yet: its object "
                                   "format is not ELF");
  if (!facts.abi.empty())
    return llvm::createStringError("unknown ABI '" + facts.abi +
                                   "'\nx86_64 has only one; leave --target-abi out");
  if (llvm::Error problem = checkX86Features(*subtarget))
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
  return getX86Machine(*facts, *subtarget, context);
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
  for (const TargetPreset &preset : getTargetPresets()) {
    bool isAvailable = llvm::Triple(preset.triple).getArch() == llvm::Triple::x86_64;
    os << llvm::formatv("{0,-14} {1}{2}\n", preset.name, preset.description,
                        isAvailable ? "" : " (not available yet)");
  }
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
