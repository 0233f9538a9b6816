// Bad input at the surface of the whole library: the POSIX error, nothing changed, never a crash. Linked statically and
// against the DLL.
#include <cerrno>
#include <climits>

#include <posix/pthread.h>
#include <posix/service.h>
#include <posix/signal.h>
#include <posix/time.h>
#include <posix/unistd.h>

#include <gtest/gtest.h>

namespace {

constexpr int kNoSignals[] = {-1, 33, 65, 66, INT_MAX, INT_MIN};

// -1 and errno, as the call left them.
struct Outcome {
  long value;
  int error;
  bool operator==(const Outcome &) const = default;
};
std::ostream &operator<<(std::ostream &out, const Outcome &o) { return out << o.value << " with errno " << o.error; }

template <typename Call> Outcome outcome(Call call) {
  errno = 0;
  const long value = static_cast<long>(call());
  return {value, errno};
}

constexpr Outcome failed(int error) { return {-1, error}; }

void handler(int) {}

TEST(BadInput, SignalNumbers) {
  union sigval value;
  value.sival_int = 0;
  for (int sig : kNoSignals) {
    struct sigaction act = {};
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaction(sig, nullptr, &act); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaction(sig, &act, nullptr); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return raise(sig); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return kill(getpid(), sig); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return killpg(0, sig); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigqueue(getpid(), sig, value); })) << sig;
    EXPECT_EQ(EINVAL, pthread_kill(pthread_self(), sig)) << sig;
    EXPECT_EQ(EINVAL, pthread_sigqueue(pthread_self(), sig, value)) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return siginterrupt(sig, 1); })) << sig;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigpause(sig); })) << sig;
    EXPECT_EQ(SIG_ERR, signal(sig, handler)) << sig;
    EXPECT_EQ(SIG_ERR, sigset(sig, handler)) << sig;
  }
  EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaction(0, nullptr, nullptr); }));
}

TEST(BadInput, SignalZeroOnlyLooks) {
  EXPECT_EQ(0, raise(0));
  EXPECT_EQ(0, kill(getpid(), 0));
  EXPECT_EQ(0, pthread_kill(pthread_self(), 0));
}

TEST(BadInput, KillAndStopCannotBeCaught) {
  for (int sig : {SIGKILL, SIGSTOP}) {
    struct sigaction act = {}, old = {};
    act.sa_handler = handler;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaction(sig, &act, nullptr); }));
    act.sa_handler = SIG_IGN;
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaction(sig, &act, nullptr); }));
    EXPECT_EQ(SIG_ERR, signal(sig, SIG_IGN));
    EXPECT_EQ(0, sigaction(sig, nullptr, &old));
    EXPECT_EQ(SIG_DFL, old.sa_handler);
  }
}

TEST(BadInput, KillAndStopCannotBeBlocked) {
  sigset_t set, old;
  sigfillset(&set);
  ASSERT_EQ(0, sigprocmask(SIG_SETMASK, &set, &old));
  EXPECT_EQ(0, sigprocmask(SIG_BLOCK, nullptr, &set));
  EXPECT_EQ(0, sigismember(&set, SIGKILL));
  EXPECT_EQ(0, sigismember(&set, SIGSTOP));
  EXPECT_EQ(1, sigismember(&set, SIGTERM));
  sigprocmask(SIG_SETMASK, &old, nullptr);
}

TEST(BadInput, HowOfTheMask) {
  sigset_t set = ~sigset_t{0}, now = 0;
  for (int how : {-1, 3, INT_MAX}) {
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigprocmask(how, &set, nullptr); })) << how;
    EXPECT_EQ(EINVAL, pthread_sigmask(how, &set, nullptr)) << how;
    EXPECT_EQ(0, sigprocmask(how, nullptr, &now)) << how; // `how` has no significance then
  }
  EXPECT_EQ(0u, now);
}

TEST(BadInput, NullWherePosixAllowsIt) {
  EXPECT_EQ(0, sigaction(SIGINT, nullptr, nullptr));
  EXPECT_EQ(0, sigprocmask(SIG_BLOCK, nullptr, nullptr));
  EXPECT_EQ(0, pthread_sigmask(SIG_BLOCK, nullptr, nullptr));
  EXPECT_EQ(0, sigaltstack(nullptr, nullptr));
}

TEST(BadInput, NullWhereItIsNone) {
  int sig;
  EXPECT_EQ(failed(EFAULT), outcome([] { return sigpending(nullptr); }));
  EXPECT_EQ(failed(EFAULT), outcome([] { return sigsuspend(nullptr); }));
  EXPECT_EQ(failed(EFAULT), outcome([] { return sigwaitinfo(nullptr, nullptr); }));
  EXPECT_EQ(failed(EFAULT), outcome([] { return sigtimedwait(nullptr, nullptr, nullptr); }));
  EXPECT_EQ(failed(EFAULT), outcome([] { return nanosleep(nullptr, nullptr); }));
  EXPECT_EQ(EFAULT, sigwait(nullptr, &sig));
}

TEST(BadInput, Timeouts) {
  const sigset_t set = sigset_t{1} << (SIGUSR1 - 1);
  for (const struct timespec bad : {timespec{0, -1}, {0, 1'000'000'000}, {-1, 0}, {0, INT_MAX}}) {
    EXPECT_EQ(failed(EINVAL), outcome([&] { return sigtimedwait(&set, nullptr, &bad); }));
    EXPECT_EQ(failed(EINVAL), outcome([&] { return nanosleep(&bad, nullptr); }));
  }
  const struct timespec none = {0, 0};
  EXPECT_EQ(failed(EAGAIN), outcome([&] { return sigtimedwait(&set, nullptr, &none); }));
}

TEST(BadInput, AlternateStacks) {
  static char memory[SIGSTKSZ];
  const stack_t bad_flags = {memory, 0x40, sizeof(memory)};
  const stack_t small = {memory, 0, 1024};
  EXPECT_EQ(failed(EINVAL), outcome([&] { return sigaltstack(&bad_flags, nullptr); }));
  EXPECT_EQ(failed(ENOMEM), outcome([&] { return sigaltstack(&small, nullptr); }));
  stack_t now = {};
  EXPECT_EQ(0, sigaltstack(nullptr, &now));
  EXPECT_EQ(SS_DISABLE, now.ss_flags);
}

TEST(BadInput, Processes) {
  for (pid_t pid : {pid_t{9'999'999}, pid_t{INT_MAX}, pid_t{1} << 40})
    EXPECT_EQ(failed(ESRCH), outcome([&] { return kill(pid, 0); })) << pid;
  union sigval value;
  value.sival_int = 0;
  EXPECT_EQ(failed(ESRCH), outcome([&] { return sigqueue(-5, SIGUSR1, value); }));
  EXPECT_EQ(failed(ESRCH), outcome([&] { return getpgid(9'999'999); }));
  EXPECT_EQ(failed(ESRCH), outcome([&] { return getsid(9'999'999); }));
  EXPECT_EQ(failed(ESRCH), outcome([&] { return setpgid(9'999'999, 0); }));
  EXPECT_EQ(failed(EINVAL), outcome([&] { return setpgid(0, -1); }));
  EXPECT_EQ(failed(ESRCH), outcome([&] { return kill(pid_t{1} << 62, 0); }));
  EXPECT_EQ(failed(ESRCH), outcome([&] { return kill(-(pid_t{1} << 62), 0); }));
}

TEST(BadInput, Threads) {
  EXPECT_EQ(ESRCH, pthread_kill(0, SIGUSR1));
  EXPECT_EQ(ESRCH, pthread_kill(static_cast<pthread_t>(0x7ffffffffff), SIGUSR1));
  EXPECT_EQ(failed(EINVAL), outcome([] { return tgkill(0, 1, SIGUSR1); }));
  EXPECT_EQ(failed(EINVAL), outcome([] { return tgkill(getpid(), -1, SIGUSR1); }));
  EXPECT_EQ(failed(ESRCH), outcome([] { return tgkill(getpid(), 0xFFFFFFF, SIGUSR1); }));
}

TEST(BadInput, NamesOfSysconf) {
  for (int name : {-1, 12345, INT_MAX}) EXPECT_EQ(failed(EINVAL), outcome([&] { return sysconf(name); })) << name;
  for (int name : {_SC_SIGQUEUE_MAX, _SC_RTSIG_MAX, _SC_MINSIGSTKSZ, _SC_SIGSTKSZ, _SC_PAGESIZE, _SC_NPROCESSORS_ONLN,
                   _SC_NPROCESSORS_CONF, _SC_REALTIME_SIGNALS, _SC_CLK_TCK, _SC_OPEN_MAX})
    EXPECT_GT(sysconf(name), 0) << name;
  EXPECT_LE(sysconf(_SC_MINSIGSTKSZ), MINSIGSTKSZ);
  EXPECT_GE(sysconf(_SC_SIGQUEUE_MAX), 65'536);
}

TEST(BadInput, Services) {
  char program[] = "program";
  char *argv[] = {program, nullptr};
  const auto body = [](int, char **) { return 3; };
  EXPECT_EQ(failed(EFAULT), outcome([&] { return posix_service_main_np(nullptr, 1, argv); }));
  EXPECT_EQ(failed(EFAULT), outcome([&] { return posix_service_main_np(body, 1, nullptr); }));
  EXPECT_EQ(failed(EINVAL), outcome([&] { return posix_service_main_np(body, -1, argv); }));
  EXPECT_EQ(outcome([&] { return posix_service_main_np(body, 1, argv); }), (Outcome{3, 0}));
  for (const int control : {-1, 0, 4, 127, 256, INT_MAX, INT_MIN})
    EXPECT_EQ(failed(EINVAL), outcome([&] { return posix_service_map_np(control, SIGUSR1); })) << control;
  for (const int sig : kNoSignals)
    EXPECT_EQ(failed(EINVAL), outcome([&] { return posix_service_map_np(POSIX_SERVICE_STOP, sig); })) << sig;
  EXPECT_EQ(posix_service_map_np(POSIX_SERVICE_STOP, SIGTERM), SIGTERM);
}

} // namespace
