// What the selftest reads, and how it judges, against the tables themselves.
#include <fstream>
#include <iterator>

#include "selftest/report.h"

#include <gmock/gmock.h>

namespace {

using namespace selftest;
using testing::ElementsAre;

std::string table(const char *name) {
  std::ifstream file(std::string(CONFORMANCE "/") + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Selftest, JudgesAsTheSuiteDoes) {
  std::string wrong;
  int tried = 0;
  for (const Assertion &line : read_assertions(table("judgements"), &wrong)) { // target, status, output, verdict
    if (line.id != "windows") continue;
    std::string output = line.clause == "-" ? "" : line.clause;
    for (std::size_t at; (at = output.find("\\n")) != output.npos;) output.replace(at, 2, "\n");
    const auto code = static_cast<unsigned>(std::stoul(line.section, nullptr, 0));
    EXPECT_EQ(line.test, judge_case(code, output).status) << line.section << ", " << line.clause;
    ++tried;
  }
  EXPECT_EQ("", wrong);
  EXPECT_GT(tried, 10);
}

TEST(Selftest, ReadsTheTables) {
  std::string wrong;
  const auto assertions = read_assertions(table("assertions"), &wrong);
  EXPECT_EQ("", wrong);
  ASSERT_GT(assertions.size(), 800u);
  EXPECT_EQ("signal_h.01", assertions[0].id);
  EXPECT_EQ("signal_h_01", assertions[0].case_name());
  EXPECT_EQ("signal_h", assertions[0].program());
  for (const char *target : {"wine", "windows"}) {
    const auto rules = read_rules(table("expected.txt"), target);
    ASSERT_NE(nullptr, rule_of(rules, "fork.01")) << target;
    EXPECT_EQ("UNSUPPORTED", rule_of(rules, "fork.01")->status);
    EXPECT_EQ("Windows has no fork()", rule_of(rules, "fork.01")->reason);
    EXPECT_EQ(nullptr, rule_of(rules, "sig2str.01")) << "that is Linux alone";
  }
}

TEST(Selftest, ReadsWhatGoogleTestPrints) {
  const TestsOf tests = tests_of("[       OK ] A.a (0 ms)\r\n[  FAILED  ] A.b, where GetParam() = 3 (1 ms)\n"
                                 "[  SKIPPED ] A.c (0 ms)\n[  FAILED  ] 1 test, listed below:\n[  FAILED  ] A.b\n");
  EXPECT_EQ(1u, tests.passed);
  EXPECT_THAT(tests.failed, ElementsAre("A.b"));
  EXPECT_THAT(tests.skipped, ElementsAre("A.c"));
  EXPECT_EQ("FAIL", judge_program(1, "").status);
}

TEST(Selftest, ReportsAreTextWhateverProgramsPrint) {
  EXPECT_EQ(R"("a\"b\\c\u000a?")", in_json("a\"b\\c\n\xff"));
  EXPECT_EQ("&lt;&amp;?", in_html("<&\xff"));
}

} // namespace
