// posix_exit_status_of_signal_np, posix_signal_of_exit_status_np.
#include "api/fake_engine.h"

#include "base/nt_status.h"
#include "base/sigset.h"

namespace psig::test {
namespace {

using ExitStatus = ApiTest; // no engine is asked

TEST_F(ExitStatus, of_every_signal_and_back) {
  for (int sig = 1; sig < NSIG; ++sig) {
    if (!is_signo(sig)) continue;
    for (const int core : {0, 1}) {
      const unsigned status = posix_exit_status_of_signal_np(sig, core);
      int told = -1;
      EXPECT_EQ(posix_signal_of_exit_status_np(status, &told), sig);
      EXPECT_EQ(told, sig == SIGINT ? 0 : core) << sig;
      if (sig != SIGINT) {
        EXPECT_EQ(status & 0xFF, 128u + static_cast<unsigned>(sig)) << "what shells show";
      }
    }
  }
  EXPECT_EQ(posix_exit_status_of_signal_np(SIGINT, 0), 0xC000013Au);
}

TEST_F(ExitStatus, of_no_signal) {
  for (const int sig : {0, -1, 33, NSIG, 1000}) {
    errno = 0;
    EXPECT_EQ(posix_exit_status_of_signal_np(sig, 0), 0u);
    EXPECT_EQ(errno, EINVAL) << sig;
  }
}

TEST_F(ExitStatus, ordinary_ones_are_no_signal_s) {
  for (const unsigned status : {0u, 1u, 137u, 255u, 256u, 0xE0530080u, 0xC0000135u, 0xFFFFFFFFu}) {
    int core = -1;
    EXPECT_EQ(posix_signal_of_exit_status_np(status, &core), 0) << status;
    EXPECT_EQ(core, 0);
  }
  EXPECT_EQ(posix_signal_of_exit_status_np(status::kIntegerDivide, nullptr), SIGFPE);
  EXPECT_EQ(posix_signal_of_exit_status_np(status::kAccessViolation, nullptr), SIGSEGV);
}

} // namespace
} // namespace psig::test
