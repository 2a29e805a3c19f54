//===- ValueTest.cpp - Values, 16-bit floats, comparisons, statistics -----===//

#include "tools/support/Value.h"
#include "tools/support/Compare.h"
#include "tools/support/Half.h"
#include "tools/support/Json.h"
#include "tools/support/Statistics.h"
#include <gtest/gtest.h>

using namespace sinter::tools;

namespace {
std::string echo(std::string_view text) {
  std::string error;
  std::optional<Tensor> value = parseValue(text, error);
  return value ? formatValue(*value) : "error: " + error;
}

TEST(ValueTest, ReadsBackWhatItPrints) {
  for (const char *text :
       {"f32=-2", "f64=0.1", "2x2xi32=[[1 2][3 -4]]", "1x1x2xu8=[[[0 255]]]",
        "i64=-9223372036854775808", "u64=18446744073709551615", "2xbool=[0 1]",
        "3xf32=[nan inf -inf]", "f16=65504", "bf16=1.5", "0xf32=[]", "2x0xi8=[[][]]", "i8=-128"})
    EXPECT_EQ(echo(text), text);
}

TEST(ValueTest, RefusesWhatDoesNotFit) {
  EXPECT_EQ(echo("i8=128"), "error: '128' is no i8");
  EXPECT_EQ(echo("u8=-1"), "error: '-1' is no u8");
  EXPECT_EQ(echo("i32=1.5"), "error: '1.5' is no i32");
  EXPECT_EQ(echo("bool=2"), "error: '2' is no bool");
  EXPECT_EQ(echo("2xf32=[1 2"), "error: brackets do not match");
  EXPECT_EQ(echo("2xf32=1 2]["), "error: brackets do not match");
  EXPECT_EQ(echo("2xf32="), "error: expected 2 elements for 2xf32, got 0");
  EXPECT_EQ(echo("2xf32=[1]"), "error: expected 2 elements for 2xf32, got 1");
  EXPECT_EQ(echo("4611686018427387904xf64=0"), "error: no memory for 4611686018427387904xf64");
  for (const char *text : {"", "=", "1", "f31=1", "x4xf32=1", "-1xf32=1", "2x=1",
                           "1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32=1", "99999999999999999999xf32=1"})
    EXPECT_EQ(echo(text).substr(0, 7), "error: ") << text;
}

TEST(ValueTest, SplitsNames) {
  auto split = [](std::string_view text) {
    NamedText named = splitName(text);
    return std::string(named.name) + "|" + std::string(named.value);
  };
  EXPECT_EQ(split("f32=1"), "|f32=1");
  EXPECT_EQ(split("@a=b.npy"), "|@a=b.npy");
  EXPECT_EQ(split("4xf32=@a=b.bin"), "|4xf32=@a=b.bin");
  EXPECT_EQ(split("x=f32=1"), "x|f32=1");
  EXPECT_EQ(split("x=@a.npy"), "x|@a.npy");
  EXPECT_EQ(split("f32=f32=1"), "f32|f32=1");
  EXPECT_EQ(split("a=b=f32=1"), "a=b|f32=1");
  EXPECT_EQ(split("serving_default:0=2xf32=[1 2]"), "serving_default:0|2xf32=[1 2]");
}

TEST(ValueTest, ElidesLargeTensors) {
  std::string error;
  std::optional<Tensor> value = parseValue("2x10xi32=7", error);
  EXPECT_EQ(formatValue(*value, 10), "2x10xi32=[[7 7 7 ... 7 7 7][7 7 7 ... 7 7 7]]");
  EXPECT_EQ(formatValue(*value, 20), "2x10xi32=[[7 7 7 7 7 7 7 7 7 7][7 7 7 7 7 7 7 7 7 7]]");
  value = parseValue("10x1xi32=7", error);
  EXPECT_EQ(formatValue(*value, 1), "10x1xi32=[[7][7][7] ... [7][7][7]]");
}

TEST(ValueTest, NamesPositions) {
  EXPECT_EQ(formatIndex(5, {2, 3}), "[1 2]");
  EXPECT_EQ(formatIndex(0, {}), "[]");
}

TEST(HalfTest, EveryHalfSurvives) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    float value = halfToFloat(uint16_t(bits));
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(halfToFloat(floatToHalf(value))));
    else
      EXPECT_EQ(floatToHalf(value), bits);
    value = bfloatToFloat(uint16_t(bits));
    if (!std::isnan(value)) {
      EXPECT_EQ(floatToBfloat(value), bits);
    }
  }
}

TEST(HalfTest, RoundsToNearestEven) {
  EXPECT_EQ(floatToHalf(1 + 0x1p-11f), 0x3c00) << "a tie goes to even";
  EXPECT_EQ(floatToHalf(1 + 3 * 0x1p-11f), 0x3c02);
  EXPECT_EQ(floatToHalf(1 + 0x1p-11f + 0x1p-20f), 0x3c01);
  EXPECT_EQ(floatToHalf(65519), 0x7bff);
  EXPECT_EQ(floatToHalf(65520), 0x7c00);
  EXPECT_EQ(floatToHalf(0x1p-25f), 0);
  EXPECT_EQ(floatToHalf(0x1.8p-25f), 1);
  EXPECT_EQ(floatToHalf(-0.0f), 0x8000);
  EXPECT_EQ(floatToBfloat(1 + 0x1p-8f), 0x3f80);
  EXPECT_EQ(floatToBfloat(1 + 3 * 0x1p-8f), 0x3f82);
  EXPECT_TRUE(std::isnan(bfloatToFloat(floatToBfloat(NAN))));
}

Comparison compareTexts(std::string_view actual, std::string_view expected, Tolerance tolerance) {
  std::string error;
  return compare(*parseValue(actual, error), *parseValue(expected, error), tolerance);
}

TEST(CompareTest, FindsTheWorst) {
  Comparison result = compareTexts("4xf32=[1 2 3 4]", "4xf32=[1 2.5 9 4.1]", {0, 0.2});
  EXPECT_EQ(result.mismatches, 2u);
  EXPECT_EQ(result.worst, 2u);
  EXPECT_EQ(result.largestDifference, 6);
}

TEST(CompareTest, WorstIsRelativeToTheTolerance) {
  // 100 is off by more, but allowed ten times as much.
  Comparison result = compareTexts("2xf32=[1.3 110.5]", "2xf32=[1 100]", {0.1, 0});
  EXPECT_EQ(result.mismatches, 2u);
  EXPECT_EQ(result.worst, 1u);
}

TEST(CompareTest, NotANumberIsWorst) {
  Comparison result = compareTexts("3xf32=[9 nan 1]", "3xf32=[1 1 nan]", {0, 0});
  EXPECT_EQ(result.mismatches, 3u);
  EXPECT_EQ(result.worst, 1u);
  EXPECT_EQ(compareTexts("2xf32=[nan 1]", "2xf32=[nan 1]", {0, 0}).mismatches, 0u);
}

TEST(CompareTest, LargeIntegersAreExact) {
  EXPECT_EQ(compareTexts("i64=9007199254740993", "i64=9007199254740992", {0, 0}).mismatches, 1u);
  EXPECT_EQ(compareTexts("u64=18446744073709551615", "u64=18446744073709551614", {0, 0}).mismatches,
            1u);
  EXPECT_EQ(compareTexts("i64=9007199254740993", "i64=9007199254740992", {0, 1}).mismatches, 0u);
}

TEST(StatisticsTest, Quantiles) {
  Statistics s = Statistics::of({5, 1, 4, 2, 3});
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.median, 3);
  EXPECT_DOUBLE_EQ(s.p90, 4.6);
  EXPECT_DOUBLE_EQ(s.mean, 3);
  EXPECT_DOUBLE_EQ(s.deviation, std::sqrt(2.5));
  s = Statistics::of({7});
  EXPECT_EQ(s.median, 7);
  EXPECT_EQ(s.p90, 7);
  EXPECT_EQ(s.deviation, 0);
}

TEST(JsonTest, Quotes) { EXPECT_EQ(quoteJson("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\""); }
} // namespace
