// Waiting, masks, alarms, sleeping, process groups, limits.
#include <posix/limits.h>
#include <posix/signal.h>
#include <posix/time.h>
#include <posix/unistd.h>

#include "api/fake_engine.h"

namespace {

using testing::_;
using testing::DoAll;
using testing::IsNull;
using testing::NotNull;
using testing::Pointee;
using testing::Return;
using testing::SetArgPointee;
using WaitTest = psig::test::ApiTest;

siginfo_t arrived(int sig) {
  siginfo_t info = {};
  info.si_signo = sig;
  return info;
}

TEST_F(WaitTest, SigwaitGoesOnAfterAHandler) {
  const sigset_t set = 2;
  int sig = 0;
  EXPECT_CALL(engine_, timedwait(&set, NotNull(), IsNull()))
      .WillOnce(Return(EINTR))
      .WillOnce(DoAll(SetArgPointee<1>(arrived(SIGINT)), Return(0)));
  EXPECT_EQ(0, sigwait(&set, &sig));
  EXPECT_EQ(SIGINT, sig);
}

TEST_F(WaitTest, SigwaitinfoReturnsTheSignal) {
  const sigset_t set = 2;
  EXPECT_CALL(engine_, timedwait(&set, NotNull(), IsNull()))
      .WillOnce(DoAll(SetArgPointee<1>(arrived(SIGINT)), Return(0)))
      .WillOnce(Return(EINTR));
  EXPECT_EQ(SIGINT, sigwaitinfo(&set, nullptr));
  EXPECT_EQ(-1, sigwaitinfo(&set, nullptr));
  EXPECT_EQ(EINTR, errno);
}

TEST_F(WaitTest, NullSetsAreEfaultAndNeverReachTheEngine) {
  siginfo_t info;
  const sigset_t set = 2;
  int sig;
  EXPECT_EQ(EFAULT, sigwait(nullptr, &sig));
  EXPECT_EQ(EFAULT, sigwait(&set, nullptr));
  EXPECT_EQ(-1, sigwaitinfo(nullptr, &info));
  EXPECT_EQ(EFAULT, errno);
  for (int (*function)(sigset_t *) :
       {+[](sigset_t *s) { return sigpending(s); }, +[](sigset_t *s) { return sigsuspend(s); }}) {
    errno = 0;
    EXPECT_EQ(-1, function(nullptr));
    EXPECT_EQ(EFAULT, errno);
  }
}

TEST_F(WaitTest, MaskFunctionsDifferInTheirErrors) {
  const sigset_t set = 2;
  EXPECT_CALL(engine_, mask(9, Pointee(set), IsNull())).Times(2).WillRepeatedly(Return(EINVAL));
  EXPECT_EQ(EINVAL, pthread_sigmask(9, &set, nullptr));
  EXPECT_EQ(0, errno);
  EXPECT_EQ(-1, sigprocmask(9, &set, nullptr));
  EXPECT_EQ(EINVAL, errno);
  EXPECT_CALL(engine_, mask(SIG_BLOCK, IsNull(), IsNull())).WillOnce(Return(0));
  EXPECT_EQ(0, sigprocmask(SIG_BLOCK, nullptr, nullptr));
}

TEST_F(WaitTest, PauseKeepsTheMask) {
  EXPECT_CALL(engine_, suspend(IsNull())).WillOnce(Return(EINTR));
  EXPECT_EQ(-1, pause());
  EXPECT_EQ(EINTR, errno);
}

TEST_F(WaitTest, AlarmRoundsLikeLinux) {
  struct Case {
    unsigned long long left;
    unsigned seconds;
  };
  for (const Case &c : {Case{0, 0}, {1, 1}, {499'999, 1}, {1'499'999, 1}, {1'500'000, 2}, {9'000'000, 9}}) {
    EXPECT_CALL(engine_, alarm(3'000'000, 0)).WillOnce(Return(c.left));
    EXPECT_EQ(c.seconds, alarm(3)) << c.left;
  }
  EXPECT_CALL(engine_, alarm(4'294'967'295'000'000, 0)).WillOnce(Return(0));
  EXPECT_EQ(0u, alarm(4'294'967'295u));
}

TEST_F(WaitTest, UalarmIsBelowASecond) {
  EXPECT_CALL(engine_, alarm(999'999, 5)).WillOnce(Return(7));
  EXPECT_EQ(7u, ualarm(999'999, 5));
  EXPECT_EQ(static_cast<useconds_t>(-1), ualarm(1'000'000, 0));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(WaitTest, SleepReturnsWhatWasNotSlept) {
  EXPECT_CALL(engine_, sleep(CLOCK_MONOTONIC, false, 5'000'000'000, _))
      .WillOnce(DoAll(SetArgPointee<3>(3'900'000'000ULL), Return(EINTR)));
  EXPECT_EQ(3u, sleep(5));
  errno = 77;
  EXPECT_CALL(engine_, sleep(CLOCK_MONOTONIC, false, 5'000'000'000, _)).WillOnce(Return(0));
  EXPECT_EQ(0u, sleep(5));
  EXPECT_EQ(77, errno);
}

TEST_F(WaitTest, UsleepTakesAnyNumber) {
  EXPECT_CALL(engine_, sleep(CLOCK_MONOTONIC, false, 4'000'000'000'000, _)).WillOnce(Return(EINTR));
  EXPECT_EQ(-1, usleep(4'000'000'000u));
  EXPECT_EQ(EINTR, errno);
}

TEST_F(WaitTest, NanosleepChecksAndReportsTheRest) {
  struct timespec time = {1, 5}, left = {9, 9};
  EXPECT_CALL(engine_, sleep(CLOCK_MONOTONIC, false, 1'000'000'005, _))
      .WillOnce(DoAll(SetArgPointee<3>(1'000'000'001ULL), Return(EINTR)));
  EXPECT_EQ(-1, nanosleep(&time, &left));
  EXPECT_EQ(1, left.tv_sec);
  EXPECT_EQ(1, left.tv_nsec);
  for (const struct timespec bad : {timespec{-1, 0}, {0, -1}, {0, 1'000'000'000}}) {
    errno = 0;
    EXPECT_EQ(-1, nanosleep(&bad, nullptr));
    EXPECT_EQ(EINVAL, errno);
  }
  EXPECT_EQ(-1, nanosleep(nullptr, nullptr));
  EXPECT_EQ(EFAULT, errno);
}

TEST_F(WaitTest, ProcessGroups) {
  EXPECT_CALL(engine_, getpgid(0, _)).WillOnce(DoAll(SetArgPointee<1>(44), Return(0)));
  EXPECT_EQ(44, getpgrp());
  EXPECT_CALL(engine_, getsid(7, _)).WillOnce(Return(ESRCH));
  EXPECT_EQ(-1, getsid(7));
  EXPECT_EQ(ESRCH, errno);
  EXPECT_EQ(-1, setpgid(0, -5));
  EXPECT_EQ(EINVAL, errno);
  EXPECT_EQ(-1, getpgid(-5));
  EXPECT_EQ(ESRCH, errno);
}

TEST_F(WaitTest, Sysconf) {
  EXPECT_EQ(RTSIG_MAX, sysconf(_SC_RTSIG_MAX));
  EXPECT_GT(sysconf(_SC_REALTIME_SIGNALS), 0);
  EXPECT_CALL(engine_, limit(_SC_SIGQUEUE_MAX)).WillOnce(Return(1024));
  EXPECT_EQ(1024, sysconf(_SC_SIGQUEUE_MAX));
  EXPECT_CALL(engine_, limit(-1)).WillOnce(Return(-1));
  EXPECT_EQ(-1, sysconf(-1));
  EXPECT_EQ(EINVAL, errno);
}

} // namespace
