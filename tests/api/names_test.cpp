// Names of signals, and the lines of psignal and psiginfo: the expected texts are what glibc 2.36 prints.
#include <cstring>
#include <string>

#include <posix/signal.h>
#include <posix/string.h>

#include "api/fake_engine.h"

namespace {

using NamesTest = psig::test::ApiTest;

template <typename Print> std::string printed(Print print) {
  testing::internal::CaptureStderr();
  print();
  std::string text = testing::internal::GetCapturedStderr();
  std::erase(text, '\r');
  return text;
}

siginfo_t info(int sig, int code) {
  siginfo_t i = {};
  i.si_signo = sig;
  i.si_code = code;
  i.si_pid = 4711;
  i.si_uid = 1000;
  i.si_status = 3;
  i.si_band = 5;
  i.si_addr = reinterpret_cast<void *>(0xdeadbeef);
  return i;
}

std::string line(int sig, int code, const char *message = nullptr) {
  const siginfo_t i = info(sig, code);
  return printed([&] { psiginfo(&i, message); });
}

TEST_F(NamesTest, StrsignalKnowsEveryNumber) {
  EXPECT_STREQ("Interrupt", strsignal(SIGINT));
  EXPECT_STREQ("Real-time signal 0", strsignal(SIGRTMIN));
  EXPECT_STREQ("Real-time signal 30", strsignal(SIGRTMAX));
  for (int sig : {0, 33, 65, -3}) EXPECT_EQ("Unknown signal " + std::to_string(sig), strsignal(sig));
}

TEST_F(NamesTest, AbbreviationsAndDescriptions) {
  EXPECT_STREQ("INT", sigabbrev_np(SIGINT));
  EXPECT_STREQ("Interrupt", sigdescr_np(SIGINT));
  for (int sig : {0, 33, SIGRTMIN, SIGRTMAX, 65, -1}) {
    EXPECT_EQ(nullptr, sigabbrev_np(sig)) << sig;
    EXPECT_EQ(nullptr, sigdescr_np(sig)) << sig;
  }
}

TEST_F(NamesTest, SiglistSaysWhatSigdescrSays) {
  for (int sig = 0; sig < NSIG; ++sig) EXPECT_STREQ(sigdescr_np(sig), sys_siglist[sig]) << sig;
}

TEST_F(NamesTest, EveryNameComesBackAsItsNumber) {
  for (int sig = 1; sig < NSIG; ++sig) {
    char name[SIG2STR_MAX];
    int back = 0;
    if (sig == 33) continue;
    ASSERT_EQ(0, sig2str(sig, name));
    EXPECT_EQ(0, str2sig(name, &back)) << name;
    EXPECT_EQ(sig, back);
  }
  char name[SIG2STR_MAX] = "as before";
  for (int sig : {0, 33, 65, -1}) EXPECT_EQ(-1, sig2str(sig, name));
  EXPECT_STREQ("as before", name);
}

TEST_F(NamesTest, Str2sigTakesOtherSpellings) {
  struct Case {
    const char *text;
    int sig;
  };
  for (const Case &c : {Case{"RTMIN+3", 37},
                        {"RTMAX-2", 62},
                        {"RTMIN+29", 63},
                        {"9", 9},
                        {"64", 64},
                        {"IOT", SIGABRT},
                        {"CLD", SIGCHLD}}) {
    int sig = 0;
    EXPECT_EQ(0, str2sig(c.text, &sig)) << c.text;
    EXPECT_EQ(c.sig, sig) << c.text;
  }
  for (const char *text : {"", "SIGINT", "int", "0", "33", "65", "-1", "+9", " 9", "9 ", "09", "RTMIN+", "RTMIN+0",
                           "RTMIN+31", "RTMAX-x", "RTMIN-1", "99999999999999999999"}) {
    int sig = 77;
    EXPECT_EQ(-1, str2sig(text, &sig)) << text;
    EXPECT_EQ(77, sig) << text;
  }
}

TEST_F(NamesTest, NullIsRefused) {
  int sig;
  EXPECT_EQ(-1, sig2str(SIGINT, nullptr));
  EXPECT_EQ(-1, str2sig(nullptr, &sig));
  EXPECT_EQ(-1, str2sig("INT", nullptr));
}

TEST_F(NamesTest, PsignalLines) {
  EXPECT_EQ("m: Interrupt\n", printed([] { psignal(SIGINT, "m"); }));
  EXPECT_EQ("Interrupt\n", printed([] { psignal(SIGINT, nullptr); }));
  EXPECT_EQ("Interrupt\n", printed([] { psignal(SIGINT, ""); }));
  EXPECT_EQ("Unknown signal 34\n", printed([] { psignal(SIGRTMIN, nullptr); }));
  EXPECT_EQ("m: Unknown signal -3\n", printed([] { psignal(-3, "m"); }));
}

TEST_F(NamesTest, PsignalTakesAMessageOfAnyLength) {
  const std::string message(3000, 'x');
  EXPECT_EQ(message + ": Hangup\n", printed([&] { psignal(SIGHUP, message.c_str()); }));
}

TEST_F(NamesTest, PsignalLeavesErrnoAlone) {
  printed([] {
    errno = 77;
    psignal(SIGINT, "m");
    EXPECT_EQ(77, errno);
  });
}

TEST_F(NamesTest, PsiginfoLines) {
  EXPECT_EQ("Interrupt (Signal sent by kill() 4711 1000)\n", line(SIGINT, SI_USER));
  EXPECT_EQ("x: Interrupt (99 4711 1000)\n", line(SIGINT, 99, "x"));
  EXPECT_EQ("Segmentation fault (Address not mapped to object [0xdeadbeef])\n", line(SIGSEGV, SEGV_MAPERR));
  EXPECT_EQ("Bus error (Signal sent by tkill() [0xdeadbeef])\n", line(SIGBUS, SI_TKILL));
  EXPECT_EQ("Child exited (Child has exited 4711 3 1000)\n", line(SIGCHLD, CLD_EXITED));
  EXPECT_EQ("I/O possible (High priority input available 5)\n", line(SIGPOLL, POLL_PRI));
  EXPECT_EQ("SIGRTMIN (Signal sent by sigqueue() 4711 1000)\n", line(SIGRTMIN, SI_QUEUE));
  EXPECT_EQ("SIGRTMIN+6 (Signal sent by kill() 4711 1000)\n", line(40, SI_USER));
  EXPECT_EQ("SIGRTMAX-4 (2 4711 1000)\n", line(60, 2));
  EXPECT_EQ("x: Unknown signal 70\n", line(70, SI_USER, "x"));
}

TEST_F(NamesTest, PsiginfoOfNothing) {
  EXPECT_EQ("", printed([] { psiginfo(nullptr, "x"); }));
  EXPECT_EQ(EFAULT, errno);
}

} // namespace
