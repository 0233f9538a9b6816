// wait, waitpid, waitid, wait3, wait4 (XSH wait, waitid). [thread]
#include <climits>

#include <posix/sys/wait.h>

#include "process/spawn_request.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

Errno ask(int kind, std::int64_t id, int options, WaitResult *result) {
  const WaitRequest request{sizeof(request), kind, id, options, false};
  return api::cancellable([&] { return engine()->wait(&request, result); });
}

struct timeval time_of(std::uint64_t ticks) { // of 100 ns
  return {static_cast<long>(ticks / 10'000'000), static_cast<long>(ticks / 10 % 1'000'000)};
}

rusage usage_of(const WaitResult &result) {
  rusage usage{};
  usage.ru_utime = time_of(result.user_100ns);
  usage.ru_stime = time_of(result.system_100ns);
  usage.ru_maxrss = static_cast<long>(result.peak_bytes / 1024);
  usage.ru_minflt = static_cast<long>(result.page_faults);
  return usage;
}

siginfo_t info_of(const WaitResult &result) {
  const auto ticks = [](std::uint64_t time) { return static_cast<clock_t>(time / 10'000); }; // of CLOCKS_PER_SEC
  siginfo_t info{};
  if (result.pid == 0) return info;
  info.si_signo = SIGCHLD;
  info.si_code = result.code;
  info.si_pid = static_cast<pid_t>(result.pid);
  info.si_uid = result.uid;
  info.si_status = static_cast<int>(result.status);
  info.si_utime = ticks(result.user_100ns);
  info.si_stime = ticks(result.system_100ns);
  return info;
}

// The pid; 0; -1 with errno.
pid_t wait_for(pid_t pid, int *status, int options, struct rusage *usage) {
  constexpr pid_t kMost = 0xFFFFFFFF;
  if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED)) != 0) return api::result(EINVAL);
  if (pid == INT_MIN) return api::result(ESRCH); // has no group of the other sign, there
  if (pid > kMost || pid < -kMost) return api::result(ECHILD);
  WaitResult result;
  const int kind = pid > 0 ? P_PID : pid == -1 ? P_ALL : P_PGID;
  const Errno error = ask(kind, pid > 0 ? pid : pid == -1 ? 0 : -pid, options | WEXITED, &result);
  if (error != 0) return api::result(error);
  if (result.pid == 0) return 0;
  // The child has been waited for by then, as on Linux.
  if (status != nullptr && api::write_user(status, result.wait_status) != 0) return api::result(EFAULT);
  if (usage != nullptr && api::write_user(usage, usage_of(result)) != 0) return api::result(EFAULT);
  return static_cast<pid_t>(result.pid);
}

} // namespace

extern "C" {

pid_t wait(int *status) { return wait_for(-1, status, 0, nullptr); }
pid_t waitpid(pid_t pid, int *status, int options) { return wait_for(pid, status, options, nullptr); }
pid_t wait3(int *status, int options, struct rusage *usage) { return wait_for(-1, status, options, usage); }
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) { return wait_for(pid, status, options, usage); }

int waitid(idtype_t idtype, id_t id, siginfo_t *info, int options) {
  WaitResult result{};
  const Errno error = ask(static_cast<int>(idtype), id, options, &result);
  // Linux writes zeros when there is nothing to tell, also for an error.
  if (info != nullptr && api::write_user(info, error == 0 ? info_of(result) : siginfo_t{}) != 0)
    return api::result(EFAULT);
  return api::result(error);
}

} // extern "C"
