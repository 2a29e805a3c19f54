//===- ModuleTest.cpp - The module reader ---------------------------------===//
//
// What the runtime reads is what the official FlatBuffers library wrote; what
// makes no sense is refused with the right reason.
//
//===----------------------------------------------------------------------===//

#include "sinter/module.h"
#include "test/runtime/support/Pack.h"
#include <functional>
#include <gtest/gtest.h>

using namespace sinter;
using namespace sinter::test;

namespace {
/// A module of `content`; its bytes live as long as this.
struct Opened {
  explicit Opened(const std::string &content) : file(makeFile(content)) {
    status = sinter_module_open({file.data.get(), file.size}, &module, &reason);
  }
  File file;
  sinter_module_t module = {};
  sinter_reason_t reason = "";
  sinter_status_t status;
};

TEST(ModuleTest, ReadsFunctions) {
  Opened opened(packBasic());
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  EXPECT_EQ(opened.module.function_count, 5u);
  EXPECT_EQ(opened.module.executable_count, 1u);
  EXPECT_EQ(opened.module.dispatch_count, 2u);
  EXPECT_EQ(opened.module.state_size, 8u);
  EXPECT_STREQ(sinter_module_producer(&opened.module), "test");

  schema::ModuleT expected = describeBasic();
  for (uint32_t f = 0; f < expected.functions.size(); ++f) {
    sinter_function_info_t info;
    ASSERT_EQ(sinter_module_function(&opened.module, f, &info), SINTER_OK);
    EXPECT_EQ(info.name, expected.functions[f]->name);
    EXPECT_EQ(info.workspace_size, expected.functions[f]->workspace_size);
    EXPECT_EQ(info.input_count, expected.functions[f]->inputs.size());
    EXPECT_EQ(info.output_count, expected.functions[f]->outputs.size());
    uint32_t found;
    ASSERT_EQ(sinter_module_find_function(&opened.module, info.name, &found), SINTER_OK);
    EXPECT_EQ(found, f);
  }
  uint32_t found;
  EXPECT_EQ(sinter_module_find_function(&opened.module, "ab", &found), SINTER_NOT_FOUND);
  EXPECT_EQ(sinter_module_find_function(&opened.module, "abss", &found), SINTER_NOT_FOUND);
}

TEST(ModuleTest, ReadsTensors) {
  Opened opened(packBasic());
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  sinter_tensor_info_t info;
  ASSERT_EQ(sinter_module_input(&opened.module, 2, 0, &info), SINTER_OK);
  EXPECT_STREQ(info.name, "x");
  EXPECT_EQ(info.element_type, SINTER_I32);
  ASSERT_EQ(info.rank, 2u);
  EXPECT_EQ(info.dims[0], 100);
  EXPECT_EQ(info.dims[1], 4);
  ASSERT_EQ(sinter_module_output(&opened.module, 4, 0, &info), SINTER_OK);
  ASSERT_EQ(info.rank, 1u);
  EXPECT_EQ(info.dims[0], -1);
  sinter_function_info_t function;
  ASSERT_EQ(sinter_module_function(&opened.module, 1, &function), SINTER_OK);
  EXPECT_EQ(function.input_rank_sum, 4u);
  EXPECT_EQ(function.output_rank_sum, 2u);
  EXPECT_EQ(sinter_module_input(&opened.module, 2, 1, &info), SINTER_INVALID_ARGUMENT);
  EXPECT_EQ(sinter_module_input(&opened.module, 5, 0, &info), SINTER_INVALID_ARGUMENT);
}

TEST(ModuleTest, ReadsQuantization) {
  Opened opened(packBasic());
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  sinter_quantization_info_t info;
  ASSERT_EQ(sinter_module_quantization(&opened.module, 2, false, 0, &info), SINTER_OK);
  EXPECT_EQ(info.count, 4u);
  EXPECT_EQ(info.axis, 1);
  float scale;
  int64_t zeroPoint;
  ASSERT_EQ(sinter_module_scale(&opened.module, 2, false, 0, 1, &scale, &zeroPoint), SINTER_OK);
  EXPECT_EQ(scale, 0.25f);
  EXPECT_EQ(zeroPoint, -2);
  EXPECT_EQ(sinter_module_scale(&opened.module, 2, false, 0, 4, &scale, &zeroPoint),
            SINTER_INVALID_ARGUMENT);
  ASSERT_EQ(sinter_module_quantization(&opened.module, 2, true, 0, &info), SINTER_OK);
  EXPECT_EQ(info.count, 0u);
  EXPECT_EQ(info.axis, -1);
}

TEST(ModuleTest, ReadsVariables) {
  Opened opened(packBasic());
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  sinter_variable_info_t info;
  ASSERT_EQ(sinter_module_variable(&opened.module, 0, &info), SINTER_OK);
  EXPECT_STREQ(info.tensor.name, "calls");
  EXPECT_EQ(info.tensor.element_type, SINTER_I64);
  EXPECT_EQ(info.tensor.rank, 0u);
  EXPECT_EQ(info.offset, 0u);
  EXPECT_EQ(sinter_module_variable(&opened.module, 1, &info), SINTER_INVALID_ARGUMENT);
  schema::ModuleT stripped = describeBasic();
  stripped.debug.reset();
  Opened bare(pack(std::move(stripped), {readModel("basic")}, std::string(16, 'c')));
  ASSERT_EQ(bare.status, SINTER_OK) << bare.reason;
  EXPECT_EQ(sinter_module_variable(&bare.module, 0, &info), SINTER_INVALID_ARGUMENT);
}

/// Dims that calls decide are checked when asked for.
TEST(ModuleTest, ChecksDims) {
  auto describe = [](const std::string &name) {
    schema::ModuleT module = describeBasic();
    module.functions[0]->dims.push_back(std::make_unique<schema::DimT>());
    schema::DimT &dim = *module.functions[0]->dims[0];
    dim.name = name;
    dim.min = 2;
    dim.max = 4;
    dim.uses = {0, 1};
    return pack(std::move(module), {readModel("basic")}, std::string(16, 'c'));
  };
  sinter_dim_info_t info;
  uint32_t input, axis;
  Opened opened(describe("batch"));
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  ASSERT_EQ(sinter_module_dim(&opened.module, 0, 0, &info), SINTER_OK);
  EXPECT_STREQ(info.name, "batch");
  EXPECT_EQ(info.max, 4);
  ASSERT_EQ(sinter_module_dim_use(&opened.module, 0, 0, 0, &input, &axis), SINTER_OK);
  EXPECT_EQ(axis, 1u);
  EXPECT_EQ(sinter_module_dim_use(&opened.module, 0, 0, 1, &input, &axis), SINTER_INVALID_ARGUMENT);
  EXPECT_EQ(sinter_module_dim(&opened.module, 0, 1, &info), SINTER_INVALID_ARGUMENT);

  Opened escape(describe("\x1b[31m"));
  ASSERT_EQ(escape.status, SINTER_OK) << escape.reason;
  EXPECT_EQ(sinter_module_dim(&escape.module, 0, 0, &info), SINTER_INVALID_ARGUMENT);
  EXPECT_EQ(sinter_module_dim_use(&escape.module, 0, 0, 0, &input, &axis), SINTER_INVALID_ARGUMENT);
}

/// Variables are checked when asked for: a program that runs a model need not know them.
TEST(ModuleTest, ChecksVariables) {
  using Change = std::function<void(schema::VariableT &)>;
  const std::pair<const char *, Change> changes[] = {
      {"escape in its name", [](auto &v) { v.tensor->name = "\x1b[31m"; }},
      {"no type", [](auto &v) { v.tensor.reset(); }},
      {"any size", [](auto &v) { v.tensor->dims = {-1}; }},
      {"ends beyond the state", [](auto &v) { v.offset = 1; }},
      {"far away", [](auto &v) { v.offset = UINT64_MAX - 7; }},
      {"larger than the state", [](auto &v) { v.tensor->dims = {2}; }},
  };
  for (const auto &[name, change] : changes) {
    schema::ModuleT module = describeBasic();
    change(*module.debug->variables[0]);
    Opened opened(pack(std::move(module), {readModel("basic")}, std::string(16, 'c')));
    ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
    sinter_variable_info_t info;
    EXPECT_EQ(sinter_module_variable(&opened.module, 0, &info), SINTER_INVALID_MODULE) << name;
  }
}

TEST(ModuleTest, ReadsExecutablesAndConstants) {
  std::string content = packBasic();
  Opened opened(content);
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  sinter_executable_info_t info;
  ASSERT_EQ(sinter_module_executable(&opened.module, 0, &info), SINTER_OK);
  EXPECT_EQ(info.format, SINTER_EMBEDDED_ELF);
  EXPECT_STREQ(info.triple, "x86_64-unknown-linux-elf");
  EXPECT_STREQ(info.cpu, "x86-64");
  ASSERT_EQ(info.required_feature_count, 1u);
  const char *feature;
  ASSERT_EQ(sinter_module_required_feature(&opened.module, 0, 0, &feature), SINTER_OK);
  EXPECT_STREQ(feature, "sse2");
  std::string code = readModel("basic");
  EXPECT_EQ(std::string(static_cast<const char *>(info.code.data), info.code.size), code);

  sinter_const_bytes_t constants = sinter_module_constants(&opened.module);
  ASSERT_EQ(constants.size, 16u);
  EXPECT_EQ(static_cast<const int32_t *>(constants.data)[3], 1000);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(constants.data) % 64, 0u);
}

TEST(ModuleTest, ReadsDispatches) {
  Opened opened(packBasic());
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  sinter_dispatch_info_t info;
  ASSERT_EQ(sinter_module_dispatch(&opened.module, 1, &info), SINTER_OK);
  EXPECT_STREQ(info.name, "dispatch_1_reverse");
  EXPECT_STREQ(info.strategy, "scalar");
  EXPECT_EQ(info.function, 2u);
  EXPECT_EQ(info.workgroups, 100u);
  EXPECT_EQ(info.flops, 800u);
  EXPECT_EQ(info.bytes_read, 1616u);
  EXPECT_EQ(info.bytes_written, 400u);
  ASSERT_EQ(info.node_count, 2u);
  const char *node;
  ASSERT_EQ(sinter_module_dispatch_node(&opened.module, 1, 1, &node), SINTER_OK);
  EXPECT_STREQ(node, "rows");
  ASSERT_EQ(info.write_count, 1u);
  sinter_arena_range_t range;
  ASSERT_EQ(sinter_module_dispatch_write(&opened.module, 1, 0, &range), SINTER_OK);
  EXPECT_EQ(range.size, 400u);
  EXPECT_EQ(sinter_module_dispatch(&opened.module, 2, &info), SINTER_INVALID_ARGUMENT);
}

TEST(ModuleTest, ElementTypesAreThoseOfTheSchema) {
  for (auto type : schema::EnumValuesElementType()) {
    auto ours = static_cast<sinter_element_type_t>(type);
    std::string name = schema::EnumNameElementType(type);
    EXPECT_EQ(sinter_element_type_name(ours), name == "bool_" ? "bool" : name);
    EXPECT_EQ(sinter_element_size(ours) > 0, name != "none");
  }
  EXPECT_EQ(sinter_element_size(static_cast<sinter_element_type_t>(14)), 0u);
  EXPECT_EQ(sinter_element_size(static_cast<sinter_element_type_t>(255)), 0u);
}

TEST(ModuleTest, ChecksumsOnRequest) {
  std::string content = packBasic();
  {
    Opened opened(content);
    EXPECT_EQ(sinter_module_verify_constants(&opened.module), SINTER_OK);
    EXPECT_EQ(sinter_module_verify_executable(&opened.module, 0), SINTER_OK);
  }
  content.back() ^= 1; // constants come last
  Opened opened(content);
  ASSERT_EQ(opened.status, SINTER_OK) << opened.reason;
  EXPECT_EQ(sinter_module_verify_constants(&opened.module), SINTER_INVALID_MODULE);
  EXPECT_EQ(sinter_module_verify_executable(&opened.module, 0), SINTER_OK);
}

TEST(ModuleTest, AskedForNoReasonGivesNone) {
  File file = makeFile("not a module, but long enough for one");
  sinter_module_t module;
  EXPECT_EQ(sinter_module_open({file.data.get(), file.size}, &module, nullptr),
            SINTER_INVALID_MODULE);
}

TEST(ModuleTest, RefusesMisalignedBytes) {
  std::string content = "...." + packBasic();
  File file = makeFile(content);
  sinter_module_t module;
  EXPECT_EQ(sinter_module_open({file.data.get() + 4, file.size - 4}, &module, nullptr),
            SINTER_INVALID_ARGUMENT);
}

struct Refusal {
  const char *name;
  std::function<void(schema::ModuleT &)> change;
  const char *reason;
  sinter_status_t status = SINTER_INVALID_MODULE;
};
void PrintTo(const Refusal &refusal, std::ostream *out) { *out << refusal.name; }

class ModuleRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(ModuleRefusal, SaysWhy) {
  schema::ModuleT module = describeBasic();
  GetParam().change(module);
  std::vector<std::string> code(module.executables.size(), readModel("basic"));
  Opened opened(pack(std::move(module), code, std::string(16, 'c')));
  EXPECT_EQ(opened.status, GetParam().status);
  EXPECT_STREQ(opened.reason, GetParam().reason);
}

schema::TensorT &firstInput(schema::ModuleT &module) { return *module.functions[1]->inputs[0]; }

const Refusal refusals[] = {
    {"NewerVersion", [](auto &m) { m.schema_version = 2; }, "the module is newer than this runtime",
     SINTER_INCOMPATIBLE},
    {"NoVersion", [](auto &m) { m.schema_version = 0; }, "the description is damaged"},
    {"NoFunction", [](auto &m) { m.functions.clear(); }, "the module has no function"},
    {"NoExecutable", [](auto &m) { m.executables.clear(); }, "the module has no executable"},
    {"UnnamedFunction", [](auto &m) { m.functions[0]->name = ""; }, "a function has no valid name"},
    {"LineBreakInName", [](auto &m) { m.functions[0]->name = "a\nb"; },
     "a function has no valid name"},
    {"ZeroByteInName", [](auto &m) { m.functions[0]->name = std::string("a\0b", 3); },
     "a function has no valid name"},
    {"EndlessName", [](auto &m) { m.functions[0]->name = std::string(1024, 'a'); },
     "a function has no valid name"},
    {"UnnamedInput", [](auto &m) { firstInput(m).name = ""; }, "a tensor has no valid name"},
    {"NoElementType", [](auto &m) { firstInput(m).element_type = schema::ElementType::none; },
     "a tensor has an unknown element type"},
    {"UnknownElementType",
     [](auto &m) { firstInput(m).element_type = static_cast<schema::ElementType>(14); },
     "a tensor has an unknown element type"},
    {"RankOf17", [](auto &m) { firstInput(m).dims.assign(17, 1); },
     "a tensor has more than 16 dimensions"},
    {"NegativeDim", [](auto &m) { firstInput(m).dims = {2, -2}; }, "a tensor has impossible dims"},
    {"SmallestDim", [](auto &m) { firstInput(m).dims = {INT64_MIN}; },
     "a tensor has impossible dims"},
    {"SizeOverflow", [](auto &m) { firstInput(m).dims = {1LL << 31, 1LL << 30}; },
     "a tensor has impossible dims"},
    {"OverflowBesideZero", [](auto &m) { firstInput(m).dims = {0, 1LL << 32, 1LL << 32}; },
     "a tensor has impossible dims"},
    {"TooFewZeroPoints",
     [](auto &m) { m.functions[2]->inputs[0]->quantization->zero_points = {1}; },
     "a tensor has an inconsistent quantization"},
    {"AxisBeyondRank", [](auto &m) { m.functions[2]->inputs[0]->quantization->axis = 2; },
     "a tensor has an inconsistent quantization"},
    {"ManyScalesWithoutAxis", [](auto &m) { m.functions[2]->inputs[0]->quantization->axis = -1; },
     "a tensor has an inconsistent quantization"},
    {"UnknownFormat",
     [](auto &m) { m.executables[0]->format = static_cast<schema::ExecutableFormat>(3); },
     "an executable has an unknown format"},
    {"DispatchesBeyondTheTable", [](auto &m) { m.executables[0]->first_dispatch = 3; },
     "an executable's dispatches lie outside the table"},
    {"NoTriple", [](auto &m) { m.executables[0]->triple = ""; },
     "an executable has no valid target triple"},
    {"EmptyFeature", [](auto &m) { m.executables[0]->required_features = {""}; },
     "an executable requires a feature without a valid name"},
    {"EscapeInDispatch", [](auto &m) { m.debug->dispatches[0]->name = "\x1b[31m"; },
     "a dispatch has no valid name"},
};
INSTANTIATE_TEST_SUITE_P(All, ModuleRefusal, testing::ValuesIn(refusals),
                         [](auto &info) { return info.param.name; });

/// Segments are filled in when packing: change them afterwards, in the bytes.
TEST(ModuleTest, RefusesSegmentsOutsideTheFile) {
  std::string content = packBasic();
  const uint64_t size = content.size();
  auto *root = flatbuffers::GetMutableSizePrefixedRoot<schema::Module>(content.data());
  schema::Segment *segment = const_cast<schema::Segment *>(root->constants());
  const schema::Segment good = *segment;
  auto refuses = [&](uint64_t offset, uint64_t length, const char *why) {
    *segment = schema::Segment(offset, length, 0);
    fixRootChecksum(content);
    Opened opened(content);
    EXPECT_EQ(opened.status, SINTER_INVALID_MODULE) << offset << " " << length;
    EXPECT_STREQ(opened.reason, why) << offset << " " << length;
  };
  refuses(good.offset(), 17, "a segment lies outside the file");
  refuses(good.offset(), UINT64_MAX, "a segment lies outside the file");
  refuses(good.offset(), UINT64_MAX - good.offset() + 1, "a segment lies outside the file");
  refuses(0, 16, "a segment lies outside the file"); // within the description
  refuses((size + 63) / 64 * 64, 0, "a segment lies outside the file");
  refuses(uint64_t(1) << 63, 0, "a segment lies outside the file");
  refuses(good.offset() + 4, 4, "a segment is not aligned to 64 bytes");
}
} // namespace
