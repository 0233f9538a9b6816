// Names and messages: XSH strsignal, psignal, psiginfo; glibc sigabbrev_np.
#include "support.h"

#include <string.h>

#include <string>

using namespace portable;

namespace {

using text_test = SignalTest;

template <typename Call> std::string on_stderr(Call call) {
  testing::internal::CaptureStderr();
  call();
  fflush(stderr);
  std::string text = testing::internal::GetCapturedStderr();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

} // namespace

TEST_F(text_test, strsignal_of_every_standard_signal) {
  const std::pair<int, const char *> expected[] = {{SIGHUP, "Hangup"},
                                                   {SIGINT, "Interrupt"},
                                                   {SIGQUIT, "Quit"},
                                                   {SIGILL, "Illegal instruction"},
                                                   {SIGTRAP, "Trace/breakpoint trap"},
                                                   {SIGABRT, "Aborted"},
                                                   {SIGBUS, "Bus error"},
                                                   {SIGFPE, "Floating point exception"},
                                                   {SIGKILL, "Killed"},
                                                   {SIGUSR1, "User defined signal 1"},
                                                   {SIGSEGV, "Segmentation fault"},
                                                   {SIGUSR2, "User defined signal 2"},
                                                   {SIGPIPE, "Broken pipe"},
                                                   {SIGALRM, "Alarm clock"},
                                                   {SIGTERM, "Terminated"},
                                                   {SIGSTKFLT, "Stack fault"},
                                                   {SIGCHLD, "Child exited"},
                                                   {SIGCONT, "Continued"},
                                                   {SIGSTOP, "Stopped (signal)"},
                                                   {SIGTSTP, "Stopped"},
                                                   {SIGTTIN, "Stopped (tty input)"},
                                                   {SIGTTOU, "Stopped (tty output)"},
                                                   {SIGURG, "Urgent I/O condition"},
                                                   {SIGXCPU, "CPU time limit exceeded"},
                                                   {SIGXFSZ, "File size limit exceeded"},
                                                   {SIGVTALRM, "Virtual timer expired"},
                                                   {SIGPROF, "Profiling timer expired"},
                                                   {SIGWINCH, "Window changed"},
                                                   {SIGPOLL, "I/O possible"},
                                                   {SIGPWR, "Power failure"},
                                                   {SIGSYS, "Bad system call"}};
  for (const auto &[sig, text] : expected) EXPECT_STREQ(strsignal(sig), text);
}

TEST_F(text_test, strsignal_of_the_others) {
  EXPECT_STREQ(strsignal(SIGRTMIN), "Real-time signal 0");
  EXPECT_STREQ(strsignal(SIGRTMIN + 3), "Real-time signal 3");
  EXPECT_STREQ(strsignal(SIGRTMAX), "Real-time signal 30");
  EXPECT_STREQ(strsignal(0), "Unknown signal 0");
  EXPECT_STREQ(strsignal(65), "Unknown signal 65");
  EXPECT_STREQ(strsignal(-1), "Unknown signal -1");
}

TEST_F(text_test, abbreviations_and_descriptions) {
  EXPECT_STREQ(sigabbrev_np(SIGINT), "INT");
  EXPECT_STREQ(sigabbrev_np(SIGSYS), "SYS");
  EXPECT_STREQ(sigdescr_np(SIGINT), "Interrupt");
  for (const int sig : {0, -1, 65, SIGRTMIN}) {
    EXPECT_EQ(sigabbrev_np(sig), nullptr) << sig;
    EXPECT_EQ(sigdescr_np(sig), nullptr) << sig;
  }
}

TEST_F(text_test, psignal_writes_a_line) {
  EXPECT_EQ(on_stderr([] { psignal(SIGINT, "prog"); }), "prog: Interrupt");
  EXPECT_EQ(on_stderr([] { psignal(SIGUSR2, ""); }), "User defined signal 2");
  EXPECT_EQ(on_stderr([] { psignal(SIGUSR2, nullptr); }), "User defined signal 2");
  EXPECT_EQ(on_stderr([] { psignal(99, "prog"); }), "prog: Unknown signal 99");
}

TEST_F(text_test, psignal_keeps_errno) {
  errno = EXDEV;
  on_stderr([] { psignal(SIGINT, "prog"); });
  EXPECT_EQ(errno, EXDEV);
}

TEST_F(text_test, psiginfo_says_why) {
  siginfo_t info = {};
  info.si_signo = SIGUSR1;
  info.si_code = SI_USER;
  info.si_pid = 4711;
  const std::string text = on_stderr([&] { psiginfo(&info, "prog"); });
  EXPECT_EQ(text.find("prog: User defined signal 1 ("), 0u) << text;
  EXPECT_NE(text.find("4711"), std::string::npos) << text;
  info.si_code = SI_QUEUE;
  EXPECT_EQ(on_stderr([&] { psiginfo(&info, nullptr); }).find("User defined signal 1 ("), 0u);
}

#ifdef _WIN32 // not in glibc 2.36

TEST_F(text_test, sig2str_and_back) {
  for (int sig = 1; sig <= SIGRTMAX; ++sig) {
    char name[SIG2STR_MAX] = "";
    if (sig == 33) {
      EXPECT_EQ(sig2str(sig, name), -1);
      continue;
    }
    ASSERT_EQ(sig2str(sig, name), 0) << sig;
    int back = 0;
    ASSERT_EQ(str2sig(name, &back), 0) << name;
    EXPECT_EQ(back, sig) << name;
    EXPECT_EQ(strncmp(name, "SIG", 3), 0 == strcmp(name, "SIG") ? 0 : strncmp(name, "SIG", 3));
  }
}

TEST_F(text_test, sig2str_names) {
  char name[SIG2STR_MAX];
  ASSERT_EQ(sig2str(SIGINT, name), 0);
  EXPECT_STREQ(name, "INT");
  ASSERT_EQ(sig2str(SIGRTMIN, name), 0);
  EXPECT_STREQ(name, "RTMIN");
  ASSERT_EQ(sig2str(SIGRTMAX, name), 0);
  EXPECT_STREQ(name, "RTMAX");
}

TEST_F(text_test, str2sig_refuses_what_is_no_name) {
  for (const char *bad : {"", "SIGINT ", "NONE", "RTMIN+99", "65", "-1", "0x2"}) {
    int sig = 77;
    EXPECT_EQ(str2sig(bad, &sig), -1) << bad;
    EXPECT_EQ(sig, 77);
  }
  int sig = 0;
  EXPECT_EQ(str2sig("RTMAX-2", &sig), 0);
  EXPECT_EQ(sig, SIGRTMAX - 2);
  EXPECT_EQ(str2sig("15", &sig), 0);
  EXPECT_EQ(sig, SIGTERM);
}

TEST_F(text_test, sys_siglist_holds_the_descriptions) {
  EXPECT_STREQ(sys_siglist[SIGINT], "Interrupt");
  EXPECT_EQ(sys_siglist[0], nullptr);
}

#endif
