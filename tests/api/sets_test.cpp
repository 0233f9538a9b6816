// Signal sets: members, bounds, null.
#include <vector>

#include <posix/signal.h>

#include "api/fake_engine.h"

namespace {

using SetsTest = psig::test::ApiTest;

std::vector<int> every_signal() {
  std::vector<int> signals;
  for (int signo = 1; signo < NSIG; ++signo)
    if (signo != 33) signals.push_back(signo);
  return signals;
}

TEST_F(SetsTest, FullSetHasEverySignalAndNothingElse) {
  sigset_t set;
  ASSERT_EQ(0, sigfillset(&set));
  for (int signo : every_signal()) EXPECT_EQ(1, sigismember(&set, signo)) << signo;
  EXPECT_EQ(0, sigisemptyset(&set));
  for (int signo : every_signal()) EXPECT_EQ(0, sigdelset(&set, signo));
  EXPECT_EQ(1, sigisemptyset(&set));
}

TEST_F(SetsTest, AddAndDeleteTouchOneMember) {
  sigset_t set;
  sigemptyset(&set);
  EXPECT_EQ(0, sigaddset(&set, SIGRTMAX));
  EXPECT_EQ(0, sigaddset(&set, SIGHUP));
  EXPECT_EQ(0, sigdelset(&set, SIGHUP));
  EXPECT_EQ(0, sigismember(&set, SIGHUP));
  EXPECT_EQ(1, sigismember(&set, SIGRTMAX));
}

TEST_F(SetsTest, BadSignalIsEinvalAndChangesNothing) {
  for (int signo : {0, -1, 33, 65, 1 << 30, -2147483647 - 1}) {
    sigset_t set = 0x55;
    errno = 0;
    EXPECT_EQ(-1, sigaddset(&set, signo));
    EXPECT_EQ(EINVAL, errno);
    EXPECT_EQ(-1, sigdelset(&set, signo));
    EXPECT_EQ(signo == 33 ? 0 : -1, sigismember(&set, signo));
    EXPECT_EQ(0x55u, set);
  }
}

TEST_F(SetsTest, NullSetIsEinval) {
  sigset_t set = 0;
  int (*const emptying[])(sigset_t *) = {sigemptyset, sigfillset};
  for (auto function : emptying) {
    errno = 0;
    EXPECT_EQ(-1, function(nullptr));
    EXPECT_EQ(EINVAL, errno);
  }
  EXPECT_EQ(-1, sigaddset(nullptr, SIGINT));
  EXPECT_EQ(-1, sigdelset(nullptr, SIGINT));
  EXPECT_EQ(-1, sigismember(nullptr, SIGINT));
  EXPECT_EQ(-1, sigisemptyset(nullptr));
  EXPECT_EQ(-1, sigandset(&set, &set, nullptr));
  EXPECT_EQ(-1, sigorset(nullptr, &set, &set));
}

TEST_F(SetsTest, AndOr) {
  const sigset_t left = 0b1100, right = 0b1010;
  sigset_t out;
  EXPECT_EQ(0, sigandset(&out, &left, &right));
  EXPECT_EQ(0b1000u, out);
  EXPECT_EQ(0, sigorset(&out, &left, &right));
  EXPECT_EQ(0b1110u, out);
}

} // namespace
