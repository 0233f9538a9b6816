// What the selftest reads: the conformance suite's own tables, and the list of test programs that scripts/bundle
// writes. Portable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selftest {

struct Assertion {
  std::string id, section, clause;
  std::string test;   // its source file; empty if it has none
  std::string reason; // why it has none
  [[nodiscard]] std::string case_name() const;
  [[nodiscard]] std::string program() const; // without a suffix
};
// conformance/assertions; `wrong` gets the first line that cannot be read.
std::vector<Assertion> read_assertions(std::string_view text, std::string *wrong);

// What does not pass, and why: conformance/expected.txt.
struct Rule {
  std::string pattern, status, reason;
};
std::vector<Rule> read_rules(std::string_view text, std::string_view target);
const Rule *rule_of(const std::vector<Rule> &rules, std::string_view id); // null: it passes

struct Program {
  std::string path; // from the bundle's top
  unsigned seconds = 0;
};
// Lines `path seconds`.
std::vector<Program> read_programs(std::string_view text);

// As a shell does: * and ?.
bool matches(std::string_view pattern, std::string_view name);

std::vector<std::string_view> lines_of(std::string_view text); // without comments, ends and empty ones

} // namespace selftest
