//===- CpuTest.cpp - CPU features and the choice of an executable ---------===//

#include "sinter/image.h"
#include "targets/LLVMCPU/Subtarget.h"
#include "test/runtime/support/Pack.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include <cstring>
#include <gtest/gtest.h>

using namespace sinter;
using namespace sinter::test;

namespace {
bool has(const char *name) { return sinter_host_cpu.has_feature(sinter_host_cpu.context, name); }

/// Whatever LLVM finds in the machine that these tests run on, the runtime
/// finds, as far as modules require it: else code for the host would be refused there.
TEST(CpuTest, AgreesWithLlvm) {
  llvm::Triple host(llvm::sys::getProcessTriple());
  unsigned compared = 0;
  for (const auto &feature : llvm::sys::getHostCPUFeatures()) {
    if (!selectsInstructions(host, feature.first()))
      continue;
    EXPECT_EQ(has(feature.first().str().c_str()), feature.second) << feature.first().str();
    ++compared;
  }
  EXPECT_GT(compared, 0u);
}

TEST(CpuTest, UnknownIsAbsent) {
  EXPECT_FALSE(has(""));
  EXPECT_FALSE(has("avx"
                   "1024"));
  EXPECT_FALSE(has("sse2 "));
  EXPECT_FALSE(has("SSE2"));
}

/// A machine with a given list of features.
struct FakeCpu {
  std::vector<const char *> features;
  sinter_cpu_t cpu = {[](const void *context, const char *name) {
                        for (const char *known : static_cast<const FakeCpu *>(context)->features)
                          if (std::strcmp(known, name) == 0)
                            return true;
                        return false;
                      },
                      this};
};

/// A module with one executable per list of features.
struct Choices {
  explicit Choices(std::vector<std::vector<std::string>> features,
                   std::string code = readModel("basic")) {
    schema::ModuleT description = describeBasic();
    description.executables.clear();
    for (auto &required : features) {
      auto executable = std::make_unique<schema::ExecutableT>();
      executable->triple = "x86_64-unknown-linux-elf";
      executable->required_features = required;
      description.executables.push_back(std::move(executable));
    }
    std::vector<std::string> codes(features.size(), code);
    file = makeFile(pack(std::move(description), codes, ""));
    EXPECT_EQ(sinter_module_open({file.data.get(), file.size}, &module, &reason), SINTER_OK)
        << reason;
  }
  sinter_status_t select(const FakeCpu &fake) {
    return sinter_select_executable(&module, &fake.cpu, &executable, &reason);
  }
  File file;
  sinter_module_t module = {};
  sinter_reason_t reason = "";
  uint32_t executable = 99;
};

TEST(SelectTest, TakesTheFirstThatFits) {
  Choices choices({{"avx512f", "avx512vl"}, {"avx2", "fma"}, {}});
  ASSERT_EQ(choices.select({{"avx2", "fma", "avx512f", "avx512vl"}}), SINTER_OK);
  EXPECT_EQ(choices.executable, 0u);
  ASSERT_EQ(choices.select({{"avx2", "fma", "avx512f"}}), SINTER_OK);
  EXPECT_EQ(choices.executable, 1u);
  ASSERT_EQ(choices.select({{"avx2"}}), SINTER_OK);
  EXPECT_EQ(choices.executable, 2u);
}

TEST(SelectTest, NamesWhatIsMissing) {
  Choices choices({{"avx512f", "avx512vl", "gfni"}});
  FakeCpu cpu{{"avx512f"}};
  EXPECT_EQ(choices.select(cpu), SINTER_INCOMPATIBLE);
  EXPECT_STREQ(choices.reason, "this CPU lacks features that every executable requires");
  EXPECT_STREQ(sinter_missing_feature(&choices.module, 0, &cpu.cpu, 0), "avx512vl");
  EXPECT_STREQ(sinter_missing_feature(&choices.module, 0, &cpu.cpu, 1), "gfni");
  EXPECT_EQ(sinter_missing_feature(&choices.module, 0, &cpu.cpu, 2), nullptr);
}

TEST(SelectTest, AnyCpuHasEverything) {
  Choices choices({{"made-up"}});
  EXPECT_EQ(sinter_select_executable(&choices.module, &sinter_any_cpu, &choices.executable,
                                     &choices.reason),
            SINTER_OK);
}

TEST(SelectTest, RefusesOtherMachines) {
  std::string code = readModel("basic");
  code[18] = 22; // e_machine: s390
  Choices choices({{}}, code);
  EXPECT_EQ(choices.select({}), SINTER_INCOMPATIBLE);
  EXPECT_STREQ(choices.reason, "the code is not ELF for this kind of machine");
}
} // namespace
