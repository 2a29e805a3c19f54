//===- CompilerTest.cpp - The compiler as a library -----------------------===//

#include "compiler/Driver/Compiler.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <thread>

using namespace sinter;

namespace {
/// A folder of its own for each test.
class CompilerTest : public testing::Test {
protected:
  void SetUp() override { ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("test", folder)); }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(llvm::StringRef name) const {
    llvm::SmallString<128> result = folder;
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  std::string write(llvm::StringRef name, llvm::StringRef text) const {
    std::error_code error;
    llvm::raw_fd_ostream os(path(name), error);
    os << text;
    return path(name);
  }

  static std::string read(const std::string &file) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  llvm::SmallString<128> folder;
};
} // namespace

constexpr llvm::StringLiteral kModel = R"(
func.func @scale(%x: tensor<64xf32>) -> tensor<64xf32> {
  %c = arith.constant dense<3.0> : tensor<64xf32>
  %y = arith.mulf %x, %c : tensor<64xf32>
  return %y : tensor<64xf32>
})";

static Options makeOptions(std::string input, std::string output, llvm::StringRef target) {
  Options options;
  options.input = std::move(input);
  options.output = std::move(output);
  options.targets = {target.str()};
  options.quiet = true; // but for errors
  return options;
}

/// Compiles without a word, or fails the test.
static void compileQuietly(const Options &options) {
  std::string messages;
  llvm::raw_string_ostream os(messages);
  EXPECT_TRUE(succeeded(compile(options, os)));
  EXPECT_EQ(messages, "");
}

TEST_F(CompilerTest, DifferentCompilationsAtTheSameTime) {
  std::string model = write("model.mlir", kModel);
  const char *targets[] = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
  std::vector<std::string> alone;
  for (llvm::StringRef target : targets) {
    compileQuietly(makeOptions(model, path(target), target));
    alone.push_back(read(path(target)));
    ASSERT_FALSE(alone.back().empty());
  }
  EXPECT_NE(alone[0], alone[1]);
  EXPECT_NE(alone[1], alone[2]);

  std::vector<std::thread> threads;
  for (int round = 0; round < 4; ++round)
    for (llvm::StringRef target : targets)
      threads.emplace_back([=, name = path((target + std::to_string(round)).str())] {
        Options options = makeOptions(model, name, target);
        options.threads = Threads(1 + round % 2);
        compileQuietly(options);
      });
  for (std::thread &thread : threads)
    thread.join();
  for (int round = 0; round < 4; ++round)
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(read(path((targets[i] + std::to_string(round)))), alone[i]);
}

TEST_F(CompilerTest, FailureSaysWhyAndLeavesNothing) {
  std::string output = write("out.sinter", "an older output");
  std::string messages;
  llvm::raw_string_ostream os(messages);
  EXPECT_TRUE(failed(compile(makeOptions(write("bad.mlir", "func.func"), output, "host"), os)));
  EXPECT_NE(messages.find("bad.mlir:1:10: error: "), std::string::npos) << messages;
  EXPECT_FALSE(llvm::sys::fs::exists(output));

  // The next one in the same process knows nothing of it.
  compileQuietly(makeOptions(write("good.mlir", kModel), output, "host"));
  EXPECT_TRUE(llvm::sys::fs::exists(output));
}

TEST_F(CompilerTest, OptionsAreChecked) {
  std::string messages;
  llvm::raw_string_ostream os(messages);
  Options options = makeOptions(write("model.mlir", kModel), path("out"), "abacus");
  EXPECT_TRUE(failed(compile(options, os)));
  EXPECT_NE(messages.find("error: unknown target 'abacus'"), std::string::npos) << messages;
}

TEST(ParseOptions, FieldsFollowTheArguments) {
  Options options;
  const char *arguments[] = {"model.onnx",
                             "-o",
                             "out",
                             "-O1",
                             "--emit=mlir",
                             "--compile-to=plan",
                             "--threads=3",
                             "--input-shape=a:b:1x2",
                             "--input-shape=c:4",
                             "--strip"};
  ASSERT_FALSE(bool(parseOptions(arguments, options)));
  EXPECT_EQ(options.input, "model.onnx");
  EXPECT_EQ(options.output, "out");
  EXPECT_EQ(options.optLevel, OptLevel(1));
  EXPECT_EQ(options.emit, EmitKind::mlir);
  EXPECT_EQ(options.compileTo, Phase::Plan);
  EXPECT_EQ(options.threads, Threads(3));
  EXPECT_TRUE(options.strip);
  EXPECT_FALSE(options.debugSymbols);
  ASSERT_EQ(options.inputShapes.size(), 2u);
  EXPECT_EQ(options.inputShapes[0].name, "a:b"); // names may hold colons
  EXPECT_EQ(options.inputShapes[0].dims, (llvm::SmallVector<int64_t>{1, 2}));
  EXPECT_EQ(options.inputShapes[1].dims, (llvm::SmallVector<int64_t>{4}));
}
