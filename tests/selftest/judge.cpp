#include "selftest/judge.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "selftest/tables.h"

namespace selftest {

namespace {

constexpr std::string_view kDeath = "death ";

const char *status_of(unsigned code) {
  switch (code) {
  case 0: return "PASS";
  case 1: return "FAIL";
  case 2: return "UNRESOLVED";
  case 4: return "UNSUPPORTED";
  case 5: return "UNTESTED";
  default: return nullptr;
  }
}

// The signal that has ended a process, or 0: docs/design.md, 8.
int signal_of(unsigned code) {
  if (code == 0x3A || code == 0xC000013A) return 2;
  if (code == 0xC0000005 || code == 0xC00000FD) return 11;
  const int low = static_cast<int>(code & 0xFF);
  return low > 128 ? low - 128 : 0;
}

std::string ended_with(unsigned code) {
  char text[40];
  std::snprintf(text, sizeof text, code > 0xFFFF ? "ended with 0x%08X" : "ended with %u", code);
  return text;
}

std::string joined(std::string first, std::string_view detail) {
  return detail.empty() ? first + "." : first.append(". ").append(detail);
}

} // namespace

Verdict judge_case(unsigned code, std::string_view output) {
  int death = 0;
  std::string detail;
  for (const std::string_view line : lines_of(output)) {
    if (line.starts_with(kDeath)) death = std::atoi(std::string(line.substr(kDeath.size())).c_str());
    else detail.append(detail.empty() ? "" : " ").append(line);
  }
  detail.resize(std::min<std::size_t>(detail.size(), 300));
  const char *const status = status_of(code);
  if (death != 0) {
    if (signal_of(code) == death) return {"PASS", ""};
    if (status == nullptr || code == 0)
      return {"FAIL", joined("should have died of signal " + std::to_string(death) + ", " + ended_with(code), detail)};
  }
  if (status != nullptr && (code != 5 || !detail.empty())) return {status, detail};
  return {"FAIL", joined(ended_with(code), detail)};
}

TestsOf tests_of(std::string_view output) {
  TestsOf tests;
  const auto name_behind = [](std::string_view line, std::string_view mark) -> std::string {
    // The summary at the end has no time behind a name.
    if (!line.starts_with(mark) || !line.ends_with(" ms)")) return {};
    line.remove_prefix(mark.size());
    return std::string(line.substr(0, line.find_first_of(" ,")));
  };
  for (const std::string_view line : lines_of(output)) {
    if (!name_behind(line, "[       OK ] ").empty()) ++tests.passed;
    if (auto name = name_behind(line, "[  FAILED  ] "); !name.empty()) tests.failed.push_back(name);
    if (auto name = name_behind(line, "[  SKIPPED ] "); !name.empty()) tests.skipped.push_back(name);
  }
  return tests;
}

Verdict judge_program(unsigned code, std::string_view output) {
  if (code == 0) return {"PASS", ""};
  std::string detail;
  for (const std::string &name : tests_of(output).failed) detail.append(detail.empty() ? "" : " ").append(name);
  return {"FAIL", joined(ended_with(code), detail)};
}

} // namespace selftest
