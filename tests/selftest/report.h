// The two reports: JSON, which conformance/run can compare and tabulate too, and HTML. Portable.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "selftest/judge.h"
#include "selftest/tables.h"

namespace selftest {

struct Row { // of an assertion, or of a test program
  std::string name, section, clause;
  Verdict verdict;
  std::string expected, why; // why it is expected not to pass
  TestsOf tests;             // of a test program
  [[nodiscard]] bool differs() const { return verdict.status != expected; }
};

struct Report {
  std::string target; // windows, wine
  std::vector<std::pair<std::string, std::string>> machine;
  std::vector<Row> assertions, programs;
  [[nodiscard]] std::vector<const Row *> differing() const;
};

std::string as_json(const Report &report);
std::string as_html(const Report &report);
std::string in_json(std::string_view text); // with its quotes
std::string in_html(std::string_view text);

} // namespace selftest
