// kill() and sigqueue() from process to process, through the whole library.
#include <gmock/gmock.h>

#include <map>
#include <vector>

#include "mailbox/support.h"

namespace {

using namespace psig_test;

const BlockedFromStart g_blocked{kRt, kRt + 1, kRt + 2, SIGUSR1, SIGUSR2};

// Says every signal that it accepts, until SIGTERM.
CHILD(receiver) {
  const sigset_t set = set_of({SIGUSR1, SIGUSR2, SIGTERM, SIGHUP, kRt, kRt + 1});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  siginfo_t info;
  do {
    if (sigwaitinfo(&set, &info) < 0) return 1;
    say(std::to_string(info.si_signo) + " " + std::to_string(info.si_code) + " " + std::to_string(info.si_pid) + " " +
        std::to_string(info.si_value.sival_int));
  } while (info.si_signo != SIGTERM);
  return 0;
}

std::string said(int signo, int code, int value = 0) {
  return std::to_string(signo) + " " + std::to_string(code) + " " + std::to_string(getpid()) + " " +
         std::to_string(value);
}

TEST(Kill, reaches_another_process_with_siginfo) {
  Child child("receiver");
  ASSERT_TRUE(child.expect("ready"));
  EXPECT_EQ(kill(pid_of(child), 0), 0);
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER));
  ASSERT_EQ(sigqueue(pid_of(child), kRt, value_of(-7)), 0);
  EXPECT_EQ(child.line(), said(kRt, SI_QUEUE, -7));
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.line(), said(SIGTERM, SI_USER));
  EXPECT_EQ(child.wait(), 0u);
}

std::atomic<int> g_handled;
siginfo_t g_queued;

// One that comes late runs on the fallback thread, beside the other.
void on_signal(int signo, siginfo_t *info, void *) {
  if (signo == kRt) g_queued = *info;
  g_handled.fetch_add(1);
}

CHILD(handler) {
  struct sigaction act {};
  act.sa_sigaction = on_signal;
  act.sa_flags = SA_SIGINFO;
  sigfillset(&act.sa_mask); // or the second may run inside the first
  sigaction(SIGUSR1, &act, nullptr);
  sigaction(kRt, &act, nullptr);
  say("ready");
  while (g_handled.load() < 2) {} // in its own code: reached by force
  say(std::to_string(g_queued.si_value.sival_int));
  return 5;
}

TEST(Kill, runs_a_handler_in_a_busy_process) {
  Child child("handler");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  ASSERT_EQ(sigqueue(pid_of(child), kRt, value_of(42)), 0);
  EXPECT_EQ(child.line(), "42");
  EXPECT_EQ(child.wait(), 5u);
}

CHILD(sleeper) {
  say("ready");
  hear();
  return 0;
}

TEST(Kill, default_actions_end_with_the_signals_status) {
  for (int signo : {SIGTERM, SIGKILL, SIGHUP, kRt}) {
    Child child("sleeper");
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_EQ(kill(pid_of(child), signo), 0);
    EXPECT_EQ(child.wait(), 0xE0530080u + static_cast<unsigned>(signo));
  }
}

TEST(Kill, stop_and_continue) {
  Child child("receiver");
  ASSERT_TRUE(child.expect("ready"));
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
    ASSERT_EQ(kill(pid_of(child), SIGCONT), 0);
  }
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.line(), said(SIGTERM, SI_USER));
}

CHILD(pauser) {
  for (;;) pause();
}

// Before any code of the target has run.
TEST(Kill, a_starting_process_takes_its_signal_later) {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof(self));
  std::string command = '"' + std::string(self) + "\" --psig-child pauser";
  STARTUPINFOA start{};
  start.cb = sizeof(start);
  PROCESS_INFORMATION made{};
  ASSERT_TRUE(
      CreateProcessA(self, command.data(), nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start, &made));
  const auto pid = static_cast<pid_t>(made.dwProcessId);
  EXPECT_EQ(errno_of(kill(pid, 0)), 0);
  EXPECT_EQ(errno_of(kill(pid, SIGUSR2)), 0);
  ResumeThread(made.hThread);
  WaitForSingleObject(made.hProcess, INFINITE);
  DWORD status = 0;
  GetExitCodeProcess(made.hProcess, &status);
  EXPECT_EQ(status, 0xE053008Cu);
  CloseHandle(made.hThread);
  CloseHandle(made.hProcess);
}

TEST(KillErrors, absurd_pids_and_signals) {
  for (pid_t pid : {pid_t{3}, pid_t{0x7FFFFFFC}, pid_t{1} << 40, static_cast<pid_t>(1ull << 63), -(pid_t{1} << 40),
                    pid_t{-0x7FFFFFFC}}) {
    EXPECT_EQ(errno_of(kill(pid, 0)), ESRCH) << pid;
    EXPECT_EQ(errno_of(kill(pid, SIGTERM)), ESRCH) << pid;
    EXPECT_EQ(errno_of(kill(pid, 65)), ESRCH) << pid; // nobody is there: before the signal is looked at, as on Linux
    EXPECT_EQ(errno_of(kill(pid, 33)), ESRCH) << pid;
    EXPECT_EQ(errno_of(kill(pid, -1)), ESRCH) << pid;
  }
  for (const int sig : {65, 33, -1}) EXPECT_EQ(errno_of(kill(getpid(), sig)), EINVAL) << sig;
  EXPECT_EQ(errno_of(sigqueue(-1, SIGTERM, value_of(0))), ESRCH);
}

TEST(KillErrors, a_zombie_and_a_kept_peer_that_has_died) {
  Child child("sleeper");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), 0), 0);
  child.terminate();
  child.wait();
  EXPECT_EQ(errno_of(kill(pid_of(child), 0)), ESRCH);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGTERM)), ESRCH);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGKILL)), ESRCH);
}

TEST(KillErrors, a_process_without_the_library) {
  const Unmanaged unmanaged;
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), 0)), 0);
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), SIGUSR1)), ENOSYS);
  EXPECT_EQ(errno_of(sigqueue(unmanaged.pid(), kRt, value_of(0))), ENOSYS);
  unmanaged.end();
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), 0)), ESRCH);
}

void deny_everything(HANDLE object) {
  SECURITY_DESCRIPTOR descriptor;
  ACL nobody;
  InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
  InitializeAcl(&nobody, sizeof(nobody), ACL_REVISION);
  SetSecurityDescriptorDacl(&descriptor, TRUE, &nobody, FALSE);
  SetKernelObjectSecurity(object, DACL_SECURITY_INFORMATION, &descriptor);
}

CHILD(shut_process) {
  deny_everything(GetCurrentProcess());
  say("ready");
  hear();
  return 0;
}

CHILD(shut_mailbox) {
  const HANDLE section = OpenFileMappingW(WRITE_DAC, FALSE, names_of(GetCurrentProcess()).section);
  deny_everything(section);
  say("ready");
  hear();
  return 0;
}

TEST(KillErrors, a_deny_dacl_is_eperm) {
  for (const char *role : {"shut_process", "shut_mailbox"}) {
    Child child(role);
    ASSERT_TRUE(child.expect("ready"));
    EXPECT_EQ(errno_of(kill(pid_of(child), 0)), EPERM) << role;
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGTERM)), EPERM) << role;
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGKILL)), EPERM) << role;
    child.tell("");
    EXPECT_EQ(child.wait(), 0u);
  }
}

TEST(Mailbox, none_is_left_behind_by_a_killed_process) {
  Child child("sleeper");
  ASSERT_TRUE(child.expect("ready"));
  const psig::MailboxNames names = names_of(child.handle());
  const HANDLE section = OpenFileMappingW(FILE_MAP_READ, FALSE, names.section);
  EXPECT_NE(section, nullptr);
  CloseHandle(section);
  child.terminate();
  child.wait();
  EXPECT_EQ(OpenFileMappingW(FILE_MAP_READ, FALSE, names.section), nullptr);
  EXPECT_EQ(OpenFileMappingW(FILE_MAP_READ, FALSE, names.more), nullptr);
  EXPECT_EQ(OpenEventW(SYNCHRONIZE, FALSE, names.event), nullptr);
}

// Queues to its parent the values 1..n.
CHILD(queuer) {
  const auto parent = static_cast<pid_t>(std::atoll(argv[0]));
  const int count = std::atoi(argv[1]);
  for (int n = 1; n <= count; ++n) {
    while (sigqueue(parent, kRt, value_of(n)) != 0) {
      if (errno != EAGAIN) return 1;
      SwitchToThread();
    }
  }
  return 0;
}

TEST(Queue, two_processes_lose_and_swap_nothing) {
  const sigset_t set = set_of({kRt});
  const int count = scaled(200'000);
  const std::string self = std::to_string(getpid());
  Child first("queuer", {self, std::to_string(count)}), second("queuer", {self, std::to_string(count)});
  std::map<pid_t, int> last;
  for (int n = 0; n < 2 * count; ++n) {
    siginfo_t info;
    ASSERT_EQ(sigwaitinfo(&set, &info), kRt);
    ASSERT_EQ(info.si_value.sival_int, ++last[info.si_pid]);
  }
  EXPECT_EQ(first.wait(), 0u);
  EXPECT_EQ(second.wait(), 0u);
  const timespec now{};
  EXPECT_EQ(errno_of(sigtimedwait(&set, nullptr, &now) < 0 ? -1 : 0), EAGAIN) << "one too many";
}

CHILD(late_reader) {
  const sigset_t set = set_of({kRt, SIGUSR1});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  const int count = std::atoi(hear().c_str());
  const sigset_t queued = set_of({kRt});
  for (int n = 1; n <= count; ++n) {
    siginfo_t info;
    if (sigwaitinfo(&queued, &info) != kRt || info.si_value.sival_int != n) return 1;
  }
  const timespec now{};
  return sigtimedwait(&queued, nullptr, &now) < 0 ? 0 : 2;
}

TEST(Queue, a_full_one_is_eagain_and_keeps_what_it_took) {
  Child child("late_reader");
  ASSERT_TRUE(child.expect("ready"));
  int taken = 0;
  while (sigqueue(pid_of(child), kRt, value_of(taken + 1)) == 0) ASSERT_LT(++taken, 100'000);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_GE(taken, 1024);
  EXPECT_EQ(kill(pid_of(child), SIGUSR1), 0) << "kill() of a standard signal finds room";
  // The receiver may have moved some into its own queue meanwhile: go on until both are full.
  for (int tries = 0; tries < 50; ++tries) {
    while (sigqueue(pid_of(child), kRt, value_of(taken + 1)) == 0) ++taken;
    SwitchToThread();
  }
  child.tell(std::to_string(taken));
  EXPECT_EQ(child.wait(), 0u);
}

} // namespace
