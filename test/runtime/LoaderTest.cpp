//===- LoaderTest.cpp - The ELF loader ------------------------------------===//
//
// Code that a linker makes of careless sources is refused, each with its reason,
// and so is code whose headers were altered. They are altered through the
// system's <elf.h>, which the loader does not use.
//
//===----------------------------------------------------------------------===//

#include "sinter/image.h"
#include "sinter/posix.h"
#include "test/runtime/support/Pack.h"
#include <elf.h>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>

using namespace sinter;
using namespace sinter::test;

namespace {
/// One function of one f32 input and output of rank 0, as all models but
/// "basic" have it.
schema::ModuleT describeOne() {
  schema::ModuleT module = describeBasic();
  module.functions.resize(1);
  module.debug.reset();
  return module;
}

/// A module with `code` in memory, loaded.
struct Loaded {
  explicit Loaded(schema::ModuleT description, const std::string &code,
                  sinter_image_memory_t memory = sinter_posix_memory())
      : file(makeFile(pack(std::move(description), {code}, std::string(16, 'c')))) {
    status = sinter_module_open({file.data.get(), file.size}, &module, &reason);
    if (status == SINTER_OK)
      status = sinter_image_load(&module, 0, &memory, &image, &reason);
  }
  ~Loaded() {
    if (status == SINTER_OK)
      sinter_image_unload(&image);
  }
  File file;
  sinter_module_t module = {};
  sinter_image_t image = {};
  sinter_reason_t reason = "";
  sinter_status_t status;
};

TEST(LoaderTest, LoadsAndAnswers) {
  Loaded loaded(describeBasic(), readModel("basic"));
  ASSERT_EQ(loaded.status, SINTER_OK) << loaded.reason;
  EXPECT_EQ(loaded.image.executable->function_count, 5u);
  EXPECT_EQ(loaded.image.executable->functions[2].input_rank_sum, 2u);
  size_t size;
  ASSERT_EQ(sinter_image_size(&loaded.module, 0, loaded.image.memory.page_size, &size, nullptr),
            SINTER_OK);
  EXPECT_EQ(size, loaded.image.bytes.size);
}

/// Returns the rights of the mapping that holds `address`, such as "r-xp".
std::string rightsOf(const void *address) {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    uintptr_t begin, end;
    char rights[5];
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) == 3 &&
        uintptr_t(address) >= begin && uintptr_t(address) < end)
      return rights;
  }
  return "";
}

TEST(LoaderTest, NothingOfAnImageIsWritable) {
  Loaded loaded(describeBasic(), readModel("basic"));
  ASSERT_EQ(loaded.status, SINTER_OK) << loaded.reason;
  const auto *bytes = static_cast<const char *>(loaded.image.bytes.data);
  int executable = 0;
  for (size_t i = 0; i < loaded.image.bytes.size; i += loaded.image.memory.page_size) {
    std::string rights = rightsOf(bytes + i);
    EXPECT_TRUE(rights == "r--p" || rights == "r-xp") << rights;
    executable += rights == "r-xp";
  }
  EXPECT_GT(executable, 0);
  EXPECT_EQ(rightsOf(reinterpret_cast<const void *>(loaded.image.executable->functions[0].run)),
            "r-xp");
  EXPECT_EQ(rightsOf(loaded.image.executable), "r--p");
}

TEST(LoaderTest, UnloadsItsMemory) {
  const void *data;
  {
    Loaded loaded(describeBasic(), readModel("basic"));
    ASSERT_EQ(loaded.status, SINTER_OK);
    data = loaded.image.bytes.data;
    EXPECT_NE(rightsOf(data), "");
  }
  EXPECT_TRUE(rightsOf(data).find("x") == std::string::npos);
}

TEST(LoaderTest, SaysWhenCallerMemoryIsTooSmall) {
  alignas(64) static char memory[64];
  sinter_bytes_t bytes = {memory, sizeof(memory)};
  Loaded loaded(describeBasic(), readModel("basic"), sinter_caller_memory(&bytes));
  EXPECT_EQ(loaded.status, SINTER_OUT_OF_MEMORY);
}

TEST(LoaderTest, CallerMemoryIsNotRoundedToPages) {
  File file = makeFile(pack(describeBasic(), {readModel("basic")}, std::string(16, 'c')));
  sinter_module_t module;
  ASSERT_EQ(sinter_module_open({file.data.get(), file.size}, &module, nullptr), SINTER_OK);
  size_t small, paged;
  ASSERT_EQ(sinter_image_size(&module, 0, 1, &small, nullptr), SINTER_OK);
  ASSERT_EQ(sinter_image_size(&module, 0, 4096, &paged, nullptr), SINTER_OK);
  EXPECT_LE(small, paged);
}

struct Refusal {
  const char *model;
  const char *reason;
  sinter_status_t status = SINTER_INVALID_MODULE;
};
void PrintTo(const Refusal &refusal, std::ostream *out) { *out << refusal.model; }

class LoaderRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(LoaderRefusal, SaysWhy) {
  std::string code = readModel(GetParam().model);
  ASSERT_FALSE(code.empty());
  Loaded loaded(describeOne(), code);
  EXPECT_EQ(loaded.status, GetParam().status);
  EXPECT_STREQ(loaded.reason, GetParam().reason);
}

const char signature[] = "a function of the code has another signature than the module says";
const char outsideCode[] = "a function of the code lies outside its code";
const char symbols[] = "the code needs a loader with symbols";
const char notRelative[] = "the code has a relocation that is not relative";
const char version[] = "the code speaks another version of the ABI";
const char outside[] = "the code's description lies outside it";

INSTANTIATE_TEST_SUITE_P(
    Models, LoaderRefusal,
    testing::Values(
        Refusal{"writable", "the code has writable data"}, Refusal{"imports", notRelative},
        Refusal{"constructor", symbols}, Refusal{"liar1", outsideCode},
        Refusal{"liar2", outsideCode}, Refusal{"liar3", signature},
        Refusal{"liar4", "the code's functions lie outside it"},
        Refusal{"liar5", version, SINTER_INCOMPATIBLE},
        Refusal{"liar6", "the code has another number of functions than the module says"},
        Refusal{"liar7", "the code reads more constants than the module has"},
        Refusal{"liar8", "the code keeps more state than the module says"},
        Refusal{"liar9", version, SINTER_INCOMPATIBLE}, Refusal{"liar10", outside},
        Refusal{"liar11", outside},
        Refusal{"liar12", "a function of the code has other element types than the module says"},
        Refusal{"liar13", "a function's element types lie outside the code"},
        Refusal{"liar14", "the code initializes state that it does not keep"},
        Refusal{"liar15", outsideCode}),
    [](auto &info) { return std::string(info.param.model); });

/// An ELF file whose headers can be changed.
struct Elf {
  std::string bytes = readModel("basic");
  Elf64_Ehdr *header() { return reinterpret_cast<Elf64_Ehdr *>(bytes.data()); }
  /// The `index`th program header of `type`.
  Elf64_Phdr *segment(uint32_t type, int index = 0) {
    auto *segments = reinterpret_cast<Elf64_Phdr *>(bytes.data() + header()->e_phoff);
    for (int i = 0; i < header()->e_phnum; ++i)
      if (segments[i].p_type == type && index-- == 0)
        return &segments[i];
    std::abort();
  }
  Elf64_Dyn *dynamic(int64_t tag) {
    auto *entries = reinterpret_cast<Elf64_Dyn *>(bytes.data() + segment(PT_DYNAMIC)->p_offset);
    for (; entries->d_tag != tag; ++entries)
      if (entries->d_tag == DT_NULL)
        std::abort();
    return entries;
  }
  Elf64_Rela *relocation() {
    // Below the first segment's end, addresses are file offsets.
    for (int i = 0;; ++i) {
      Elf64_Phdr *load = segment(PT_LOAD, i);
      uint64_t address = dynamic(DT_RELA)->d_un.d_ptr;
      if (address >= load->p_vaddr && address < load->p_vaddr + load->p_filesz)
        return reinterpret_cast<Elf64_Rela *>(bytes.data() + address - load->p_vaddr +
                                              load->p_offset);
    }
  }
};

struct Alteration {
  const char *name;
  std::function<void(Elf &)> change;
  const char *reason;
  sinter_status_t status = SINTER_INVALID_MODULE;
};
void PrintTo(const Alteration &alteration, std::ostream *out) { *out << alteration.name; }

class LoaderAlteration : public testing::TestWithParam<Alteration> {};

TEST_P(LoaderAlteration, IsRefused) {
  Elf elf;
  GetParam().change(elf);
  Loaded loaded(describeBasic(), elf.bytes);
  EXPECT_EQ(loaded.status, GetParam().status);
  EXPECT_STREQ(loaded.reason, GetParam().reason);
}

const char notNative[] = "the code is not ELF for this kind of machine";
const char damaged[] = "the code's program headers are damaged";
const char segmentOutside[] = "a segment of the code lies outside its file";
const char impossible[] = "a segment of the code has an impossible address";
const char overlap[] = "segments of the code overlap or share a page";
const char relocationsOutside[] = "the code's relocations lie outside its segments";
const char placeOutside[] = "a relocation lies outside the segments that may be relocated";
const char entryOutside[] = "the code's entry point lies outside its code";

const Alteration alterations[] = {
    {"Empty", [](Elf &e) { e.bytes.clear(); }, notNative, SINTER_INCOMPATIBLE},
    {"HeaderOnly", [](Elf &e) { e.bytes.resize(64); }, damaged},
    {"Magic", [](Elf &e) { e.bytes[0] = 0; }, notNative, SINTER_INCOMPATIBLE},
    {"Class32", [](Elf &e) { e.bytes[EI_CLASS] = ELFCLASS32; }, notNative, SINTER_INCOMPATIBLE},
    {"BigEndian", [](Elf &e) { e.bytes[EI_DATA] = ELFDATA2MSB; }, notNative, SINTER_INCOMPATIBLE},
    {"OtherMachine", [](Elf &e) { e.header()->e_machine = EM_S390; }, notNative,
     SINTER_INCOMPATIBLE},
    {"Static", [](Elf &e) { e.header()->e_type = ET_EXEC; },
     "the code is not position independent"},
    {"HeadersOutside", [](Elf &e) { e.header()->e_phoff = UINT64_MAX - 64; }, damaged},
    {"HeaderSize", [](Elf &e) { e.header()->e_phentsize = 32; }, damaged},
    {"TooManyHeaders", [](Elf &e) { e.header()->e_phnum = 65535; }, damaged},
    {"NoHeaders", [](Elf &e) { e.header()->e_phnum = 0; }, "the code has no segment to load"},
    {"SegmentPastFile", [](Elf &e) { e.segment(PT_LOAD)->p_offset = e.bytes.size(); },
     segmentOutside},
    {"SegmentWraps", [](Elf &e) { e.segment(PT_LOAD)->p_offset = UINT64_MAX; }, segmentOutside},
    {"FileLargerThanMemory", [](Elf &e) { e.segment(PT_LOAD)->p_memsz = 1; }, segmentOutside},
    {"HugeAddress", [](Elf &e) { e.segment(PT_LOAD)->p_vaddr = UINT64_MAX - 4095; }, impossible},
    {"HugeSegment", [](Elf &e) { e.segment(PT_LOAD)->p_memsz = UINT64_MAX; }, impossible},
    {"AddressSpaceOfSegment", [](Elf &e) { e.segment(PT_LOAD, 1)->p_memsz = UINT64_MAX / 4; },
     overlap},
    {"Overlap", [](Elf &e) { e.segment(PT_LOAD, 1)->p_vaddr = 0; }, overlap},
    {"WritableCode", [](Elf &e) { e.segment(PT_LOAD, 1)->p_flags = PF_R | PF_W | PF_X; },
     "a segment is writable and executable"},
    {"Interpreter", [](Elf &e) { e.segment(PT_GNU_STACK)->p_type = PT_INTERP; },
     "the code asks for an interpreter"},
    {"ThreadLocal", [](Elf &e) { e.segment(PT_GNU_STACK)->p_type = PT_TLS; },
     "the code asks for thread-local storage"},
    {"NoRelro", [](Elf &e) { e.segment(PT_GNU_RELRO)->p_type = PT_NULL; },
     "the code has writable data"},
    {"DynamicOutside", [](Elf &e) { e.segment(PT_DYNAMIC)->p_vaddr = 1 << 30; },
     "the code's dynamic section lies outside its segments"},
    {"EntryInHeaders", [](Elf &e) { e.header()->e_entry = 0; }, entryOutside},
    {"EntryFarAway", [](Elf &e) { e.header()->e_entry = UINT64_MAX; }, entryOutside},
    {"OtherLibrary", [](Elf &e) { e.dynamic(DT_SYMTAB)->d_tag = DT_NEEDED; },
     "the code needs another library"},
    {"TextRelocations", [](Elf &e) { e.dynamic(DT_SYMTAB)->d_tag = DT_TEXTREL; }, symbols},
    {"Initializer", [](Elf &e) { e.dynamic(DT_SYMTAB)->d_tag = DT_INIT; }, symbols},
    {"RelocationsOutside", [](Elf &e) { e.dynamic(DT_RELA)->d_un.d_ptr = 1 << 30; },
     relocationsOutside},
    {"RelocationsWrap", [](Elf &e) { e.dynamic(DT_RELASZ)->d_un.d_val = UINT64_MAX; },
     relocationsOutside},
    {"SymbolRelocation",
     [](Elf &e) { e.relocation()->r_info = ELF64_R_INFO(1, R_X86_64_GLOB_DAT); }, notRelative},
    {"RelocatedCode", [](Elf &e) { e.relocation()->r_offset = e.segment(PT_LOAD, 1)->p_vaddr; },
     placeOutside},
    {"RelocationFarAway", [](Elf &e) { e.relocation()->r_offset = UINT64_MAX - 3; }, placeOutside},
};
INSTANTIATE_TEST_SUITE_P(Headers, LoaderAlteration, testing::ValuesIn(alterations),
                         [](auto &info) { return std::string(info.param.name); });

TEST(LoaderTest, RefusesPagesLargerThanSegments) {
  sinter_image_memory_t memory = sinter_posix_memory();
  memory.page_size = 1 << 16;
  Loaded loaded(describeBasic(), readModel("basic"), memory);
  EXPECT_EQ(loaded.status, SINTER_INVALID_MODULE);
  EXPECT_STREQ(loaded.reason, overlap);
}

TEST(LoaderTest, RefusesStaleChecksum) {
  std::string content = pack(describeBasic(), {readModel("basic")}, std::string(16, 'c'));
  size_t code = content.find("\x7f"
                             "ELF");
  content[code + 200] ^= 1;
  File file = makeFile(content);
  sinter_module_t module;
  sinter_image_t image;
  sinter_reason_t reason = "";
  sinter_image_memory_t memory = sinter_posix_memory();
  ASSERT_EQ(sinter_module_open({file.data.get(), file.size}, &module, nullptr), SINTER_OK);
  EXPECT_EQ(sinter_image_load(&module, 0, &memory, &image, &reason), SINTER_INVALID_MODULE);
  EXPECT_STREQ(reason, "the code's checksum is wrong");
}
} // namespace
