//===- TotalCostTest.cpp - What calls cost with all that they call --------===//

#include "targets/Linker/TotalCost.h"
#include "gtest/gtest.h"

using namespace sinter;

TEST(TotalCost, AddsCalleesAsOftenAsTheyAreCalled) {
  TotalCosts costs({{"run", 0, {{"loop", 4}, {"leaf", 2}}, false, RunCost{10, 20, true}},
                    {"loop", 0, {{"leaf", 3}}, false, RunCost{100, 200, true}},
                    {"leaf", 0, {}, false, RunCost{1, 5, true}}});
  std::optional<RunCost> run = costs.get("run");
  ASSERT_TRUE(run.has_value());
  EXPECT_DOUBLE_EQ(run->instructions, 10 + 4 * (100 + 3) + 2);
  EXPECT_DOUBLE_EQ(run->cycles, 20 + 4 * (200 + 15) + 10);
  EXPECT_TRUE(run->knowsCycles);
}

TEST(TotalCost, TellsNothingOfWhatItDoesNotKnow) {
  TotalCosts costs({{"a", 0, {{"libm", 1}}, false, RunCost{1, 1, true}},
                    {"b", 0, {{"c", 1}}, false, RunCost{1, 1, true}},
                    {"c", 0, {}, false, RunCost{1, 0, false}},
                    {"circle", 0, {{"circle", 1}}, false, RunCost{1, 1, true}},
                    {"unmeasured", 0, {}, false, std::nullopt}});
  EXPECT_FALSE(costs.get("a").has_value());
  EXPECT_FALSE(costs.get("circle").has_value());
  EXPECT_FALSE(costs.get("unmeasured").has_value());
  EXPECT_FALSE(costs.get("nobody").has_value());
  ASSERT_TRUE(costs.get("b").has_value());
  EXPECT_FALSE(costs.get("b")->knowsCycles);
}
