// Processes by handle: the right one or none.
#include <gmock/gmock.h>

#include "mailbox/support.h"

namespace {

using namespace psig_test;

// Says every signal that it accepts, until SIGTERM.
CHILD(receiver) {
  const sigset_t set = set_of({SIGUSR1, SIGTERM, kRt});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  siginfo_t info;
  do {
    if (sigwaitinfo(&set, &info) < 0) return 1;
    say(std::to_string(info.si_signo) + " " + std::to_string(info.si_code) + " " + std::to_string(info.si_pid) + " " +
        std::to_string(info.si_errno) + " " + std::to_string(info.si_value.sival_int));
  } while (info.si_signo != SIGTERM);
  return 0;
}

CHILD(brief) { return 0; }

siginfo_t info_of(int signo, int code, int error = 0, int value = 0) {
  siginfo_t info{};
  info.si_signo = signo;
  info.si_code = code;
  info.si_errno = error;
  info.si_value = value_of(value);
  info.si_pid = 4711; // never believed
  return info;
}

int send(posix_pidfd_t pidfd, int sig, const siginfo_t *info = nullptr) {
  return errno_of(posix_pidfd_send_signal_np(pidfd, sig, info, 0));
}

class OfChild : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(child.expect("ready"));
    pidfd = posix_pidfd_open_np(pid_of(child), 0);
    ASSERT_GT(pidfd, 0);
  }
  ~OfChild() override {
    child.terminate();
    if (pidfd > 0) posix_pidfd_close_np(pidfd);
  }
  [[nodiscard]] static std::string said(int signo, int code, int error, int value) {
    return std::to_string(signo) + " " + std::to_string(code) + " " + std::to_string(getpid()) + " " +
           std::to_string(error) + " " + std::to_string(value);
  }
  Child child{"receiver"};
  posix_pidfd_t pidfd = -1;
};

TEST_F(OfChild, gets_signals_as_by_kill_and_by_sigqueue) {
  EXPECT_EQ(send(pidfd, 0), 0);
  EXPECT_EQ(send(pidfd, SIGUSR1), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER, 0, 0));
  const siginfo_t queued = info_of(kRt, SI_QUEUE, 7, -3), odd = info_of(SIGUSR1, -64, 0, 1);
  EXPECT_EQ(send(pidfd, kRt, &queued), 0);
  EXPECT_EQ(child.line(), said(kRt, SI_QUEUE, 7, -3));
  EXPECT_EQ(send(pidfd, SIGUSR1, &odd), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, -64, 0, 1));
  EXPECT_EQ(send(pidfd, SIGTERM), 0);
  EXPECT_EQ(child.wait(), 0u);
}

TEST_F(OfChild, refuses_what_the_kernel_alone_says) {
  for (int code : {SI_USER, SI_KERNEL, SI_TKILL, CLD_EXITED}) {
    const siginfo_t info = info_of(SIGUSR1, code);
    EXPECT_EQ(send(pidfd, SIGUSR1, &info), EPERM) << code;
  }
  const siginfo_t other = info_of(SIGUSR1, SI_QUEUE), beyond = info_of(SIGUSR1, -65);
  EXPECT_EQ(send(pidfd, SIGTERM, &other), EINVAL);
  EXPECT_EQ(send(pidfd, SIGUSR1, &beyond), EINVAL);
  EXPECT_EQ(send(pidfd, SIGTERM), 0);
  EXPECT_EQ(child.line(), said(SIGTERM, SI_USER, 0, 0)) << "and nothing before it";
}

TEST_F(OfChild, never_is_another_process) {
  child.terminate();
  child.wait();
  EXPECT_EQ(send(pidfd, 0), ESRCH);
  EXPECT_EQ(send(pidfd, SIGUSR1), ESRCH);
  EXPECT_EQ(send(pidfd, SIGKILL), ESRCH);
  for (int n = 0; n < scaled(400); ++n) {
    Child later("brief");
    later.wait();
    ASSERT_NE(later.pid(), child.pid());
  }
  EXPECT_EQ(send(pidfd, SIGKILL), ESRCH);
}

TEST_F(OfChild, says_when_it_was_created) {
  unsigned long long created = 0;
  ASSERT_EQ(posix_process_created_np(pidfd, &created), 0);
  EXPECT_EQ(created, created_at(child.handle()));
  child.terminate();
  child.wait();
  created = 0;
  ASSERT_EQ(posix_process_created_np(pidfd, &created), 0);
  EXPECT_EQ(created, created_at(child.handle()));
}

TEST_F(OfChild, can_be_waited_for_and_is_a_handle_of_its_own) {
  const posix_pidfd_t second = posix_pidfd_open_np(pid_of(child), 0);
  ASSERT_GT(second, 0);
  EXPECT_EQ(posix_pidfd_close_np(second), 0);
  EXPECT_EQ(WaitForSingleObject(reinterpret_cast<HANDLE>(pidfd), 0), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(send(pidfd, SIGKILL), 0);
  EXPECT_EQ(WaitForSingleObject(reinterpret_cast<HANDLE>(pidfd), INFINITE), DWORD{WAIT_OBJECT_0});
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST(Pidfd, of_a_process_without_the_library) {
  const Unmanaged unmanaged;
  const posix_pidfd_t pidfd = posix_pidfd_open_np(unmanaged.pid(), 0);
  ASSERT_GT(pidfd, 0);
  EXPECT_EQ(send(pidfd, 0), 0);
  EXPECT_EQ(send(pidfd, SIGUSR1), ENOSYS);
  EXPECT_EQ(send(pidfd, SIGKILL), 0);
  WaitForSingleObject(unmanaged.handle(), INFINITE);
  EXPECT_EQ(send(pidfd, SIGKILL), ESRCH);
  EXPECT_EQ(errno_of(posix_pidfd_open_np(unmanaged.pid(), 0) < 0 ? -1 : 0), ESRCH);
  EXPECT_EQ(posix_pidfd_close_np(pidfd), 0);
}

volatile int g_code, g_value;

TEST(Pidfd, of_oneself) {
  struct sigaction act {};
  act.sa_flags = SA_SIGINFO;
  act.sa_sigaction = [](int, siginfo_t *info, void *) {
    g_code = info->si_code;
    g_value = info->si_value.sival_int;
  };
  sigaction(SIGUSR1, &act, nullptr);
  const posix_pidfd_t pidfd = posix_pidfd_open_np(getpid(), 0);
  ASSERT_GT(pidfd, 0);
  EXPECT_EQ(send(pidfd, 0), 0);
  const siginfo_t any = info_of(SIGUSR1, SI_KERNEL, 0, 5); // to oneself whatever one likes, as on Linux
  EXPECT_EQ(send(pidfd, SIGUSR1, &any), 0);
  EXPECT_EQ(g_code, SI_KERNEL);
  EXPECT_EQ(g_value, 5);
  EXPECT_EQ(posix_pidfd_close_np(pidfd), 0);
}

TEST(PidfdErrors, bad_arguments) {
  const auto open_error = [](pid_t pid, unsigned flags) {
    return errno_of(posix_pidfd_open_np(pid, flags) < 0 ? -1 : 0);
  };
  EXPECT_EQ(open_error(0, 0), EINVAL);
  EXPECT_EQ(open_error(-1, 0), EINVAL);
  EXPECT_EQ(open_error(getpid(), 1), EINVAL);
  EXPECT_EQ(open_error(3, 0), ESRCH);
  EXPECT_EQ(open_error(0x7FFFFFFC, 0), ESRCH);
  EXPECT_EQ(open_error(pid_t{1} << 40, 0), ESRCH);

  const posix_pidfd_t pidfd = posix_pidfd_open_np(getpid(), 0);
  EXPECT_EQ(send(pidfd, 65), EINVAL);
  EXPECT_EQ(send(pidfd, -1), EINVAL);
  EXPECT_EQ(errno_of(posix_pidfd_send_signal_np(pidfd, 0, nullptr, 1)), EINVAL);
  EXPECT_EQ(send(pidfd, 0, reinterpret_cast<const siginfo_t *>(16)), EFAULT);
  EXPECT_EQ(errno_of(posix_process_created_np(pidfd, nullptr)), EFAULT);
  EXPECT_EQ(posix_pidfd_close_np(pidfd), 0);
}

// Above all -1, what a failed posix_pidfd_open_np() gives: to Windows it is the calling process.
TEST(PidfdErrors, what_is_no_process_is_ebadf) {
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  unsigned long long created = 0;
  for (posix_pidfd_t bad : {posix_pidfd_t{-1}, posix_pidfd_t{-2}, posix_pidfd_t{0}, posix_pidfd_t{0x7FFF0000},
                            reinterpret_cast<posix_pidfd_t>(event)}) {
    EXPECT_EQ(send(bad, SIGKILL), EBADF) << bad;
    EXPECT_EQ(errno_of(posix_process_created_np(bad, &created)), EBADF) << bad;
    EXPECT_EQ(errno_of(posix_pidfd_close_np(bad)), EBADF) << bad;
  }
  EXPECT_TRUE(CloseHandle(event)) << "it is still open";
}

} // namespace
