// From one process to another: kill() to a child in sigwait against an event that a thread of it waits for; what the
// first kill() to a process costs more, and one to a receiver that demands verified senders; and kill.exe as a whole
// against a program that does nothing.
//   bench_process [--kill KILL.EXE --empty EMPTY.EXE] [--json FILE]
// The child answers SIGUSR1 and the event by the same event, and SIGUSR2 by kill().
#include <posix/signal.h>
#include <posix/unistd.h>

#include "child.h"

namespace {

constexpr int kBatch = 5, kRounds = 200, kColdRounds = 20;

HANDLE g_to_child, g_to_parent;

sigset_t answered() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGTERM);
  return set;
}

DWORD __stdcall answer_events(void *) {
  while (WaitForSingleObject(g_to_child, INFINITE) == WAIT_OBJECT_0) SetEvent(g_to_parent);
  return 0;
}

int child_main(char **argv, bool verified) {
  g_to_child = reinterpret_cast<HANDLE>(std::strtoull(argv[2], nullptr, 10));
  g_to_parent = reinterpret_cast<HANDLE>(std::strtoull(argv[3], nullptr, 10));
  const pid_t parent = static_cast<pid_t>(std::strtoull(argv[4], nullptr, 10));
  const sigset_t set = answered();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  if (verified) bench::require(posix_signal_require_verified_np(1) == 0, "the demand for verified senders");
  else CreateThread(nullptr, 0, answer_events, nullptr, 0, nullptr);
  SetEvent(g_to_parent);
  for (int signo = 0; sigwait(&set, &signo) == 0 && signo != SIGTERM;) {
    if (signo == SIGUSR1) SetEvent(g_to_parent);
    else kill(parent, SIGUSR2);
  }
  return 0;
}

void await_answer() { bench::require(WaitForSingleObject(g_to_parent, 60000) == WAIT_OBJECT_0, "the child answers"); }

bench::Program start_child(const char *kind = "") {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, MAX_PATH);
  const auto number = [](HANDLE handle) { return std::to_string(reinterpret_cast<std::uintptr_t>(handle)); };
  const bench::Program child = bench::start("\"" + std::string(self) + "\" child " + number(g_to_child) + " " +
                                            number(g_to_parent) + " " + std::to_string(getpid()) + kind);
  await_answer();
  return child;
}

void end_child(const bench::Program &child) {
  bench::require(kill(static_cast<pid_t>(child.pid), SIGTERM) == 0, "kill SIGTERM");
  bench::require(bench::finish(child) == 0, "the child ends well");
}

double event_round() {
  return bench::per_operation(kBatch, [] {
    SetEvent(g_to_child);
    await_answer();
  });
}

double kill_round(pid_t pid) {
  return bench::per_operation(kBatch, [=] {
    bench::require(kill(pid, SIGUSR1) == 0, "kill");
    await_answer();
  });
}

double kill_both_ways(pid_t pid) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  return bench::per_operation(kBatch, [&] {
    int signo = 0;
    bench::require(kill(pid, SIGUSR2) == 0 && sigwait(&set, &signo) == 0, "kill both ways");
  });
}

void warm(bench::Report &report) {
  const bench::Program child = start_child(), demanding = start_child(" verified");
  const auto pid = static_cast<pid_t>(child.pid), to_demanding = static_cast<pid_t>(demanding.pid);
  report.alternate(kRounds, {{"event round", event_round},
                             {"kill round", [=] { return kill_round(pid); }},
                             {"kill both ways", [=] { return kill_both_ways(pid); }},
                             {"kill verified", [=] { return kill_round(to_demanding); }}});
  end_child(child);
  end_child(demanding);
}

void cold(bench::Report &report) {
  bench::Program child{};
  report.alternate(kColdRounds, {{"kill cold",
                                  [&] {
                                    child = start_child();
                                    const auto pid = static_cast<pid_t>(child.pid);
                                    const double ns = bench::per_operation(1, [=] { kill(pid, SIGUSR1); });
                                    await_answer();
                                    return ns;
                                  }},
                                 {"kill cached", [&] {
                                    const auto pid = static_cast<pid_t>(child.pid);
                                    const double ns = bench::per_operation(1, [=] { kill(pid, SIGUSR1); });
                                    await_answer();
                                    end_child(child);
                                    return ns;
                                  }}});
}

void program(bench::Report &report, const std::string &kill_exe, const std::string &empty_exe) {
  const bench::Program child = start_child();
  const std::string send = kill_exe + " -USR1 " + std::to_string(child.pid);
  report.alternate(kColdRounds,
                   {{"kill.exe",
                     [&] {
                       const double ns = bench::per_operation(1, [&] { bench::run(send); });
                       await_answer();
                       return ns;
                     }},
                    {"empty.exe", [&] { return bench::per_operation(1, [&] { bench::run(empty_exe); }); }}});
  end_child(child);
}

} // namespace

int main(int argc, char **argv) {
  if ((argc == 5 || argc == 6) && std::strcmp(argv[1], "child") == 0) return child_main(argv, argc == 6);
  bench::Report report(argc, argv);
  const sigset_t set = answered();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  g_to_child = bench::inherited_event();
  g_to_parent = bench::inherited_event();
  warm(report);
  cold(report);
  const std::string kill_exe = bench::option(argc, argv, "--kill"), empty_exe = bench::option(argc, argv, "--empty");
  if (!kill_exe.empty() && !empty_exe.empty()) program(report, kill_exe, empty_exe);
}
