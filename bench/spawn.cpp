// Children: posix_spawn() and waitpid() against CreateProcess and a wait; SIGCHLD against the wait for the handle of a
// process that is terminated; many children at once, reaped by waitpid(-1), against as many handles.
//   bench_spawn --empty EMPTY.EXE [--children N] [--json FILE]
#include <posix/signal.h>
#include <posix/spawn.h>
#include <posix/sys/wait.h>

#include "child.h"

namespace {

constexpr int kRounds = 30;
std::string g_empty, g_self;

pid_t spawn(const std::string &program, const char *argument = nullptr) {
  char *argv[] = {const_cast<char *>(program.c_str()), const_cast<char *>(argument), nullptr};
  pid_t pid = 0;
  bench::require(posix_spawn(&pid, program.c_str(), nullptr, nullptr, argv, environ) == 0, "posix_spawn");
  return pid;
}

void reap(pid_t pid) {
  int status = -1;
  bench::require(waitpid(pid, &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0, "waitpid");
}

double spawned() {
  return bench::per_operation(1, [] { reap(spawn(g_empty)); });
}
double created() {
  return bench::per_operation(1, [] { bench::run(g_empty); });
}

// From the end of a child to who waits for it. The child is at rest by the time it is ended: it has said so.
HANDLE g_ready;

void end(DWORD pid) {
  const HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, pid);
  bench::require(TerminateProcess(process, 0) != 0, "TerminateProcess");
  CloseHandle(process);
}

double told_by_signal() {
  const pid_t child = spawn(g_self, "rest");
  sigset_t set;
  sigemptyset(&set), sigaddset(&set, SIGCHLD);
  bench::require(WaitForSingleObject(g_ready, 60000) == WAIT_OBJECT_0, "the child is ready");
  const double ns = bench::per_operation(1, [&] {
    int signo = 0;
    end(static_cast<DWORD>(child));
    bench::require(sigwait(&set, &signo) == 0, "sigwait");
  });
  reap(child);
  return ns;
}

double told_by_handle() {
  const bench::Program child = bench::start("\"" + g_self + "\" rest");
  bench::require(WaitForSingleObject(g_ready, 60000) == WAIT_OBJECT_0, "the child is ready");
  const double ns = bench::per_operation(1, [&] {
    end(child.pid);
    WaitForSingleObject(child.process, INFINITE);
  });
  bench::finish(child);
  return ns;
}

double many_spawned(int count) {
  const double start = bench::now_ns();
  for (int n = 0; n < count; ++n) spawn(g_empty);
  for (int n = 0; n < count; ++n) reap(-1);
  return (bench::now_ns() - start) / count;
}

double many_created(int count) {
  const double start = bench::now_ns();
  std::vector<bench::Program> children;
  for (int n = 0; n < count; ++n) children.push_back(bench::start(g_empty));
  for (const bench::Program &child : children) bench::require(bench::finish(child) == 0, "a child's status");
  return (bench::now_ns() - start) / count;
}

} // namespace

int main(int argc, char **argv) {
  g_ready = CreateEventA(nullptr, FALSE, FALSE, "posix-signals-bench-spawn");
  if (argc == 2 && std::strcmp(argv[1], "rest") == 0) return SetEvent(g_ready), Sleep(INFINITE), 0;
  bench::Report report(argc, argv);
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, MAX_PATH);
  g_self = self;
  g_empty = bench::option(argc, argv, "--empty");
  const std::string children = bench::option(argc, argv, "--children");
  const int count = children.empty() ? 50 : std::atoi(children.c_str());
  report.alternate(kRounds, {{"spawn and wait", spawned}, {"create and wait", created}});
  sigset_t set;
  sigemptyset(&set), sigaddset(&set, SIGCHLD), sigprocmask(SIG_BLOCK, &set, nullptr);
  report.alternate(kRounds, {{"sigchld", told_by_signal}, {"handle wait", told_by_handle}});
  report.alternate(5, {{"many spawned", [=] { return many_spawned(count); }},
                       {"many created", [=] { return many_created(count); }}});
}
