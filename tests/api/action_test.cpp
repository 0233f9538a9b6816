// sigaction and what is made of it: signal, siginterrupt, the former interfaces.
#include <posix/signal.h>

#include "api/fake_engine.h"

namespace {

using testing::_;
using testing::DoAll;
using testing::IsNull;
using testing::NotNull;
using testing::Return;

class ActionTest : public psig::test::ApiTest {
protected:
  // One signal's action, kept as the engine would.
  void keep_action() {
    ON_CALL(engine_, action).WillByDefault([this](int sig, const struct sigaction *act, struct sigaction *old) {
      if (sig < 1 || sig > 64) return EINVAL;
      if (old != nullptr) *old = action_;
      if (act != nullptr) action_ = *act;
      return 0;
    });
    EXPECT_CALL(engine_, action).Times(testing::AnyNumber());
  }

  void keep_mask() {
    ON_CALL(engine_, mask).WillByDefault([this](int how, const sigset_t *set, sigset_t *old) {
      if (old != nullptr) *old = mask_;
      if (set == nullptr) return 0;
      mask_ = how == SIG_BLOCK ? mask_ | *set : how == SIG_UNBLOCK ? mask_ & ~*set : *set;
      return 0;
    });
    EXPECT_CALL(engine_, mask).Times(testing::AnyNumber());
  }

  struct sigaction action_ = {};
  sigset_t mask_ = 0;
};

void handler(int) {}
void other(int) {}

TEST_F(ActionTest, SigactionPassesThroughAndSetsErrno) {
  struct sigaction act = {};
  EXPECT_CALL(engine_, action(SIGKILL, NotNull(), nullptr)).WillOnce(Return(EINVAL));
  EXPECT_EQ(-1, sigaction(SIGKILL, &act, nullptr));
  EXPECT_EQ(EINVAL, errno);
  EXPECT_CALL(engine_, action(SIGINT, IsNull(), NotNull())).WillOnce(Return(0));
  errno = 77;
  EXPECT_EQ(0, sigaction(SIGINT, nullptr, &act));
  EXPECT_EQ(77, errno);
}

TEST_F(ActionTest, SigactionRefusesAddressesNoProcessHas) {
  EXPECT_EQ(-1, sigaction(SIGINT, reinterpret_cast<struct sigaction *>(8), nullptr));
  EXPECT_EQ(EFAULT, errno);
}

TEST_F(ActionTest, SignalHasBsdSemantics) {
  keep_action();
  EXPECT_EQ(SIG_DFL, signal(SIGUSR1, handler));
  EXPECT_EQ(SA_RESTART, action_.sa_flags);
  EXPECT_EQ(sigset_t{1} << (SIGUSR1 - 1), action_.sa_mask);
  EXPECT_EQ(handler, signal(SIGUSR1, SIG_IGN));
  EXPECT_EQ(SIG_ERR, signal(65, handler));
  EXPECT_EQ(EINVAL, errno);
  EXPECT_EQ(SIG_ERR, signal(SIGUSR1, SIG_ERR));
  EXPECT_EQ(SIG_IGN, action_.sa_handler);
}

TEST_F(ActionTest, SysvSignalIsOneShot) {
  keep_action();
  EXPECT_EQ(SIG_DFL, sysv_signal(SIGUSR1, handler));
  EXPECT_EQ(SA_RESETHAND | SA_NODEFER, action_.sa_flags);
}

TEST_F(ActionTest, SiginterruptHoldsForLaterSignalCalls) {
  keep_action();
  signal(SIGUSR2, handler);
  EXPECT_EQ(0, siginterrupt(SIGUSR2, 1));
  EXPECT_EQ(0, action_.sa_flags & SA_RESTART);
  signal(SIGUSR2, other);
  EXPECT_EQ(0, action_.sa_flags & SA_RESTART);
  EXPECT_EQ(0, siginterrupt(SIGUSR2, 0));
  EXPECT_EQ(SA_RESTART, action_.sa_flags & SA_RESTART);
  signal(SIGUSR2, handler);
  EXPECT_EQ(SA_RESTART, action_.sa_flags & SA_RESTART);
  EXPECT_EQ(-1, siginterrupt(0, 1));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(ActionTest, SigsetHoldsAndReleases) {
  keep_action();
  keep_mask();
  EXPECT_EQ(SIG_DFL, sigset(SIGUSR1, handler));
  EXPECT_EQ(handler, sigset(SIGUSR1, SIG_HOLD));
  EXPECT_EQ(sigset_t{1} << (SIGUSR1 - 1), mask_);
  EXPECT_EQ(SIG_HOLD, sigset(SIGUSR1, SIG_HOLD));
  EXPECT_EQ(SIG_HOLD, sigset(SIGUSR1, other));
  EXPECT_EQ(0u, mask_);
  EXPECT_EQ(other, action_.sa_handler);
  EXPECT_EQ(SIG_ERR, sigset(0, SIG_HOLD));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(ActionTest, SigholdSigrelseSigignore) {
  keep_action();
  keep_mask();
  EXPECT_EQ(0, sighold(SIGTERM));
  EXPECT_EQ(sigset_t{1} << (SIGTERM - 1), mask_);
  EXPECT_EQ(0, sigrelse(SIGTERM));
  EXPECT_EQ(0u, mask_);
  EXPECT_EQ(0, sigignore(SIGTERM));
  EXPECT_EQ(SIG_IGN, action_.sa_handler);
  EXPECT_EQ(-1, sighold(65));
  EXPECT_EQ(-1, sigrelse(0));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(ActionTest, SigpauseWaitsWithoutItsSignalInTheMask) {
  keep_mask();
  mask_ = 0b111;
  EXPECT_CALL(engine_, suspend(testing::Pointee(sigset_t{0b101}))).WillOnce(Return(EINTR));
  EXPECT_EQ(-1, sigpause(SIGINT));
  EXPECT_EQ(EINTR, errno);
  EXPECT_EQ(0b111u, mask_);
  EXPECT_EQ(-1, sigpause(65));
  EXPECT_EQ(EINVAL, errno);
}

TEST_F(ActionTest, BsdMasks) {
  keep_mask();
  EXPECT_EQ(0, sigblock(sigmask(SIGINT)));
  EXPECT_EQ(sigmask(SIGINT), sigsetmask(sigmask(SIGBREAK)));
  EXPECT_EQ(sigset_t{1} << 31, mask_);
  EXPECT_EQ(sigmask(SIGBREAK), siggetmask());
}

TEST_F(ActionTest, SigvecTranslatesFlagsBothWays) {
  keep_action();
  const struct sigvec vec = {handler, sigmask(SIGHUP), SV_ONSTACK | SV_INTERRUPT};
  struct sigvec old = {other, 1, 1};
  EXPECT_EQ(0, sigvec(SIGUSR1, &vec, &old));
  EXPECT_EQ(SIG_DFL, old.sv_handler);
  EXPECT_EQ(SV_INTERRUPT, old.sv_flags);
  EXPECT_EQ(SA_ONSTACK, action_.sa_flags);
  EXPECT_EQ(0, sigvec(SIGUSR1, nullptr, &old));
  EXPECT_EQ(SV_ONSTACK | SV_INTERRUPT, old.sv_flags);
  EXPECT_EQ(sigmask(SIGHUP), old.sv_mask);
  EXPECT_EQ(-1, sigvec(65, &vec, nullptr));
  EXPECT_EQ(EINVAL, errno);
}

} // namespace
