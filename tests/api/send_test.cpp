// kill and its kin: which error goes where, and what never reaches the engine.
#include <posix/signal.h>

#include "api/fake_engine.h"

namespace {

using testing::Return;
using SendTest = psig::test::ApiTest;

TEST_F(SendTest, ProcessFunctionsSetErrno) {
  EXPECT_CALL(engine_, raise(99)).WillOnce(Return(EINVAL));
  EXPECT_EQ(-1, raise(99));
  EXPECT_EQ(EINVAL, errno);
  EXPECT_CALL(engine_, kill(4711, SIGTERM)).WillOnce(Return(ESRCH));
  EXPECT_EQ(-1, kill(4711, SIGTERM));
  EXPECT_EQ(ESRCH, errno);
  EXPECT_CALL(engine_, tgkill(1, 2, SIGTERM)).WillOnce(Return(0));
  EXPECT_EQ(0, tgkill(1, 2, SIGTERM));
}

TEST_F(SendTest, ThreadFunctionsReturnTheNumber) {
  errno = 77;
  EXPECT_CALL(engine_, thread_kill(5, SIGINT)).WillOnce(Return(ESRCH));
  EXPECT_EQ(ESRCH, pthread_kill(5, SIGINT));
  EXPECT_CALL(engine_, thread_queue(5, SIGINT, testing::Field(&sigval::sival_ptr, testing::IsNull())))
      .WillOnce(Return(EAGAIN));
  union sigval value;
  value.sival_ptr = nullptr;
  EXPECT_EQ(EAGAIN, pthread_sigqueue(5, SIGINT, value));
  EXPECT_EQ(77, errno);
}

TEST_F(SendTest, KillpgNamesTheGroup) {
  EXPECT_CALL(engine_, kill(-4712, SIGTERM)).WillOnce(Return(0));
  EXPECT_EQ(0, killpg(4712, SIGTERM));
  EXPECT_CALL(engine_, kill(0, SIGTERM)).WillOnce(Return(0));
  EXPECT_EQ(0, killpg(0, SIGTERM));
}

TEST_F(SendTest, KillpgNeverMeansEverybody) {
  EXPECT_EQ(-1, killpg(1, SIGKILL));
  EXPECT_EQ(ESRCH, errno);
  EXPECT_EQ(-1, killpg(-1, SIGKILL));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(SendTest, SigqueueCarriesTheValue) {
  int object = 0;
  union sigval value;
  value.sival_ptr = &object;
  EXPECT_CALL(engine_, sigqueue(8, SIGRTMIN, testing::Field(&sigval::sival_ptr, &object))).WillOnce(Return(EAGAIN));
  EXPECT_EQ(-1, sigqueue(8, SIGRTMIN, value));
  EXPECT_EQ(EAGAIN, errno);
}

} // namespace
