//===- Host.cpp - The machine that runs the compiler ----------------------===//

#include "targets/LLVMCPU/Host.h"

#include "targets/LLVMCPU/Subtarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Threading.h"
#include "llvm/TargetParser/Host.h"
#include <unistd.h>

using namespace sinter;
using llvm::StringRef;

/// A CPU's name implies features which a virtual machine may hide, and the
/// other way round; the differences keep the string short enough to read.
static std::string getFeatureDifferences(const llvm::Triple &triple, StringRef cpu) {
  llvm::Expected<Subtarget> named = Subtarget::get(triple, cpu, "");
  if (!named) {
    llvm::consumeError(named.takeError());
    return "";
  }
  std::vector<StringRef> known = named->getKnownFeatures();
  std::vector<std::string> differences;
  for (const auto &[name, isPresent] : llvm::sys::getHostCPUFeatures())
    if (llvm::is_contained(known, name) && selectsInstructions(triple, name) &&
        named->has(name) != isPresent)
      differences.push_back(((isPresent ? "+" : "-") + name).str());
  llvm::sort(differences, [](StringRef a, StringRef b) { return a.drop_front() < b.drop_front(); });
  return llvm::join(differences, ",");
}

static int64_t getCacheBytes(int name, int64_t otherwise) {
  long bytes = sysconf(name);
  return bytes > 0 ? bytes : otherwise;
}

HostFacts sinter::getHostFacts() {
  HostFacts facts;
  llvm::Triple process(llvm::sys::getProcessTriple());
  // Code imports nothing, so the C library of this system is no part of it.
  facts.triple = (process.getArchName() + "-unknown-linux-elf").str();
  facts.cpu = llvm::sys::getHostCPUName().str();
  if (facts.cpu == "generic" && process.getArch() == llvm::Triple::x86_64)
    facts.cpu = "x86-64";
  facts.features = getFeatureDifferences(llvm::Triple(facts.triple), facts.cpu);
  facts.l1Bytes = getCacheBytes(_SC_LEVEL1_DCACHE_SIZE, 32 * 1024);
  facts.l2Bytes = getCacheBytes(_SC_LEVEL2_CACHE_SIZE, 256 * 1024);
  facts.threads = llvm::hardware_concurrency().compute_thread_count();
  return facts;
}
