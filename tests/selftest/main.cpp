// selftest.exe [/quiet]: runs the conformance suite and the test programs of a bundle (scripts/bundle), one after the
// other, and writes report/report.html and report/report.json beside them. Exit status 1 if anything is not as
// conformance/expected.txt says, 2 if it cannot run. It is linked with nothing of the library, whose faults must not be
// its own.
#include <windows.h>

#include <cstdio>
#include <cwchar>
#include <fstream>

#include "selftest/machine.h"
#include "selftest/report.h"
#include "selftest/run.h"

namespace {

using namespace selftest;
namespace fs = std::filesystem;

constexpr unsigned kCaseSeconds = 60;

class Selftest {
public:
  Selftest(fs::path top, bool quiet) : top_(std::move(top)), quiet_(quiet) {
    report_.target = is_wine() ? "wine" : "windows";
    report_.machine = machine();
    fs::create_directories(top_ / "report");
  }

  bool assertions() {
    std::string wrong;
    const auto listed = read_assertions(read_file(top_ / "conformance/assertions"), &wrong);
    const auto rules = read_rules(read_file(top_ / "conformance/expected.txt"), report_.target);
    if (listed.empty() || !wrong.empty()) return false;
    for (const Assertion &assertion : listed) {
      Row row = {assertion.id, assertion.section, assertion.clause, {}, "PASS", "", {}};
      if (const Rule *rule = rule_of(rules, assertion.id)) row.expected = rule->status, row.why = rule->reason;
      const fs::path program = top_ / "conformance" / (assertion.program() + ".exe");
      if (assertion.test.empty()) {
        row.verdict = {"UNTESTED", assertion.reason};
        row.expected = "UNTESTED";
      } else if (!fs::exists(program)) {
        row.verdict = {"UNSUPPORTED", "the bundle has no such program"};
      } else {
        row.verdict =
            verdict_of(run(program, assertion.case_name(), output_file(), kCaseSeconds), kCaseSeconds, judge_case);
      }
      add(&report_.assertions, std::move(row));
    }
    return true;
  }

  void programs() {
    for (const Program &program : read_programs(read_file(top_ / "selftest/programs.txt"))) {
      Row row = {program.path, "", "", {}, "PASS", "", {}};
      const Ended ended = run((top_ / program.path).make_preferred(), "", output_file(), program.seconds);
      row.verdict = verdict_of(ended, program.seconds, judge_program);
      row.tests = tests_of(ended.output);
      add(&report_.programs, std::move(row));
    }
  }

  // Some of these programs once more, in processes that the system guards as it can.
  void guarded() {
    for (const Program &program : read_programs(read_file(top_ / "selftest/guarded.txt"))) {
      Row row = {program.path + " (guarded)", "", "", {}, "PASS", "", {}};
      if (is_wine()) {
        row.verdict = {"UNSUPPORTED", ""};
        row.why = "Wine has neither user shadow stacks nor control-flow guard";
      } else {
        const fs::path path = (top_ / program.path).make_preferred();
        const Ended ended = run(path, "", output_file(), program.seconds, Process::kGuarded);
        row.verdict = verdict_of(ended, program.seconds, judge_program);
        row.tests = tests_of(ended.output);
        row.verdict.detail = guards_of(ended) + (row.verdict.detail.empty() ? "" : "; " + row.verdict.detail);
        if (!ended.started) row.verdict.status = "UNSUPPORTED"; // as plain it is in the rows above
      }
      if (row.verdict.status == "UNSUPPORTED") row.expected = "UNSUPPORTED";
      add(&report_.programs, std::move(row));
    }
  }

  int write() {
    std::ofstream(top_ / "report/report.json", std::ios::binary) << as_json(report_);
    std::ofstream(top_ / "report/report.html", std::ios::binary) << as_html(report_);
    const auto differing = report_.differing();
    std::printf("selftest: %zu assertions, %zu programs, %zu not as expected; see report/report.html\n",
                report_.assertions.size(), report_.programs.size(), differing.size());
    for (const Row *row : differing)
      std::printf("  %s: %s %s\n", row->name.c_str(), row->verdict.status.c_str(), row->verdict.detail.c_str());
    return differing.empty() ? 0 : 1;
  }

private:
  [[nodiscard]] fs::path output_file() const { return top_ / "report/output.txt"; }

  static Verdict verdict_of(const Ended &ended, unsigned limit, Verdict (*judge)(unsigned, std::string_view)) {
    Verdict verdict = {"FAIL", "it cannot be started"};
    if (ended.started && !ended.in_time) verdict.detail = "no end after " + std::to_string(limit) + " seconds";
    if (ended.in_time) verdict = judge(ended.code, ended.output);
    verdict.seconds = ended.seconds;
    return verdict;
  }

  static std::string guards_of(const Ended &ended) {
    if (!ended.started) return "this Windows makes no process with user shadow stacks";
    return std::string("user shadow stacks ") + (ended.shadow_stacks ? "on" : "off: not on this machine") +
           ", control-flow guard " + (ended.flow_guard ? "on" : "off");
  }

  void add(std::vector<Row> *rows, Row row) {
    if (!quiet_) std::printf("%-12s%s\n", row.verdict.status.c_str(), row.name.c_str()), std::fflush(stdout);
    rows->push_back(std::move(row));
  }

  fs::path top_;
  bool quiet_;
  Report report_;
};

fs::path top_of_bundle() { // this program is in its directory selftest
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return fs::path(path).parent_path().parent_path();
}

} // namespace

int wmain(int count, wchar_t **words) {
  const bool quiet = count == 2 && _wcsicmp(words[1], L"/quiet") == 0;
  if (count > 1 && !quiet) return std::fputs("usage: selftest [/quiet]\n", stderr), 2;
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX); // nobody is there to close a window
  Selftest selftest(top_of_bundle(), quiet);
  if (!selftest.assertions())
    return std::fputs("selftest: no bundle here: conformance/assertions cannot be read\n", stderr), 2;
  selftest.programs();
  selftest.guarded();
  return selftest.write();
}
