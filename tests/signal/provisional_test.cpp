// A thread that begins while another one's creation is under way is not known to be no child of it, and has everything
// blocked until that has ended. By what it does with masks before it says that it runs the program's code.
#include <posix/setjmp.h>

#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;

namespace {

class provisional_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    change_mask(SIG_BLOCK, SIGUSR1); // which a thread of unknown creator begins with
    psig::library_thread_creating();
  }
  void TearDown() override { change_mask(SIG_UNBLOCK, SIGUSR1); }
  static void creation_ends() { psig::library_thread_failed(); }
};

psig::SigSet blocked_now() {
  sigset_t set;
  sigprocmask(SIG_BLOCK, nullptr, &set);
  return set;
}

constexpr psig::SigSet kMain = psig::bit(SIGUSR1);

} // namespace

TEST_F(provisional_test, sigsuspend_s_mask_is_not_taken_from_it) {
  std::atomic<psig::SigSet> after{0};
  BareThread thread([&] {
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none);
    after.store(blocked_now());
  });
  psig::Thread *known = nullptr;
  until([&] {
    known = psig::attach(thread.tid);
    return known != nullptr && known->waiting.load() != 0;
  });
  creation_ends();
  thread.signal(SIGUSR1);
  thread.join();
  EXPECT_EQ(after.load(), kMain);
}

TEST_F(provisional_test, raise_and_jumps_know_its_mask) {
  std::atomic<psig::SigSet> after{0};
  std::atomic<int> ran{0};
  handle(SIGUSR2, note);
  BareThread thread([&] {
    sigjmp_buf out;
    raise(SIGUSR2);
    ran.store(g_handled.load());
    if (sigsetjmp(out, 1) == 0) siglongjmp(out, 1);
    after.store(blocked_now());
  });
  thread.join();
  creation_ends();
  handle(SIGUSR2, SIG_DFL);
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(after.load(), kMain);
}
