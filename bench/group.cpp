// Signals to process groups of 1, 10 and 100 members, and what the plan of a kill() to a process without the library
// costs: all the looking, and nothing done.
//   bench_group --empty EMPTY.EXE [--json FILE]
#include <posix/signal.h>
#include <posix/unistd.h>

#include "child.h"

namespace {

constexpr int kRounds = 40, kSizes[] = {1, 10, 100};

HANDLE g_ready;

int child_main(char **argv) {
  bench::require(setpgid(0, std::strtoll(argv[3], nullptr, 10)) == 0, "setpgid");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  SetEvent(reinterpret_cast<HANDLE>(std::strtoull(argv[2], nullptr, 10)));
  int signo = 0;
  sigwait(&set, &signo);
  return 0;
}

// Of that many, led by the first; all are ready.
std::vector<bench::Program> start_group(int size) {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, MAX_PATH);
  const std::string command =
      "\"" + std::string(self) + "\" member " + std::to_string(reinterpret_cast<std::uintptr_t>(g_ready)) + " ";
  std::vector<bench::Program> members;
  for (int i = 0; i < size; ++i) {
    members.push_back(bench::start(command + std::to_string(members.empty() ? 0 : members[0].pid)));
    WaitForSingleObject(g_ready, INFINITE);
  }
  return members;
}

double send(const std::vector<bench::Program> &group) {
  return bench::per_operation(1,
                              [&] { bench::require(killpg(static_cast<pid_t>(group[0].pid), SIGURG) == 0, "killpg"); });
}

void groups(bench::Report &report) {
  std::vector<std::vector<bench::Program>> all;
  for (const int size : kSizes) all.push_back(start_group(size));
  report.alternate(kRounds, {{"killpg 1", [&] { return send(all[0]); }},
                             {"killpg 10", [&] { return send(all[1]); }},
                             {"killpg 100", [&] { return send(all[2]); }}});
  for (const auto &group : all) {
    bench::require(killpg(static_cast<pid_t>(group[0].pid), SIGTERM) == 0, "killpg SIGTERM");
    for (const bench::Program &member : group) bench::finish(member);
  }
}

void plan(bench::Report &report, const std::string &idle_exe) {
  const bench::Program program = bench::start(idle_exe);
  const auto pid = static_cast<pid_t>(program.pid);
  report.alternate(kRounds, {{"plan",
                              [=] {
                                return bench::per_operation(5, [=] {
                                  struct posix_kill_plan found;
                                  bench::require(posix_kill_explain_np(pid, SIGTERM, &found) == 0, "explain");
                                });
                              }},
                             {"open and close", [=] {
                                return bench::per_operation(5, [=] {
                                  const HANDLE handle = OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(pid));
                                  bench::require(handle != nullptr, "OpenProcess");
                                  CloseHandle(handle);
                                });
                              }}});
  TerminateProcess(program.process, 0);
  bench::finish(program);
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 3 && std::strcmp(argv[1], "member") == 0) return child_main(argv);
  bench::Report report(argc, argv);
  g_ready = bench::inherited_event();
  groups(report);
  const std::string empty = bench::option(argc, argv, "--empty");
  if (!empty.empty()) plan(report, empty + " Sleep(INFINITE)");
}
