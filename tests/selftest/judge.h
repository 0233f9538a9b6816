// What the end of a program, and what it has said, mean. The same as judge() in conformance/run; conformance/judgements
// tries both. Portable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selftest {

struct Verdict {
  std::string status; // PASS, FAIL, UNRESOLVED, UNSUPPORTED, UNTESTED
  std::string detail;
  double seconds = 0;
};

// Of a conformance case; all 32 bits of its exit status.
Verdict judge_case(unsigned code, std::string_view output);

struct TestsOf {
  unsigned passed = 0;
  std::vector<std::string> failed, skipped;
};
// What a GoogleTest program has told line by line.
TestsOf tests_of(std::string_view output);
// Of a test program as a whole.
Verdict judge_program(unsigned code, std::string_view output);

} // namespace selftest
