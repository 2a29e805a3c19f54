//===- StackDepthTest.cpp - The deepest chain of calls --------------------===//

#include "targets/Linker/StackDepth.h"
#include "gtest/gtest.h"

using namespace sinter;

static Callee call(const char *name) { return {name, 1}; }

static std::vector<std::string> namesOf(const StackDepth &depth) {
  std::vector<std::string> names;
  for (const FunctionUse *function : depth.chain)
    names.push_back(function->name);
  return names;
}

static StackDepth depthOf(const std::vector<FunctionUse> &functions) {
  llvm::Expected<StackDepth> depth = computeStackDepth(functions);
  EXPECT_TRUE(bool(depth));
  return depth ? *depth : StackDepth();
}

TEST(StackDepth, FollowsTheDeepestCallee) {
  std::vector<FunctionUse> functions = {{"run", 10, {call("small"), call("large")}, false, {}},
                                        {"small", 30, {}, false, {}},
                                        {"large", 20, {call("leaf")}, false, {}},
                                        {"leaf", 15, {}, false, {}}};
  StackDepth depth = depthOf(functions);
  EXPECT_EQ(depth.bytes, 45u);
  EXPECT_EQ(namesOf(depth), (std::vector<std::string>{"run", "large", "leaf"}));
}

// Two entries lead to the call by address; what it reaches is what nobody calls by name.
TEST(StackDepth, CallsByAddressReachWhatNobodyNames) {
  std::vector<FunctionUse> functions = {{"launch", 8, {}, true, {}},
                                        {"one", 40, {call("launch")}, false, {}},
                                        {"two", 16, {call("launch")}, false, {}},
                                        {"dispatch", 100, {}, false, {}},
                                        {"helper", 500, {}, false, {}},
                                        {"user", 1, {call("helper")}, false, {}}};
  StackDepth depth = depthOf(functions);
  EXPECT_EQ(depth.bytes, 40u + 8 + 501);
  EXPECT_EQ(namesOf(depth), (std::vector<std::string>{"one", "launch", "user", "helper"}));
}

TEST(StackDepth, RefusesCirclesAndUnknownFunctions) {
  std::vector<FunctionUse> circle = {{"a", 1, {call("b")}, false, {}},
                                     {"b", 1, {call("a")}, false, {}}};
  llvm::Expected<StackDepth> depth = computeStackDepth(circle);
  ASSERT_FALSE(bool(depth));
  EXPECT_EQ(llvm::toString(depth.takeError()), "function 'a' calls itself");

  std::vector<FunctionUse> open = {{"a", 1, {call("libm")}, false, {}}};
  depth = computeStackDepth(open);
  ASSERT_FALSE(bool(depth));
  EXPECT_EQ(llvm::toString(depth.takeError()),
            "function 'a' calls 'libm', whose frame is not known");
}

TEST(StackDepth, OfNothingIsNothing) { EXPECT_EQ(depthOf({}).bytes, 0u); }
